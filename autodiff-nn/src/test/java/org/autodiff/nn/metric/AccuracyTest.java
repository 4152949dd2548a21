package org.autodiff.nn.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.ShapeException;
import org.junit.jupiter.api.Test;

class AccuracyTest {
    private final Accuracy accuracy = new Accuracy();
    private final Tensor scores = Tensor.of(new float[] {0.1f, 2, -1, 5, 4, 3, -3, -2, -1}, 3, 3);

    @Test
    void batchesAddUp() {
        accuracy.update(scores, Tensor.of(new long[] {1, 0, 2}, 3));
        assertThat(accuracy.value()).isEqualTo(1);

        accuracy.update(scores, Tensor.of(new long[] {0, 0, 0}, 3));
        accuracy.update(Tensor.of(new double[] {3, 1}, 1, 2), Tensor.of(new long[] {1}, 1));

        assertThat(accuracy.correct()).isEqualTo(4);
        assertThat(accuracy.total()).isEqualTo(7);
        assertThat(accuracy.value()).isEqualTo(4 / 7.0, within(1e-15));
        assertThat(accuracy).hasToString("57.14% (4 of 7)");
    }

    @Test
    void resetStartsAgain() {
        accuracy.update(scores, Tensor.of(new long[] {1, 0, 2}, 3));

        accuracy.reset();

        assertThat(accuracy.total()).isZero();
        assertThat(accuracy).hasToString("no samples");
        assertThatThrownBy(accuracy::value)
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("Accuracy: nothing was counted yet");
    }

    @Test
    void scoresAndLabelsMustFit() {
        assertThatThrownBy(() -> accuracy.update(scores, Tensor.of(new long[] {1, 0}, 2)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("got [3, 3] and [2]");
        assertThatThrownBy(() -> accuracy.update(scores, scores))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("not one-hot rows");
        assertThatThrownBy(() -> accuracy.update(scores, Tensor.zeros(DType.FLOAT32, 3)))
                .isInstanceOf(DTypeException.class)
                .hasMessageContaining("expected INT64 labels, got FLOAT32");
        assertThat(accuracy.total()).isZero();
    }
}
