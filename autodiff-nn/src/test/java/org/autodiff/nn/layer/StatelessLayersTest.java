package org.autodiff.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.ShapeException;
import org.autodiff.nn.Module;
import org.autodiff.nn.layer.activation.ReLU;
import org.autodiff.nn.layer.activation.Sigmoid;
import org.autodiff.nn.layer.activation.Tanh;
import org.junit.jupiter.api.Test;

class StatelessLayersTest {
    private final Tensor x = Tensor.of(new double[] {-1, 0, 2}, 3).requiresGrad(true);

    @Test
    void reluCutsBelowZeroAndPassesNoGradientAtZero() {
        assertThat(new ReLU().forward(x).toDoubles()).containsExactly(0, 0, 2);
        assertThat(gradient(new ReLU())).containsExactly(0, 0, 1);
    }

    @Test
    void tanhAndItsSlope() {
        double at1 = -0.7615941559557649;
        double at2 = 0.9640275800758169;

        assertThat(new Tanh().forward(x).toDoubles()).containsExactly(new double[] {at1, 0, at2}, within(1e-12));
        assertThat(gradient(new Tanh())).containsExactly(new double[] {1 - at1 * at1, 1, 1 - at2 * at2}, within(1e-12));
    }

    @Test
    void sigmoidAndItsSlope() {
        double at1 = 0.2689414213699951;
        double at2 = 0.8807970779778823;

        assertThat(new Sigmoid().forward(x).toDoubles()).containsExactly(new double[] {at1, 0.5, at2}, within(1e-12));
        assertThat(gradient(new Sigmoid()))
                .containsExactly(new double[] {at1 * (1 - at1), 0.25, at2 * (1 - at2)}, within(1e-12));
    }

    @Test
    void flattenJoinsAllAxesButTheFirst() {
        Tensor images = Tensor.of(new float[] {0, 1, 2, 3, 4, 5, 6, 7}, 2, 1, 2, 2);

        Tensor rows = new Flatten().forward(images);

        assertThat(rows.shape().toArray()).containsExactly(2, 4);
        assertThat(rows.toFloats()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(new Flatten().forward(x).shape().toArray()).containsExactly(3, 1);
        assertThat(new Flatten()
                        .forward(Tensor.zeros(DType.FLOAT32, 0, 2, 3))
                        .shape()
                        .toArray())
                .containsExactly(0, 6);
    }

    @Test
    void flattenNeedsABatch() {
        assertThatThrownBy(() -> new Flatten().forward(Tensor.scalar(DType.FLOAT32, 1)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("Flatten: expected a batch [n, ...], got []");
    }

    @Test
    void theyPrintTheirNames() {
        assertThat(List.of(new ReLU(), new Tanh(), new Sigmoid(), new Flatten()))
                .extracting(Object::toString)
                .containsExactly("ReLU()", "Tanh()", "Sigmoid()", "Flatten()");
    }

    private double[] gradient(Module module) {
        try (Tape tape = Tape.record()) {
            module.forward(x).sum().backward();
        }
        return x.grad().toDoubles();
    }
}
