package org.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.autodiff.array.DType;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.ShapeException;
import org.autodiff.error.TapeException;
import org.junit.jupiter.api.Test;

class InPlaceTest {
    private static final int[] SIZES = {4, 2500};

    private static Tensor leaf(int n) {
        return Tensor.full(DType.FLOAT32, 2, n).requiresGrad(true);
    }

    @Test
    void addScaledScaleAndAssign() {
        for (int n : SIZES) {
            Tensor w = leaf(n);
            Tensor x = Tensor.full(DType.FLOAT32, 3, n);
            InPlace.addScaled(w, -0.5, x);
            assertThat(w.toFloats()).containsOnly(0.5f);
            InPlace.scale(w, 4);
            assertThat(w.toFloats()).containsOnly(2f);
            InPlace.addScaled(w, 2, w);
            assertThat(w.toFloats()).containsOnly(6f);
            InPlace.assign(w, x);
            assertThat(w.toFloats()).containsOnly(3f);
            InPlace.scale(w, 0);
            assertThat(x.toFloats()).containsOnly(3f);
        }
    }

    @Test
    void whatTheLeafWasMadeFromStaysTheSame() {
        for (int n : SIZES) {
            Tensor values = Tensor.full(DType.FLOAT32, 2, n);
            Tensor a = values.requiresGrad(true);
            Tensor b = a.requiresGrad(true);
            InPlace.scale(a, 3);
            InPlace.scale(a, 3);
            assertThat(values.toFloats()).containsOnly(2f);
            assertThat(b.toFloats()).containsOnly(2f);
            assertThat(a.toFloats()).containsOnly(18f);
        }
    }

    @Test
    void aDetachedCopyStaysTheSameAtTheFirstAndAtLaterChanges() {
        for (int n : SIZES) {
            Tensor w = leaf(n);
            for (int step = 1; step <= 3; step++) {
                Tensor before = w.detach();
                Tensor leaf = w.requiresGrad(true);
                float[] values = w.toFloats();
                InPlace.scale(w, 2);
                assertThat(before.toFloats())
                        .as("detached before change %d", step)
                        .isEqualTo(values);
                assertThat(leaf.toFloats())
                        .as("leaf made before change %d", step)
                        .isEqualTo(values);
            }
            assertThat(w.toFloats()).containsOnly(16f);
        }
    }

    @Test
    void viewsStayTheSameAtTheFirstAndAtLaterChanges() {
        for (int n : SIZES) {
            Tensor w = leaf(n);
            for (int step = 1; step <= 3; step++) {
                Tensor part = w.slice(0, 1, 3);
                Tensor matrix = w.reshape(2, n / 2);
                float value = w.toFloats()[0];
                InPlace.scale(w, 2);
                assertThat(part.toFloats()).as("slice before change %d", step).containsOnly(value);
                assertThat(matrix.toFloats())
                        .as("reshape before change %d", step)
                        .containsOnly(value);
            }
        }
    }

    @Test
    void aGradientThroughAViewIsNeverTakenOfChangedValues() {
        for (int n : SIZES) {
            Tensor w = leaf(n);
            InPlace.scale(w, 1);
            try (Tape tape = Tape.record()) {
                Tensor y = w.reshape(2, n / 2).square().sum();
                InPlace.scale(w, 10);
                float g;
                try {
                    g = tape.gradients(y, w).of(w).toFloats()[0];
                } catch (TapeException e) {
                    assertThat(e).hasMessageContaining("changed in place");
                    g = 4;
                }
                assertThat(g).isEqualTo(4);
            }
        }
    }

    @Test
    void assignOfItsOwnTranspose() {
        for (int n : new int[] {2, 50}) {
            float[] values = new float[n * n];
            for (int i = 0; i < values.length; i++) {
                values[i] = i;
            }
            Tensor w = Tensor.of(values, n, n).requiresGrad(true);
            for (int step = 0; step < 2; step++) {
                InPlace.assign(w, w.transpose(0, 1));
            }
            assertThat(w.toFloats()).isEqualTo(values);
            InPlace.addScaled(w, 1, w.transpose(0, 1));
            assertThat(w.toFloats()[1]).isEqualTo(1 + n);
            assertThat(w.toFloats()[n]).isEqualTo(1 + n);
        }
    }

