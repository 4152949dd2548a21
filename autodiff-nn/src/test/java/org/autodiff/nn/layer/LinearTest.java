package org.autodiff.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.ShapeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinearTest {
    private final Linear layer =
            Linear.of(Tensor.of(new double[] {1, 2, 3, -1, 0, 4}, 2, 3), Tensor.of(new double[] {10, 20}, 2));

    @Test
    void valuesAreXTimesTheTransposedWeightPlusBias() {
        Tensor x = Tensor.of(new double[] {1, 1, 1, 2, 0, -1}, 2, 3);

        Tensor y = layer.forward(x);

        assertThat(y.shape().toArray()).containsExactly(2, 2);
        assertThat(y.toDoubles()).containsExactly(16, 23, 9, 14);
    }

    @Test
    void gradientsAreThoseOfAnAffineMap() {
        Tensor x = Tensor.of(new double[] {1, 1, 1, 2, 0, -1}, 2, 3).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            Tensor cotangent = Tensor.of(new double[] {1, 0, 2, -1}, 2, 2);
            layer.forward(x).mul(cotangent).sum().backward();
        }

        // dW = cotangent^T x, db = the column sums of the cotangent, dx = cotangent W
        assertThat(layer.weight().grad().toDoubles()).containsExactly(5, 1, -1, -2, 0, 1);
        assertThat(layer.bias().grad().toDoubles()).containsExactly(3, -1);
        assertThat(x.grad().toDoubles()).containsExactly(1, 2, 3, 3, 4, 2);
    }

    @Test
    void leadingAxesAreKept() {
        Tensor x = Tensor.ones(DType.FLOAT64, 4, 5, 3);

        assertThat(layer.forward(x).shape().toArray()).containsExactly(4, 5, 2);
        assertThat(layer.forward(Tensor.ones(DType.FLOAT64, 3)).toDoubles()).containsExactly(16, 23);
    }

    @Test
    void withoutBiasOnlyTheProductIsLeft() {
        Linear plain = Linear.of(layer.weight(), null);

        assertThat(plain.bias()).isNull();
        assertThat(plain.parameters()).hasSize(1);
        assertThat(plain.forward(Tensor.ones(DType.FLOAT64, 1, 3)).toDoubles()).containsExactly(6, 3);
    }

    @Test
    void initialValuesAreSeededAndBoundedByTheRootOfTheFanIn() {
        Linear first = new Linear(100, 50, Seed.of(7));

        assertThat(first.weight().shape().toArray()).containsExactly(50, 100);
        assertThat(first.bias().shape().toArray()).containsExactly(50);
        assertThat(first.weight().dtype()).isEqualTo(DType.FLOAT32);
        for (float w : first.weight().toFloats()) {
            assertThat(w).isBetween(-0.1f, 0.1f);
        }
        for (float b : first.bias().toFloats()) {
            assertThat(b).isBetween(-0.1f, 0.1f);
        }
        // weight and bias come from different streams
        assertThat(first.bias().toFloats())
                .isNotEqualTo(Arrays.copyOf(first.weight().toFloats(), 50));
        Linear same = new Linear(100, 50, Seed.of(7));
        assertThat(same.weight().toFloats()).isEqualTo(first.weight().toFloats());
        assertThat(same.bias().toFloats()).isEqualTo(first.bias().toFloats());
        assertThat(new Linear(100, 50, Seed.of(8)).weight().toFloats())
                .isNotEqualTo(first.weight().toFloats());
    }

    @Test
    void anInputOfAnotherWidthIsAnErrorThatShowsBoth() {
        Linear mnist = new Linear(784, 128, Seed.of(1));
        Tensor x = Tensor.ones(DType.FLOAT32, 32, 100);

        assertThatThrownBy(() -> mnist.forward(x))
                .isInstanceOf(ShapeException.class)
                .hasMessageStartingWith(
                        "Linear: expected [*, 784], got [32, 100] into Linear(in=784, out=128, bias=true); ");
        assertThatThrownBy(() -> mnist.forward(Tensor.scalar(DType.FLOAT32, 1)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("got []");
    }

    @Test
    void anInputOfAnotherElementTypeIsAnError() {
        Tensor x = Tensor.ones(DType.FLOAT32, 1, 3);

        assertThatThrownBy(() -> layer.forward(x))
                .isInstanceOf(DTypeException.class)
                .hasMessageContaining("Linear: the parameters are FLOAT64, the input is FLOAT32")
                .hasMessageContaining("to(DType.FLOAT64)");
    }

    @ParameterizedTest
    @CsvSource({"0, 5, input, 0", "5, 0, output, 0", "-1, 5, input, -1"})
    void sizesBelowOneAreRefused(int in, int out, String which, int got) {
        assertThatThrownBy(() -> new Linear(in, out, Seed.of(1)))
                .isInstanceOf(ArgumentException.class)
                .hasMessage("Linear: the size of the " + which + " must be at least 1, got " + got);
    }

    @Test
    void weightAndBiasMustFitEachOther() {
        Tensor weight = Tensor.ones(DType.FLOAT32, 2, 3);

        assertThatThrownBy(() -> Linear.of(weight, Tensor.ones(DType.FLOAT32, 3)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("expected a bias [2] for the weight [2, 3], got [3]");
        assertThatThrownBy(() -> Linear.of(weight, Tensor.ones(DType.FLOAT64, 2)))
                .isInstanceOf(DTypeException.class)
                .hasMessageContaining("the weight is FLOAT32, the bias FLOAT64");
        assertThatThrownBy(() -> Linear.of(Tensor.ones(DType.FLOAT32, 6), null))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("expected a weight [out, in], got [6]");
    }
}
