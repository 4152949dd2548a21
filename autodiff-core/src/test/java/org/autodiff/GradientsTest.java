package org.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.IndexException;
import org.autodiff.functional.Linear;
import org.junit.jupiter.api.Test;

/** The functional forms: gradients by chosen tensors, of gradients, and forward tangents. */
class GradientsTest {
    private static Tensor leaf(double... values) {
        return Tensor.of(values).requiresGrad(true);
    }

    @Test
    void gradientsAccumulateNowhere() {
        Tensor x = leaf(1, 2);
        try (Tape tape = Tape.record()) {
            Tensor y = x.square().sum();
            assertThat(tape.gradients(y, x).of(x).toDoubles()).containsExactly(2, 4);
            assertThat(tape.gradients(y, x).of(0).toDoubles()).containsExactly(2, 4);
            assertThat(tape.size()).isEqualTo(3);
        }
        assertThat(x.grad()).isNull();
    }

    @Test
    void gradientsByIntermediateValues() {
        Tensor x = leaf(1, 2);
        try (Tape tape = Tape.record()) {
            Tensor a = x.mul(3);
            Tensor b = a.square();
            Tensor y = b.mul(a).sum(); // 27 x^3
            Gradients g = tape.gradients(y, a, b, x, y);
            assertThat(g.of(a).toDoubles()).containsExactly(27, 108); // 3 a^2
            assertThat(g.of(b).toDoubles()).containsExactly(3, 6);
            assertThat(g.of(x).toDoubles()).containsExactly(81, 324);
            assertThat(g.of(y).item()).isOne();
            assertThat(g.all()).hasSize(4);
        }
    }

