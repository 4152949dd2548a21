package org.autodiff.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.UnaryOperator;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.error.ArgumentException;
import org.autodiff.transform.Autodiff.ValueAndGrad;
import org.junit.jupiter.api.Test;

class AutodiffTest {
    private static final Tensor X = Tensor.of(new double[] {1, 2, 3});

    @Test
    void gradOfASumOfSquares() {
        Tensor g = Autodiff.grad(x -> x.square().sum()).apply(X);

        assertThat(g.toDoubles()).containsExactly(2, 4, 6);
    }

    @Test
    void valueAndGradAgreeWithTheFunction() {
        ValueAndGrad r = Autodiff.valueAndGrad(x -> x.exp().sum()).apply(X);

        assertThat(r.value().item()).isCloseTo(Math.exp(1) + Math.exp(2) + Math.exp(3), within(1e-12));
        assertThat(r.gradient().toDoubles()).containsExactly(Math.exp(1), Math.exp(2), Math.exp(3));
    }

    @Test
    void gradientsBySeveralInputs() {
        Tensor w = Tensor.of(new double[] {4, 5, 6});

        List<Tensor> g = Autodiff.grad(xs -> xs[0].mul(xs[1]).sum(), X, w);

        assertThat(g.get(0).toDoubles()).containsExactly(4, 5, 6);
        assertThat(g.get(1).toDoubles()).containsExactly(1, 2, 3);
    }

    @Test
    void resultsOutliveTheTapeOfLargeTensorsToo() {
        Tensor big = Tensor.ones(DType.FLOAT32, 100, 100);

        Tensor g = Autodiff.grad(x -> x.square().sum()).apply(big);

        assertThat(g.toFloats()).hasSize(10_000).containsOnly(2);
    }

    @Test
    void gradNestsToAnyDepth() {
        UnaryOperator<Tensor> f = x -> x.square().square().sum(); // x^4
        Tensor x = Tensor.of(new double[] {2});

        UnaryOperator<Tensor> first = y -> Autodiff.grad(f).apply(y).sum();
        UnaryOperator<Tensor> second = y -> Autodiff.grad(first).apply(y).sum();

        assertThat(Autodiff.grad(f).apply(x).item()).isCloseTo(32, within(1e-12));
        assertThat(Autodiff.grad(first).apply(x).item()).isCloseTo(48, within(1e-12));
        assertThat(Autodiff.grad(second).apply(x).item()).isCloseTo(48, within(1e-12));
    }

    @Test
    void anInnerGradientDoesNotSeeTheOuterUseOfTheSameVariable() {
        // d/dx [x * (d/dy (x + y))] at y = x is 1, not 2 (perturbation confusion)
        Tensor g =
                Autodiff.grad(x -> x.mul(Autodiff.grad(y -> x.add(y)).apply(x))).apply(Tensor.scalar(DType.FLOAT64, 3));

        assertThat(g.item()).isEqualTo(1);
    }

    @Test
    void anInnerGradientIsRecordedOnTheOpenTape() {
        try (Tape tape = Tape.record()) {
            Tensor x = X.requiresGrad(true);
            Tensor penalty =
                    Autodiff.grad(y -> y.square().mul(y).sum()).apply(x).sum(); // 3 x^2

            penalty.backward();

            assertThat(x.grad().toDoubles()).containsExactly(6, 12, 18);
            assertThat(tape.size()).isPositive();
        }
    }

    @Test
    void aConstantFunctionHasNoGradientUnlessAskedForZeros() {
        TensorFunction constant = xs -> Tensor.scalar(DType.FLOAT64, 5);
        assertThatThrownBy(() -> Autodiff.grad(constant, X))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContainingAll("grad: the value does not depend on input 0", "[3]", "valueAndGrad");

        Tensor g = Autodiff.valueAndGrad(constant, X).gradient();
        assertThat(g.toDoubles()).containsExactly(0, 0, 0);
        assertThat(g.shape()).isEqualTo(Shape.of(3));
    }

    /** A weight that the function captures is not its argument: silent zeros would be the gradient of another function. */
    @Test
    void aCapturedTensorInTheArgumentsPlaceIsAnError() {
        Tensor w = Tensor.of(new double[] {2}).requiresGrad(true);
        TensorFunction captures = xs -> w.square().sum();
        assertThatThrownBy(() -> Autodiff.grad(captures, w)).hasMessageContaining("captures");
        assertThatThrownBy(() -> Autodiff.hessian(captures, new Tensor[] {w})).hasMessageContaining("captures");
        assertThatThrownBy(() -> Autodiff.hvp(captures, new Tensor[] {w}, w.detach()))
                .hasMessageContaining("captures");
        assertThatThrownBy(() -> Autodiff.jacobian(captures, w)).hasMessageContaining("captures");
        assertThat(Autodiff.valueAndGrad(captures, w).isDisconnected(0)).isTrue();
    }

    @Test
    void theIdentityHasGradientOne() {
        assertThat(Autodiff.grad(x -> x).apply(Tensor.scalar(DType.FLOAT32, 5)).item())
                .isEqualTo(1);
    }

    @Test
    void functionsOfNumbers() {
        assertThat(Autodiff.derivative(x -> x.sin().mul(x), 2)).isCloseTo(Math.sin(2) + 2 * Math.cos(2), within(1e-12));
        assertThat(Autodiff.gradient(v -> v[0].mul(v[1]).add(v[1].exp()), 3, 0.5))
                .containsExactly(0.5, 3 + Math.exp(0.5));
    }
}