    @Test
    void adamMovesAgainstTheGradientByTheRate() {
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            for (int n : SIZES) {
                Tensor w = Tensor.full(dtype, 2, n).requiresGrad(true);
                Tensor m = Tensor.zeros(dtype, n).detach();
                Tensor v = Tensor.zeros(dtype, n).detach();
                Tensor g = Tensor.full(dtype, 5, n);
                InPlace.adam(w, g, m, v, 0.1, 0.9, 0.999, 1e-8, 1);
                for (double x : w.toDoubles()) {
                    assertThat(x).isCloseTo(1.9, within(1e-6));
                }
                InPlace.adam(w, g, m, v, 0.1, 0.9, 0.999, 1e-8, 2);
                assertThat(w.toDoubles()[n - 1]).isCloseTo(1.8, within(1e-6));
                assertThat(m.toDoubles()[0]).isCloseTo(0.95, within(1e-6));
                assertThat(v.toDoubles()[0]).isCloseTo(0.049975, within(1e-6));
                assertThat(g.toDoubles()).containsOnly(5);
            }
        }
    }

    @Test
    void badArgumentsChangeNothing() {
        Tensor w = leaf(4);
        Tensor x = Tensor.ones(DType.FLOAT32, 4);
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> InPlace.addScaled(w, bad, x))
                    .isInstanceOf(ArgumentException.class)
                    .hasMessageContaining("addScaled: alpha is " + bad)
                    .hasMessageContaining("finite");
            assertThatThrownBy(() -> InPlace.scale(w, bad)).isInstanceOf(ArgumentException.class);
            assertThatThrownBy(() -> InPlace.adam(w, x, x.detach(), x.detach(), bad, 0.9, 0.9, 1e-8, 1))
                    .isInstanceOf(ArgumentException.class)
                    .hasMessageContaining("lr");
        }
        assertThatThrownBy(() -> InPlace.addScaled(w, 1, Tensor.ones(DType.FLOAT32, 1)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("addScaled: shapes [4] and [1]");
        assertThatThrownBy(() -> InPlace.assign(w, Tensor.ones(DType.FLOAT32, 2, 2)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("assign");
        assertThatThrownBy(() -> InPlace.addScaled(w, 1, Tensor.ones(DType.FLOAT64, 4)))
                .isInstanceOf(DTypeException.class)
                .hasMessageContaining("FLOAT32 and FLOAT64")
                .hasMessageContaining("to(...)");
        assertThatThrownBy(() -> InPlace.adam(w, x, x, x, 0.1, 0.9, 0.9, 1e-8, 1))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("three tensors");
        assertThatThrownBy(() -> InPlace.adam(w, x, x.detach(), x.detach(), 0.1, 1, 0.9, 1e-8, 1))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("beta1");
        assertThatThrownBy(() -> InPlace.adam(w, x, x.detach(), x.detach(), 0.1, 0.9, 0.9, 1e-8, 0))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("step 0");
        assertThat(w.toFloats()).containsOnly(2f);
        try (Tape tape = Tape.record()) {
            Tensor y = w.square().sum();
            assertThatThrownBy(() -> InPlace.scale(w, Double.NaN)).isInstanceOf(ArgumentException.class);
            y.backward(); // nothing has changed, so nothing is refused
            assertThat(tape.size()).isEqualTo(3);
        }
        assertThat(w.grad().toFloats()).containsOnly(4f);
    }

    @Test
    void integersAndTruthValuesAreAssignedButNotScaled() {
        Tensor labels = Tensor.of(new long[] {1, 2}).detach();
        InPlace.assign(labels, Tensor.of(new long[] {3, 4}));
        assertThat(labels.toLongs()).containsExactly(3, 4);
        assertThatThrownBy(() -> InPlace.addScaled(labels, 1, labels)).isInstanceOf(DTypeException.class);
        assertThatThrownBy(() -> InPlace.scale(labels, 0.5)).isInstanceOf(DTypeException.class);
    }

    @Test
    void whatATapeComputedCannotBeChanged() {
        Tensor w = leaf(4);
        try (Tape tape = Tape.record()) {
            Tensor y = w.square();
            assertThatThrownBy(() -> InPlace.scale(y, 2))
                    .isInstanceOf(TapeException.class)
                    .hasMessageContaining("scale: f32[4] belongs to a tape")
                    .hasMessageContaining("only leaves and detached tensors");
            Tensor made = Tensor.ones(DType.FLOAT32, 4);
            assertThatThrownBy(() -> InPlace.scale(made, 2)).isInstanceOf(TapeException.class);
            assertThat(tape.size()).isEqualTo(2);
        }
    }
}