    @Test
    void gradientsByLargeIntermediateValues() {
        Tensor x = Tensor.full(DType.FLOAT32, 2, 50, 40).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            Tensor a = x.mul(x);
            Tensor y = a.mul(x).add(a).sum();
            Gradients g = tape.gradients(y, a, x);
            assertThat(g.of(a).toFloats()).containsOnly(3f);
            assertThat(g.of(x).toFloats()).containsOnly(16f);
            Gradients again = tape.gradients(y, x, a);
            assertThat(g.of(a).toFloats()).containsOnly(3f);
            assertThat(again.of(x).toFloats()).containsOnly(16f);
        }
    }

    @Test
    void disconnectedTensorsHaveAZeroThatIsKnownToBeOne() {
        Tensor x = leaf(1, 2);
        Tensor unused = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3).requiresGrad(true);
        Tensor constant = Tensor.of(new double[] {7, 8});
        try (Tape tape = Tape.record()) {
            Tensor later = x.exp();
            Tensor y = x.mul(constant).sum();
            Tensor after = y.exp();
            Gradients g = tape.gradients(y, x, unused, later, constant, after);
            assertThat(g.isDisconnected(x)).isFalse();
            for (Tensor t : new Tensor[] {unused, later, constant, after}) {
                assertThat(g.isDisconnected(t)).isTrue();
                assertThat(g.of(t).shape()).isEqualTo(t.shape());
                assertThat(g.of(t).dtype()).isEqualTo(t.dtype());
                assertThat(g.of(t).toDoubles()).containsOnly(0);
            }
        }
    }

    @Test
    void aGradientThatHappensToBeZeroIsConnected() {
        Tensor x = leaf(0);
        try (Tape tape = Tape.record()) {
            Gradients g = tape.gradients(x.square().sum(), x);
            assertThat(g.of(x).item()).isZero();
            assertThat(g.isDisconnected(x)).isFalse();
        }
    }

    @Test
    void askingForWhatWasNotAskedAboutIsAnError() {
        Tensor x = leaf(1);
        Tensor z = leaf(1);
        try (Tape tape = Tape.record()) {
            Gradients g = tape.gradients(x.square().sum(), x);
            assertThatThrownBy(() -> g.of(z))
                    .isInstanceOf(ArgumentException.class)
                    .hasMessageContaining("f64[1]")
                    .hasMessageContaining("name the tensor in gradients(y, ...)");
            assertThatThrownBy(() -> g.isDisconnected(z)).isInstanceOf(ArgumentException.class);
            assertThatThrownBy(() -> g.of(1))
                    .isInstanceOf(IndexException.class)
                    .hasMessageContaining("gradient 1 of 1");
            assertThatThrownBy(() -> g.of(-1)).isInstanceOf(IndexException.class);
        }
    }

    @Test
    void cotangentProducts() {
        Tensor x = leaf(1, 2, 3);
        try (Tape tape = Tape.record()) {
            Tensor y = x.square();
            Tensor v = Tensor.of(new double[] {1, 0, -1});
            assertThat(tape.gradients(false, y, v, x).of(x).toDoubles()).containsExactly(2, 0, -6);
        }
    }

    @Test
    void thirdOrderOfTheFourthPower() {
        Tensor x = leaf(2, -1);
        try (Tape tape = Tape.record()) {
            Tensor y = x.square().square().sum();
            Tensor first = tape.gradientsWithGraph(y, x).of(x);
            assertThat(first.toDoubles()).containsExactly(32, -4);
            Tensor second = tape.gradientsWithGraph(first.sum(), x).of(x);
            assertThat(second.toDoubles()).containsExactly(48, 12);
            Tensor third = tape.gradientsWithGraph(second.sum(), x).of(x);
            assertThat(third.toDoubles()).containsExactly(48, -24);
            Tensor fourth = tape.gradients(third.sum(), x).of(x);
            assertThat(fourth.toDoubles()).containsExactly(24, 24);
        }
        assertThat(x.grad()).isNull();
    }

    @Test
    void backwardThroughAGradient() {
        Tensor x = leaf(2);
        try (Tape tape = Tape.record()) {
            Tensor g = tape.gradientsWithGraph(x.pow(3).sum(), x).of(x);
            g.square().sum().backward(); // (3 x^2)^2 = 9 x^4, and so 36 x^3
            assertThat(tape.isClosed()).isFalse();
        }
        assertThat(x.grad().item()).isCloseTo(288, within(1e-10));
    }

    @Test
    void secondOrderThroughLargeTensors() {
        Tensor x = Tensor.full(DType.FLOAT64, 0.5, 40, 50).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            Tensor g = tape.gradientsWithGraph(x.sin().mul(x).sum(), x).of(x);
            Tensor h = tape.gradients(g.sum(), x).of(x);
            double expected = 2 * Math.cos(0.5) - 0.5 * Math.sin(0.5);
            for (double d : h.toDoubles()) {
                assertThat(d).isCloseTo(expected, within(1e-12));
            }
        }
    }

    @Test
    void mixedSecondDerivative() {
        Tensor x = leaf(2);
        Tensor y = leaf(3);
        try (Tape tape = Tape.record()) {
            Tensor f = x.square().mul(y.pow(3)).sum(); // 2 x y^3 by x, and 6 x y^2 by both
            Gradients first = tape.gradientsWithGraph(f, x, y);
            assertThat(tape.gradients(first.of(x), y).of(y).item()).isCloseTo(108, within(1e-10));
            assertThat(tape.gradients(first.of(y), x).of(x).item()).isCloseTo(108, within(1e-10));
        }
    }

    @Test
    void gradientOfAGradientThatIsConstantIsDisconnected() {
        Tensor x = leaf(2);
        try (Tape tape = Tape.record()) {
            Tensor g = tape.gradientsWithGraph(x.mul(3).add(x).sum(), x).of(x);
            assertThat(g.item()).isEqualTo(4);
            assertThat(g.isRecorded()).isFalse();
        }
    }

    @Test
    void jvpIsTheDerivativeInADirection() {
        Tensor x = leaf(1, 2);
        Tensor w = leaf(3, 4);
        try (Tape tape = Tape.record()) {
            Tensor y = x.square().mul(w);
            Tensor dx = Tensor.of(new double[] {1, -1});
            Tensor dw = Tensor.of(new double[] {0.5, 2});
            Tensor[] xs = {x, w};
            assertThat(tape.jvp(y, xs, new Tensor[] {dx, dw}).toDoubles()).containsExactly(6.5, -8);
            assertThat(tape.jvp(y, xs, new Tensor[] {dx, null}).toDoubles()).containsExactly(6, -16);
            assertThat(tape.jvp(y, xs, new Tensor[] {null, null}).toDoubles()).containsExactly(0, 0);
            assertThat(tape.jvp(y, new Tensor[] {leaf(1, 1)}, new Tensor[] {dx}).toDoubles())
                    .containsExactly(0, 0);
            assertThat(tape.size()).isEqualTo(4);
        }
    }

    @Test
    void jvpAgreesWithVjp() {
        Tensor x = Tensor.uniform(org.autodiff.array.Seed.of(1), DType.FLOAT64, -1, 1, 30, 40)
                .requiresGrad(true);
        Tensor w = Tensor.uniform(org.autodiff.array.Seed.of(2), DType.FLOAT64, -1, 1, 50, 40)
                .requiresGrad(true);
        try (Tape tape = Tape.record()) {
            Tensor y = Linear.linear(x, w, null).tanh().softmax(1);
            Tensor v = Tensor.uniform(org.autodiff.array.Seed.of(3), DType.FLOAT64, -1, 1, 30, 40);
            Tensor u = Tensor.uniform(org.autodiff.array.Seed.of(4), DType.FLOAT64, -1, 1, 30, 50);
            double forward =
                    tape.jvp(y, new Tensor[] {x}, new Tensor[] {v}).mul(u).sum().item();
            double reverse = tape.gradients(false, y, u, x).of(x).mul(v).sum().item();
            assertThat(forward).isCloseTo(reverse, within(1e-12));
        }
    }

    @Test
    void jvpByAnIntermediateValue() {
        Tensor x = leaf(2);
        try (Tape tape = Tape.record()) {
            Tensor a = x.square();
            Tensor y = a.mul(a).add(x);
            Tensor one = Tensor.of(new double[] {1});
            assertThat(tape.jvp(y, new Tensor[] {a}, new Tensor[] {one}).item()).isEqualTo(8);
            assertThat(tape.jvp(y, new Tensor[] {x}, new Tensor[] {one}).item()).isEqualTo(33);
        }
    }

    @Test
    void jvpChecksItsTangents() {
        Tensor x = leaf(2, 3);
        try (Tape tape = Tape.record()) {
            Tensor y = x.square();
            assertThatThrownBy(() -> tape.jvp(y, new Tensor[] {x}, new Tensor[] {Tensor.zeros(DType.FLOAT64, 3)}))
                    .isInstanceOf(org.autodiff.error.ShapeException.class)
                    .hasMessageContaining("jvp: tangent 0 has shape [3]")
                    .hasMessageContaining("[2]");
            assertThatThrownBy(() -> tape.jvp(y, new Tensor[] {x}, new Tensor[0]))
                    .isInstanceOf(org.autodiff.error.AutodiffException.class)
                    .hasMessageContaining("jvp");
            assertThatThrownBy(() -> tape.jvp(y, new Tensor[] {x}, new Tensor[] {Tensor.zeros(DType.FLOAT32, 2)}))
                    .isInstanceOf(org.autodiff.error.DTypeException.class);
            assertThat(y.shape()).isEqualTo(Shape.of(2));
        }
    }
}
