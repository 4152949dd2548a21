package org.autodiff.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.UnaryOperator;
import org.assertj.core.data.Offset;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Shape;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.ShapeException;
import org.autodiff.functional.Linear;
import org.autodiff.functional.Loss;
import org.autodiff.transform.Jacobian.Direction;
import org.junit.jupiter.api.Test;

/** Derivatives of every kind against closed forms. */
class TransformsTest {
    private static final Offset<Double> CLOSE = within(1e-12);
    private static final Tensor X = Tensor.of(new double[] {1, 2, 3});

    private static Tensor vector(double... values) {
        return Tensor.of(values, values.length);
    }

    @Test
    void aLinearizedFunctionIsEvaluatedOnce() {
        int[] calls = {0};
        TensorFunction f = xs -> {
            calls[0]++;
            return xs[0].square().mul(xs[1]);
        };
        try (Linearized map = Autodiff.linearize(f, X, vector(2, 2, 2))) {
            assertThat(map.value().toDoubles()).containsExactly(2, 8, 18);
            assertThat(map.jvp(vector(1, 0, 1), null).toDoubles()).containsExactly(4, 0, 12);
            assertThat(map.jvp(null, vector(1, 1, 1)).toDoubles()).containsExactly(1, 4, 9);
            assertThat(map.vjp(vector(1, 1, 0)).get(0).toDoubles()).containsExactly(4, 8, 0);
            assertThat(map.vjp(vector(1, 1, 0)).get(1).toDoubles()).containsExactly(1, 4, 0);
            assertThat(Tape.recording()).isNull(); // its tape is set aside: nothing else is recorded on it
            assertThatThrownBy(() -> map.jvp(vector(1, 1, 1))).isInstanceOf(ArgumentException.class);
        }
        assertThat(calls[0]).isEqualTo(1);
    }

    @Test
    void whatALinearizedFunctionGivesOutlivesIt() {
        Tensor big = Tensor.ones(DType.FLOAT64, 2000);
        Tensor value;
        Tensor gradient;
        try (Linearized map = Autodiff.linearize(xs -> xs[0].exp(), big)) {
            value = map.value();
            gradient = map.vjp(Tensor.ones(DType.FLOAT64, 2000)).get(0);
        }
        // exp in double precision is within a unit in the last place
        for (double v : value.toDoubles()) {
            assertThat(v).isBetween(Math.nextDown(Math.E), Math.nextUp(Math.E));
        }
        assertThat(gradient.toDoubles()).containsExactly(value.toDoubles());
    }

    @Test
    void theJacobianIsSweptTheShorterWay() {
        Tensor one = Tensor.scalar(DType.FLOAT64, 0.5);
        Tensor thousand = Tensor.normal(Seed.of(1), DType.FLOAT64, 0, 1, 1000);

        Jacobian up = Autodiff.jacobian(xs -> xs[0].mul(thousand).sin(), one);
        Jacobian down = Autodiff.jacobian(xs -> xs[0].square().sum(), thousand);

        assertThat(up.direction()).isEqualTo(Direction.FORWARD);
        assertThat(up.sweeps()).isEqualTo(1);
        assertThat(up.matrix().shape()).isEqualTo(Shape.of(1000));
        double[] t = thousand.toDoubles();
        assertThat(up.matrix().toDoubles()[7]).isCloseTo(t[7] * Math.cos(0.5 * t[7]), CLOSE);
        assertThat(down.direction()).isEqualTo(Direction.REVERSE);
        assertThat(down.sweeps()).isEqualTo(1);
        assertThat(down.matrix().shape()).isEqualTo(Shape.of(1000));
        assertThat(down.matrix().toDoubles()[9]).isCloseTo(2 * t[9], CLOSE);
    }

    @Test
    void theJacobianOfAProductByBothOperands() {
        Tensor a = Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);
        Jacobian j = Autodiff.jacobian(xs -> xs[0].matmul(xs[1]), a, X);

