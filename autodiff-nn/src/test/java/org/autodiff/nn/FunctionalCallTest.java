package org.autodiff.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.autodiff.Scope;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.check.GradCheck;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.ShapeException;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.layer.activation.Tanh;
import org.autodiff.transform.Autodiff;
import org.junit.jupiter.api.Test;

/** Modules as functions of their parameters. */
class FunctionalCallTest {
    private final Linear linear = new Linear(3, 1, true, DType.FLOAT64, Seed.of(1));
    private final Tensor x = Tensor.uniform(Seed.of(2), DType.FLOAT64, -1, 1, 5, 3);

    @Test
    void theGradientByParametersIsThatOfBackward() {
        TensorFunction loss = FunctionalCall.ofParameters(
                linear, () -> linear.forward(x).square().mean());
        List<Tensor> g = Autodiff.grad(loss, FunctionalCall.parameters(linear));
        try (Tape tape = Tape.record()) {
            linear.forward(x).square().mean().backward();
        }
        assertThat(g.get(0).toDoubles()).containsExactly(linear.weight().grad().toDoubles());
        assertThat(g.get(1).toDoubles()).containsExactly(linear.bias().grad().toDoubles());
    }

    /** The Hessian of a mean of squares by the weights is 2/n X^T X. */
    @Test
    void theHessianByParameters() {
        TensorFunction loss = FunctionalCall.ofParameters(
                linear, () -> linear.forward(x).square().mean());
        Tensor h = Autodiff.hessian(loss, FunctionalCall.parameters(linear))
                .get(0)
                .get(0)
                .reshape(3, 3);
        Tensor expected = x.matmul(x, true, false).mul(2.0 / 5);
        assertThat(h.toDoubles()).containsExactly(expected.toDoubles(), within(1e-14));
    }

    @Test
    void derivativesOfANetworkAgreeWithDifferences() {
        Module net = new Sequential(
                new Linear(3, 4, true, DType.FLOAT64, Seed.of(3)),
                new Tanh(),
                new Linear(4, 1, true, DType.FLOAT64, Seed.of(4)));
        TensorFunction loss =
                FunctionalCall.ofParameters(net, () -> net.forward(x).square().mean());
        assertThat(GradCheck.order(2)
                        .check(loss, FunctionalCall.parameters(net))
                        .passed())
                .isTrue();
    }

    @Test
    void otherValuesAreUsedAndTheModuleStaysAsItIs() {
        double[] before = linear.forward(x).toDoubles();
        Tensor zero = Tensor.zeros(DType.FLOAT64, 1, 3);
        Tensor y = FunctionalCall.functionalCall(linear, Map.of("weight", zero), x);
        assertThat(y.toDoubles()).containsOnly(linear.bias().item());
        assertThat(linear.forward(x).toDoubles()).containsExactly(before);
        assertThatThrownBy(() -> FunctionalCall.ofParameters(linear, () -> {
                            throw new IllegalStateException("stop");
                        })
                        .apply(FunctionalCall.parameters(linear)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(linear.forward(x).toDoubles()).containsExactly(before);
    }

    /** One gradient step inside the function, differentiated through (MAML): for a quadratic loss by hand. */
    @Test
    void gradientsGoThroughAGradientStep() {
        Linear one = Linear.of(Tensor.of(new double[] {2}, 1, 1), null);
        Tensor in = Tensor.of(new double[] {3}, 1, 1);
        TensorFunction inner =
                FunctionalCall.ofParameters(one, () -> one.forward(in).square().sum());
        TensorFunction outer = ws -> {
            Tensor step = ws[0].sub(Autodiff.grad(inner, ws).get(0).mul(0.01));
            return inner.apply(step);
        };
        // w' = w (1 - 0.01 * 18), loss = 9 w'^2, derivative 18 w (1 - 0.18)^2
        assertThat(Autodiff.grad(outer, FunctionalCall.parameters(one)).get(0).item())
                .isCloseTo(18 * 2 * 0.82 * 0.82, within(1e-12));
    }

    @Test
    void whatDoesNotFitIsRefused() {
        Tensor w = Tensor.ones(DType.FLOAT64, 1, 3);
        assertThatThrownBy(() -> FunctionalCall.functionalCall(linear, Map.of("wieght", w), x))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContainingAll("wieght", "weight");
        assertThatThrownBy(() -> FunctionalCall.functionalCall(linear, Map.of("weight", w.reshape(3)), x))
                .isInstanceOf(ShapeException.class)
                .hasMessageContainingAll("[3]", "[1, 3]");
        assertThatThrownBy(() -> FunctionalCall.functionalCall(linear, Map.of("weight", w.to(DType.FLOAT32)), x))
                .isInstanceOf(DTypeException.class);
        assertThatThrownBy(() -> FunctionalCall.ofParameters(linear, () -> linear.forward(x))
                        .apply(w))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("1 tensors for 2 parameters");
    }

    /** Whatever reads a substituted tensor reads the value that stands for it, in values and in derivatives. */
    @Test
    void everyUseOfASubstitutedTensorIsOfItsValue() {
        Tensor p = Tensor.of(new double[] {1}).requiresGrad(true);
        Tensor two = Tensor.of(new double[] {2});
        Tensor[] leaf = {p};
        Tensor[] value = {two};
        assertThat(Scope.substituting(leaf, value, p::item)).isEqualTo(2);
        assertThat(Scope.substituting(leaf, value, () -> p.requiresGrad(true).item()))
                .isEqualTo(2);
        assertThat(Scope.substituting(leaf, value, () -> p).item()).isEqualTo(2);
        Tensor x = Tensor.of(new double[] {3});
        TensorFunction f = ts -> Scope.substituting(
                leaf,
                new Tensor[] {ts[1]},
                () -> Autodiff.checkpoint(z -> z.square().mul(p).sum(), ts[0]));
        List<Tensor> g = Autodiff.grad(f, x, two);
        assertThat(g.get(0).item()).isEqualTo(12);
        assertThat(g.get(1).item()).isEqualTo(9);
        assertThatThrownBy(() -> Scope.substituting(leaf, null, () -> p)).isInstanceOf(ArgumentException.class);
    }

    @Test
    void hessianVectorProductsGoThroughACheckpoint() {
        Tensor x = Tensor.of(new double[] {1, 2});
        Tensor v = Tensor.ones(DType.FLOAT64, 2);
        assertThat(Autodiff.hvp(t -> Autodiff.checkpoint(z -> z.mul(z).sum(), t), x, v)
                        .toDoubles())
                .containsExactly(2, 2);
    }
}
