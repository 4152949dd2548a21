package org.autodiff.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.function.UnaryOperator;
import org.autodiff.Scalar;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.TapeException;
import org.junit.jupiter.api.Test;

/** Derivatives of functions of numbers, of any order and inside each other. */
class ScalarTransformsTest {
    @Test
    void derivativesOfAnyOrder() {
        UnaryOperator<Scalar> f = x -> x.sin().mul(x.exp());
        UnaryOperator<Scalar> second = Autodiff.derivative(Autodiff.derivative(f));
        UnaryOperator<Scalar> fourth = Autodiff.derivative(Autodiff.derivative(second));

        double x = 0.7;
        assertThat(Autodiff.derivative(f, x)).isCloseTo(Math.exp(x) * (Math.sin(x) + Math.cos(x)), within(1e-14));
        assertThat(Autodiff.derivative(Autodiff.derivative(f), x))
                .isCloseTo(2 * Math.exp(x) * Math.cos(x), within(1e-14));
        assertThat(value(fourth, x)).isCloseTo(-4 * Math.exp(x) * Math.sin(x), within(1e-13));
    }

    private static double value(UnaryOperator<Scalar> f, double x) {
        try (Tape tape = Tape.record()) {
            return f.apply(tape.leaf(x)).value();
        }
    }

    /** d/dx (x * d/dy (x y^2 at y = x)) = d/dx (x * 2 x^2) = 6 x^2: the x that the inner function captures is held there. */
    @Test
    void aDerivativeInsideAnother() {
        UnaryOperator<Scalar> f =
                x -> x.mul(Autodiff.derivative(y -> x.mul(y).mul(y)).apply(x));
        assertThat(Autodiff.derivative(f, 3)).isEqualTo(54);

        UnaryOperator<Scalar> captured =
                x -> x.mul(Autodiff.derivative(y -> x.add(y)).apply(x));
        assertThat(Autodiff.derivative(captured, 3)).isEqualTo(1);

        assertThatThrownBy(() -> Autodiff.derivative(x -> x.mul(Autodiff.derivative(y -> x.add(y), 1)), 1))
                .isInstanceOf(TapeException.class)
                .hasMessageContaining("Autodiff.derivative(f).apply(x)");
    }

    @Test
    void hessianOfNumbers() {
        double[][] h = Autodiff.hessian(q -> q[0].square().mul(q[1]).add(q[1].exp()), 2, 0.5);
        assertThat(h).isDeepEqualTo(new double[][] {{1, 4}, {4, Math.exp(0.5)}});
        assertThat(Autodiff.hessian(q -> q[0].add(q[1]), 1, 2)).isDeepEqualTo(new double[2][2]);
    }

    /** The value of a node is the node itself, also for a leaf that is a number. */
    @Test
    void theValueOfAScalarLeafsNodeLeadsBackToIt() {
        try (Tape tape = Tape.record()) {
            Scalar x = tape.leaf(3);
            Scalar z = x.square().mul(x);
            Tensor leaf = tape.node(0).value();
            assertThat(tape.gradients(z.toTensor(), leaf).of(0).item()).isEqualTo(27);
            assertThat(tape.jvp(z.toTensor(), new Tensor[] {leaf}, new Tensor[] {Tensor.scalar(DType.FLOAT64, 1)})
                            .item())
                    .isEqualTo(27);
            assertThat(tape.gradients(leaf.mul(2), x.toTensor()).of(0).item()).isEqualTo(2);
        }
    }
}