        assertThat(j.value().toDoubles()).containsExactly(14, 32);
        assertThat(j.blocks().get(0).shape()).isEqualTo(Shape.of(2, 2, 3));
        assertThat(j.blocks().get(0).toDoubles()).containsExactly(1, 2, 3, 0, 0, 0, 0, 0, 0, 1, 2, 3);
        assertThat(j.blocks().get(1).toDoubles()).containsExactly(1, 2, 3, 4, 5, 6);
    }

    /** diag(p) - p p^T (Bishop 2006, 4.3.4). */
    @Test
    void theHessianOfSoftmaxCrossEntropy() {
        Tensor logits = vector(0.3, -1, 2);
        Tensor label = Tensor.of(new long[] {1}).reshape();

        double[] h = Autodiff.hessian(x -> Loss.crossEntropy(x, label), logits).toDoubles();

        double[] p = logits.softmax(0).toDoubles();
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                assertThat(h[3 * i + j]).isCloseTo((i == j ? p[i] : 0) - p[i] * p[j], CLOSE);
            }
        }
    }

    /** y = v tanh(w x), loss (y - t)^2 / 2, by w and v, differentiated by hand. */
    @Test
    void theHessianOfASmallNetwork() {
        double x = 0.7;
        double t = 0.2;
        double w = 0.4;
        double v = -1.3;
        TensorFunction loss =
                ps -> ps[1].mul(ps[0].mul(x).tanh()).sub(t).square().mul(0.5);

        List<List<Tensor>> h = Autodiff.hessian(loss, Tensor.scalar(DType.FLOAT64, w), Tensor.scalar(DType.FLOAT64, v));

        double a = Math.tanh(w * x);
        double da = x * (1 - a * a);
        double dda = -2 * a * (1 - a * a) * x * x;
        double r = v * a - t;
        assertThat(h.get(0).get(0).item()).isCloseTo(v * v * da * da + r * v * dda, CLOSE);
        assertThat(h.get(0).get(1).item()).isCloseTo(v * a * da + r * da, CLOSE);
        assertThat(h.get(1).get(0).item()).isCloseTo(h.get(0).get(1).item(), CLOSE);
        assertThat(h.get(1).get(1).item()).isCloseTo(a * a, CLOSE);
    }

    @Test
    void aHessianVectorProductIsTheHessianTimesTheVector() {
        TensorFunction f = xs -> xs[0].square().mul(xs[1].exp()).sum();
        Tensor y = vector(0.1, 0.2, 0.3);
        Tensor v = vector(1, -1, 2);
        Tensor w = vector(0.5, 0, 1);

        List<Tensor> product = Autodiff.hvp(f, new Tensor[] {X, y}, v, w);

        double[] a = X.toDoubles();
        double[] b = y.toDoubles();
        for (int i = 0; i < 3; i++) {
            double e = Math.exp(b[i]);
            double dv = v.toDoubles()[i];
            double dw = w.toDoubles()[i];
            assertThat(product.get(0).toDoubles()[i]).isCloseTo(2 * e * dv + 2 * a[i] * e * dw, CLOSE);
            assertThat(product.get(1).toDoubles()[i]).isCloseTo(2 * a[i] * e * dv + a[i] * a[i] * e * dw, CLOSE);
        }
    }

    /** Counted in operations on a tape: a network's gradient, and its product with the Hessian. */
    @Test
    void aHessianVectorProductCostsAtMostFourGradients() {
        Tensor[] ps = {
            Tensor.normal(Seed.of(1), DType.FLOAT64, 0, 1, 5, 4), Tensor.normal(Seed.of(2), DType.FLOAT64, 0, 1, 3, 5)
        };
        Tensor input = Tensor.normal(Seed.of(3), DType.FLOAT64, 0, 1, 6, 4);
        Tensor labels = Tensor.of(new long[] {0, 1, 2, 0, 1, 2});
        TensorFunction loss = p ->
                Loss.crossEntropy(Linear.linear(Linear.linear(input, p[0], null).tanh(), p[1], null), labels);

        int gradient;
        int product;
        try (Tape tape = Tape.record()) {
            Autodiff.grad(loss, ps);
            gradient = tape.size();
        }
        try (Tape tape = Tape.record()) {
            Autodiff.hvp(loss, ps, ps);
            product = tape.size();
        }
        assertThat(product).isGreaterThan(gradient).isLessThanOrEqualTo(4 * gradient);
    }

    @Test
    void derivativesOfAPowerToOrderFive() {
        double[] expected = {32, 80, 160, 240, 240, 120};
        UnaryOperator<Tensor> f = x -> x.pow(5).sum();
        Tensor two = Tensor.scalar(DType.FLOAT64, 2);
        for (int order = 0; order < expected.length; order++) {
            assertThat(f.apply(two).item()).isCloseTo(expected[order], within(1e-10));
            UnaryOperator<Tensor> lower = f;
            f = order % 2 == 0
                    ? x -> Autodiff.grad(lower).apply(x).sum()
                    : x -> Autodiff.jvp(xs -> lower.apply(xs[0]), new Tensor[] {x}, Tensor.ones(DType.FLOAT64))
                            .tangent();
        }
    }

    @Test
    void forwardModeNestsWithoutConfusingPerturbations() {
        // d/dx [x * d/dy (x + y)] = 1, each derivative pushed forward
        Tensor one = Tensor.ones(DType.FLOAT64);
        TensorFunction inner = xs -> {
            Tensor x = xs[0];
            Tensor dy = Autodiff.jvp(ys -> x.add(ys[0]), new Tensor[] {x}, one).tangent();
            return x.mul(dy);
        };
        assertThat(Autodiff.jvp(inner, new Tensor[] {Tensor.scalar(DType.FLOAT64, 3)}, one)
                        .tangent()
                        .item())
                .isEqualTo(1);
    }

    @Test
    void allFourSecondOrdersAgree() {
        UnaryOperator<Tensor> f = x -> x.sin().mul(x.exp()).sum();
        Tensor v = vector(1, -2, 0.5);
        TensorFunction tangent = xs -> Autodiff.jvp(ys -> f.apply(ys[0]), xs, v).tangent();
        UnaryOperator<Tensor> slope = x -> Autodiff.grad(f).apply(x).mul(v).sum();

        double[] reverseOverReverse = Autodiff.grad(slope).apply(X).toDoubles();
        double[] reverseOverForward = Autodiff.grad(tangent, X).get(0).toDoubles();
        double[] forwardOverReverse =
                Autodiff.hvp(xs -> f.apply(xs[0]), new Tensor[] {X}, v).get(0).toDoubles();
        double forwardOverForward =
                Autodiff.jvp(tangent, new Tensor[] {X}, v).tangent().item();

        double sum = 0;
        for (int i = 0; i < 3; i++) {
            double x = X.toDoubles()[i];
            double expected = 2 * Math.exp(x) * Math.cos(x) * v.toDoubles()[i];
            assertThat(reverseOverReverse[i]).isCloseTo(expected, within(1e-11));
            assertThat(reverseOverForward[i]).isCloseTo(expected, within(1e-11));
            assertThat(forwardOverReverse[i]).isCloseTo(expected, within(1e-11));
            sum += expected * v.toDoubles()[i];
        }
        assertThat(forwardOverForward).isCloseTo(sum, within(1e-10));
    }

    @Test
    void transformsAreRecordedOnAnOpenTape() {
        try (Tape tape = Tape.record()) {
            Tensor x = X.requiresGrad(true);
            Jacobian j = Autodiff.jacobian(xs -> xs[0].square().mul(xs[0]), x); // diag(3 x^2)
            j.matrix().sum().backward();
            assertThat(x.grad().toDoubles()).containsExactly(6, 12, 18);
            x.zeroGrad();
            Autodiff.hessian(y -> y.square().square().sum(), x).sum().backward(); // 12 x^2
            assertThat(x.grad().toDoubles()).containsExactly(24, 48, 72);
        }
    }

    @Test
    void gradientsOfEachSample() {
        Tensor w = vector(1, 2);
        Tensor xs = Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 3, 2);
        Tensor ys = vector(0, 1, 2);

        Tensor g = Autodiff.perSampleGrad(
                        a -> a[0].mul(a[1]).sum().sub(a[2]).square().mul(0.5), new Tensor[] {w}, xs, ys)
                .get(0);

        assertThat(g.shape()).isEqualTo(Shape.of(3, 2));
        assertThat(g.toDoubles()).containsExactly(5, 10, 30, 40, 75, 90);
        assertThatThrownBy(() -> Autodiff.perSampleGrad(a -> a[0].sum(), new Tensor[] {w}, xs, vector(1)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("[3, 2]");
    }

    @Test
    void valuesThatDoNotDependOnTheInputHaveZeroDerivatives() {
        TensorFunction constant = xs -> vector(4, 5);

        assertThat(Autodiff.jvp(constant, new Tensor[] {X}, X).tangent().toDoubles())
                .containsExactly(0, 0);
        assertThat(Autodiff.vjp(constant, vector(1, 1), X).gradient().toDoubles())
                .containsOnly(0)
                .hasSize(3);
        assertThat(Autodiff.hvp(xs -> xs[0].sum(), new Tensor[] {X}, X).get(0).toDoubles())
                .containsOnly(0);
        assertThat(Autodiff.hessian(x -> x.sum(), X).toDoubles())
                .containsOnly(0)
                .hasSize(9);
    }

    @Test
    void emptyTensorsHaveEmptyJacobians() {
        Jacobian j = Autodiff.jacobian(xs -> xs[0].mul(2), Tensor.zeros(DType.FLOAT64, 0, 2));
        assertThat(j.matrix().shape()).isEqualTo(Shape.of(0, 2, 0, 2));
        assertThat(j.sweeps()).isZero();
    }

    @Test
    void aGradientOfSeveralValuesIsRefused() {
        assertThatThrownBy(() -> Autodiff.grad(x -> x).apply(X))
                .isInstanceOf(ShapeException.class)
                .hasMessageContainingAll("[3]", "jacobian");
    }
}
