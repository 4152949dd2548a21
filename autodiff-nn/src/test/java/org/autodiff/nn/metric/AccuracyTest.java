package org.autodiff.nn.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.IndexException;
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

    @Test
    void whatIsNoScoreOrNoClassCountsNothing() {
        assertThatThrownBy(() -> accuracy.update(scores, Tensor.of(new long[] {1, 3, 2}, 3)))
                .isInstanceOf(IndexException.class)
                .hasMessage("Accuracy: the label of sample 1 is 3, not one of the classes 0 to 2");
        assertThatThrownBy(() -> accuracy.update(scores, Tensor.of(new long[] {1, 2, -1}, 3)))
                .isInstanceOf(IndexException.class)
                .hasMessageContaining("sample 2 is -1");
        assertThatThrownBy(() -> accuracy.update(
                        Tensor.of(new float[] {1, 2, 3, Float.NaN}, 2, 2), Tensor.of(new long[] {1, 1}, 2)))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("the score of class 1 of sample 1 is NaN");
        assertThatThrownBy(() -> accuracy.update(Tensor.of(new float[] {1, 2}, 2, 1), Tensor.of(new long[] {0, 1}, 2)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining(
                        "at least 2 classes, got [2, 1]; one output a sample goes with a metric made by binary(...)");
        assertThatThrownBy(() -> accuracy.update(Tensor.zeros(DType.INT64, 3, 3), Tensor.of(new long[] {0, 1, 2}, 3)))
                .isInstanceOf(DTypeException.class)
                .hasMessageContaining("floating score");
        assertThat(accuracy.total()).isZero();
    }

    @Test
    void oneOutputIsComparedWithAThreshold() {
        Accuracy logits = Accuracy.binary(0);
        logits.update(Tensor.of(new float[] {-1, 0, 2}, 3, 1), Tensor.of(new float[] {0, 0, 1}, 3, 1));
        assertThat(logits.value()).as("0 is not above 0").isEqualTo(1);
        logits.update(Tensor.of(new double[] {1, -1}, 2), Tensor.of(new long[] {0, 1}, 2));
        assertThat(logits).hasToString("60.00% (3 of 5)");

        Accuracy probabilities = Accuracy.binary(0.5);
        probabilities.update(Tensor.of(new float[] {0.4f, 0.6f}), Tensor.of(new boolean[] {false, false}));
        assertThat(probabilities.value()).isEqualTo(0.5);

        assertThatThrownBy(() -> logits.update(Tensor.of(new float[] {1, 2}), Tensor.of(new float[] {0, 0.5f})))
                .isInstanceOf(IndexException.class)
                .hasMessageContaining("the label of sample 1 is 0.5; of two classes it is 0 or 1");
        assertThatThrownBy(() -> logits.update(Tensor.of(new float[] {Float.NaN}), Tensor.of(new float[] {0})))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("the output of sample 0 is NaN");
        assertThatThrownBy(() -> logits.update(scores, Tensor.of(new long[] {0, 1, 1})))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("[n] or [n, 1] each, got [3, 3] and [3]");
        assertThatThrownBy(() -> Accuracy.binary(Double.NaN)).hasMessageContaining("threshold must be finite");
    }

    @Test
    void twoPartsMergedAreTheWhole() {
        accuracy.update(scores, Tensor.of(new long[] {1, 0, 1}, 3));
        Accuracy other = new Accuracy();
        other.update(scores, Tensor.of(new long[] {1, 1, 1}, 3));

        accuracy.merge(other);

        assertThat(accuracy).hasToString("50.00% (3 of 6)");
        assertThat(other.total()).isEqualTo(3);
    }
}
