package org.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.autodiff.array.DType;
import org.autodiff.functional.Loss;
import org.autodiff.transform.Autodiff;
import org.autodiff.transform.Jacobian.Direction;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What derivatives are where functions are not smooth. Each case is a question that users of other libraries have asked; the
 * comment names the thread.
 */
class SemanticsTest {
    private static final double INF = Double.POSITIVE_INFINITY;

    /** A function, a point, and what its gradient is there. */
    private record Case(String thread, UnaryOperator<Tensor> f, double[] at, double[] gradient) {}

    private static Case at(String thread, UnaryOperator<Tensor> f, double x, double gradient) {
        return new Case(thread, f, new double[] {x}, new double[] {gradient});
    }

    private static Tensor constant(Tensor like, double value) {
        return Tensor.full(like.dtype(), value);
    }

    private static List<Case> branchesNotTaken() {
        List<Case> all = new ArrayList<>();
        all.add(
                new Case( // the derivative of cos at infinity is NaN
                        "pytorch 18287: cos beside zeros",
                        x -> x.lt(1).where(x.cos(), constant(x, 0)),
                        new double[] {0, INF},
                        new double[] {0, 0}));
        all.add(at(
                "pytorch 52248: a / 0 beside a constant",
                x -> Tensor.full(DType.BOOL, 0).where(x.div(0), constant(x, 1)),
                0.3,
                0));
        all.add(new Case(
                "pytorch 23395: x / 2 beside sqrt(x) + 1",
                x -> x.eq(0).where(x.div(2), x.sqrt().add(1)),
                new double[] {16, 0},
                new double[] {0.125, 0.5}));
        all.add(at(
                "pytorch 36923: x beside 0 (x / 0)",
                x -> x.ge(0).where(x, x.div(0).mul(0)),
                1,
                1));
        all.add(new Case(
                "pytorch 187297: sqrt of negative numbers beside x",
                x -> x.gt(0).where(x.sqrt(), x),
                new double[] {-1, -4},
                new double[] {1, 1}));
        all.add(at(
                "pytorch 68425: exp(100) in single precision beside 1 + x",
                x -> x.le(0).where(x.mul(10).exp(), x.add(1)),
                100,
                1));
        all.add(new Case(
                "pytorch 156212: exp of NaN and of large numbers beside a constant",
                x -> x.le(10).where(x.exp(), constant(x, 1)),
                new double[] {1, Double.NaN, 1e10},
                new double[] {Math.E, 0, 0}));
        all.add(
                new Case( // rows of length 0, whose root is not chosen
                        "jax 347: the length of a vector beside ones",
                        x -> {
                            Tensor length = x.reshape(3, 2).square().sum(1).sqrt();
                            return length.gt(0.5).where(length, constant(x, 1));
                        },
                        new double[] {1, 2, 3, 4, 0, 0},
                        new double[] {1 / Math.sqrt(5), 2 / Math.sqrt(5), 0.6, 0.8, 0, 0}));
        all.add(new Case(
                "jax 1052: the angle of the origin beside a constant",
                x -> x.ne(0).where(x.atan2(x.mul(2)), constant(x, 0)),
                new double[] {3, 0, -5},
                new double[] {0, 0, 0}));
        all.add(at("jax 5798: x beside its root", x -> x.lt(1).where(x, x.sqrt()), 0, 1));
        all.add(at("tinygrad 12409: 0 beside x sqrt(x)", x -> x.eq(0).where(constant(x, 0), x.mul(x.sqrt())), 0, 0));
        all.add(at("tensorflow 2540: exp of a huge number", x -> x.gt(0).where(constant(x, 0), x.exp()), 1e10, 0));
        all.add(at(
                "autograd 802: x beside sqrt(-x)", x -> x.ge(0).where(x, x.neg().sqrt()), 1, 1));
        all.add(new Case(
                "pytorch 17455: an overflow that is overwritten",
                x -> x.lt(50).where(x.mul(20).exp().add(1).log(), constant(x, 0)),
                new double[] {0, 100},
                new double[] {10, 0}));
        // the same by other singular functions, and through what is chained to them
        all.add(at("log(0)", x -> x.gt(0).where(x.log(), x), 0, 1));
        all.add(at("1 / 0", x -> x.ne(0).where(x.reciprocal(), x), 0, 1));
        all.add(at("0 / 0", x -> x.ne(0).where(x.div(x.mul(3)), x), 0, 1));
        all.add(at("0 ^ 0.5", x -> x.gt(0).where(x.pow(0.5), x), 0, 1));
        all.add(at("1 / sqrt(0)", x -> x.gt(0).where(x.rsqrt(), x), 0, 1));
        all.add(at("asin(1)", x -> x.lt(1).where(x.asin(), x), 1, 1));
        all.add(at("acosh(1)", x -> x.gt(1).where(x.acosh(), x), 1, 1));
        all.add(at("atanh(1)", x -> x.lt(1).where(x.atanh(), x), 1, 1));
        all.add(at("log1p(-1)", x -> x.gt(-1).where(x.log1p(), x), -1, 1));
        all.add(at(
                "a product with an infinity", x -> x.lt(9).where(x.exp().mul(x).exp(), x), 800, 1));
        all.add(at("a chain", x -> x.gt(0).where(x.sqrt().mul(3).add(1).tanh().square(), x), 0, 1));
        all.add(at("where in where", x -> x.gt(-1).where(x.gt(0).where(x.log().sqrt(), x.mul(2)), x.sqrt()), 0, 2));
        all.add(at("clamped from a root", x -> x.sqrt().clamp(0.5, 2).add(x), 0, 1));
        all.add(at(
                "the larger one of a root and a number",
                x -> x.sqrt().maximum(0.5).add(x),
                0,
                1));
        all.add(at(
                "the smaller one of a root and a number",
                x -> x.sqrt().neg().minimum(-0.5).add(x),
                0,
                1));
        return all;
    }

    @TestFactory
    Stream<DynamicTest> noNanComesFromABranchNotTaken() {
        return Stream.of(DType.FLOAT32, DType.FLOAT64)
                .flatMap(type -> branchesNotTaken().stream()
                        .map(c -> dynamicTest(c.thread() + " " + type, () -> {
                            Tensor x = Tensor.of(c.at()).to(type);
                            double[] reverse = Autodiff.grad(z -> c.f().apply(z).sum())
                                    .apply(x)
                                    .toDoubles();
                            assertGradient(reverse, c.gradient(), type);
                            // on an open tape, where the gradient is recorded
                            try (Tape tape = Tape.record()) {
                                Tensor leaf = x.requiresGrad(true);
                                double[] recorded = Autodiff.grad(
                                                z -> c.f().apply(z).sum())
                                        .apply(leaf)
                                        .toDoubles();
                                assertGradient(recorded, c.gradient(), type);
                                assertThat(tape.size()).isPositive();
                            }
                            // pushed forward, an element at a time
                            for (int i = 0; i < reverse.length; i++) {
                                double[] unit = new double[reverse.length];
                                unit[i] = 1;
                                double d = Autodiff.jvp(
                                                z -> c.f().apply(z).sum(),
                                                x,
                                                Tensor.of(unit).to(type))
                                        .tangent()
                                        .item();
                                assertGradient(new double[] {d}, new double[] {c.gradient()[i]}, type);
                            }
                        })));
    }

    private static void assertGradient(double[] actual, double[] expected, DType type) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            double allowed = (type == DType.FLOAT32 ? 1e-6 : 1e-14) * (1 + Math.abs(expected[i]));
            assertThat(actual[i])
                    .as("element %d of %s", i, Arrays.toString(actual))
                    .isCloseTo(expected[i], within(allowed));
        }
    }

    /** Where the branch taken is linear the second derivative is zero, in each mixture of directions. */
    @TestFactory
    Stream<DynamicTest> noNanComesFromABranchNotTakenInSecondDerivatives() {
        List<Case> cases = List.of(
                at("sqrt", x -> x.gt(0).where(x.sqrt(), x.square()), 0, 2),
                at("log", x -> x.gt(0).where(x.log(), x.square()), 0, 2),
                at("1 / x", x -> x.ne(0).where(x.reciprocal(), x.square()), 0, 2),
                at("x ^ 1.5, finite but not twice", x -> x.gt(0).where(x.pow(1.5), x.square()), 0, 2),
                at("exp", x -> x.lt(0).where(x.exp(), x.square()), 1e4, 2),
                at("x sqrt(x)", x -> x.gt(0).where(x.sqrt().mul(x), x.square()), 0, 2),
                at("maximum", x -> x.sqrt().maximum(0.5).add(x.square()), 0, 2),
                at("a / b", x -> x.ne(0).where(x.sin().div(x), x.square()), 0, 2));
        return cases.stream()
                .map(c -> dynamicTest(c.thread(), () -> {
                    Tensor x = Tensor.scalar(DType.FLOAT64, c.at()[0]);
                    Tensor one = Tensor.scalar(DType.FLOAT64, 1);
                    double expected = c.gradient()[0];
                    UnaryOperator<Tensor> tangent =
                            z -> Autodiff.jvp(c.f(), z, one).tangent();
                    assertThat(Autodiff.grad(Autodiff.grad(c.f())).apply(x).item())
                            .as("rr")
                            .isEqualTo(expected);
                    assertThat(Autodiff.hvp(c.f(), x, one).item()).as("fr").isEqualTo(expected);
                    assertThat(Autodiff.grad(tangent).apply(x).item()).as("rf").isEqualTo(expected);
                    assertThat(Autodiff.jvp(tangent, x, one).tangent().item())
                            .as("ff")
                            .isEqualTo(expected);
                }));
    }

    /** jax 654: distances between all pairs, the diagonal masked; jacfwd and jacrev gave different results. */
    @Test
    void maskedDistancesHaveOneGradientWhicheverWayItIsSwept() {
        Tensor points = Tensor.of(new double[] {0.06, 0.01, 0.22, 1.06, -0.2, 1.29, 2.39, 1.22, -0.22}, 3, 3);
        Tensor others = Tensor.ones(DType.FLOAT64, 3, 3)
                .triu()
                .sub(Tensor.ones(DType.FLOAT64, 3, 3).triu().transpose(0, 1))
                .ne(0);
        TensorFunction energy = xs -> {
            Tensor d = xs[0].reshape(1, 3, 3)
                    .sub(xs[0].reshape(3, 1, 3))
                    .square()
                    .sum(2)
                    .sqrt();
            return others.where(d.reciprocal(), Tensor.zeros(DType.FLOAT64)).sum();
        };
        double[] forward =
                Autodiff.jacobian(Direction.FORWARD, energy, points).matrix().toDoubles();
        double[] reverse =
                Autodiff.jacobian(Direction.REVERSE, energy, points).matrix().toDoubles();
        double[] p = points.toDoubles();
        for (int i = 0; i < 3; i++) {
            for (int k = 0; k < 3; k++) {
                double expected = 0;
                for (int j = 0; j < 3; j++) {
                    if (j != i) {
                        double r2 = 0;
                        for (int m = 0; m < 3; m++) {
                            r2 += Math.pow(p[3 * i + m] - p[3 * j + m], 2);
                        }
                        expected -= 2 * (p[3 * i + k] - p[3 * j + k]) / Math.pow(r2, 1.5);
                    }
                }
                assertThat(forward[3 * i + k]).isCloseTo(expected, within(1e-13));
                assertThat(reverse[3 * i + k]).isCloseTo(expected, within(1e-13));
            }
        }
    }

    /** pytorch 2421, 3264 and 37323, jax 3058: the length of the zero vector has the subgradient 0, to the second order. */
    @Test
    void theNormAtZeroHasGradientZero() {
        Tensor zero = Tensor.zeros(DType.FLOAT64, 2, 3);
        List<UnaryOperator<Tensor>> norms = List.of(
                x -> x.norm(), x -> x.norm(1).sum(), x -> x.norm(1, false, 1).sum(), x -> x.norm(3, false, 0, 1));
        for (UnaryOperator<Tensor> f : norms) {
            assertThat(Autodiff.grad(f).apply(zero).toDoubles()).containsOnly(0);
            assertThat(Autodiff.hvp(f, zero, Tensor.ones(DType.FLOAT64, 2, 3)).toDoubles())
                    .containsOnly(0);
        }
    }

    /** pytorch 2775: a norm that is composed is another function, whose derivative at 0 is infinity times 0. */
    @Test
    void aComposedNormAtZeroIsNan() {
        Tensor g = Autodiff.grad(x -> x.square().sum().sqrt()).apply(Tensor.zeros(DType.FLOAT64, 2));
        assertThat(g.toDoubles()).containsOnly(Double.NaN);
    }

    /** Where a NaN is in a branch that was taken it stays: hiding it would be worse. */
    @Test
    void nanInABranchTakenStays() {
        Tensor x = Tensor.of(new double[] {-1, 0, 4});
        Tensor g = Autodiff.grad(z -> z.lt(9).where(z.sqrt(), z).sum()).apply(x);
        assertThat(g.toDoubles()).containsExactly(Double.NaN, INF, 0.25);
    }

    /**
     * pytorch 184572 and 56734, jax 37821, autograd 212: ties as PyTorch has them, which differ between formulas for the same
     * function; pytorch 76898 lists the rules.
     */
    @Test
    void tiesAreAsInPyTorch() {
        Tensor zero = Tensor.scalar(DType.FLOAT64, 0);
        assertThat(Autodiff.grad(x -> x.relu()).apply(zero).item()).isZero();
        assertThat(Autodiff.grad(x -> x.maximum(0)).apply(zero).item()).isEqualTo(0.5);
        assertThat(Autodiff.grad(x -> x.minimum(0)).apply(zero).item()).isEqualTo(0.5);
        assertThat(Autodiff.grad(x -> x.clamp(0, 9)).apply(zero).item()).isOne();
        assertThat(Autodiff.grad(x -> x.gt(0).where(x, x.mul(0))).apply(zero).item())
                .isZero();
        assertThat(Autodiff.grad(x -> x.abs()).apply(zero).item()).isZero();
        // relu(x) - relu(-x) is x, but 0 at 0 whatever the convention
        assertThat(Autodiff.grad(x -> x.relu().sub(x.neg().relu())).apply(zero).item())
                .isZero();
        // both arguments are one variable: the shares add up
        assertThat(Autodiff.grad(x -> x.maximum(x)).apply(zero).item()).isOne();
    }

    /** Theano 4568: (1, 1) is not in the subdifferential of max at a tie. */
    @Test
    void theGradientOfAMaximumIsASubgradient() {
        Tensor g = Autodiff.grad(x -> x.max()).apply(Tensor.of(new double[] {1, 3, 3, 3, 0, 3}));
        assertThat(g.toDoubles()).containsExactly(0, 0.25, 0.25, 0.25, 0, 0.25);
    }

    @Test
    void maximaPassOnNan() {
        Tensor x = Tensor.of(new double[] {1, Double.NaN, 3});
        Tensor y = Tensor.of(new double[] {Double.NaN, 2, 2});
        assertThat(x.max().item()).isNaN();
        assertThat(x.min().item()).isNaN();
        assertThat(x.maximum(y).toDoubles()).containsExactly(Double.NaN, Double.NaN, 3);
        assertThat(x.minimum(y).toDoubles()).containsExactly(Double.NaN, Double.NaN, 2);
        assertThat(x.relu().toDoubles()).containsExactly(1, Double.NaN, 3);
        assertThat(x.clamp(0, 2).toDoubles()).containsExactly(1, Double.NaN, 2);
        assertThat(x.argmax(0).toLongs()).containsExactly(1);
    }

    /** Far from 0 a naive logarithm of a sum of exponentials overflows, or loses everything. */
    @Test
    void logSumExpIsStableEverywhere() {
        for (double shift : new double[] {0, 1e3, -1e3, 1e5}) {
            Tensor x = Tensor.of(new double[] {shift, shift + Math.log(2), shift + Math.log(3)}, 1, 3);
            double[] share = {1 / 6.0, 2 / 6.0, 3 / 6.0};
            double e = 1e-14 * (1 + Math.abs(shift));
            assertThat(x.logSumExp(1).toDoubles()[0]).isCloseTo(shift + Math.log(6), within(e));
            double[] g = Autodiff.grad(z -> z.logSumExp(1).sum()).apply(x).toDoubles();
            double[] soft = x.softmax(1).toDoubles();
            double[] log = x.logSoftmax(1).toDoubles();
            for (int i = 0; i < 3; i++) {
                assertThat(g[i]).isCloseTo(share[i], within(1e-10));
                assertThat(soft[i]).isCloseTo(share[i], within(1e-10));
                assertThat(log[i]).isCloseTo(Math.log(share[i]), within(1e-10));
            }
            double loss = Loss.crossEntropy(x, Tensor.of(new long[] {0})).item();
            assertThat(loss).isCloseTo(Math.log(6), within(1e-10));
        }
        assertThat(Tensor.of(new double[] {1000}).sigmoid().item()).isOne();
        assertThat(Tensor.of(new double[] {-1000}).sigmoid().item()).isZero();
        assertThat(Autodiff.grad(x -> x.logAddExp(Tensor.scalar(x.dtype(), 0)))
                        .apply(Tensor.scalar(DType.FLOAT64, 800))
                        .item())
                .isOne();
    }

    /** pytorch 52248: "no gradient" and "a gradient of zero" are told apart. */
    @Test
    void aStructuralZeroIsKnownAsOne() {
        Tensor x = Tensor.of(new double[] {1}).requiresGrad(true);
        Tensor w = Tensor.of(new double[] {2}).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            Gradients g = tape.gradients(x.mul(0).add(w.sign()).sum(), x, w);
            assertThat(g.of(x).item()).isZero();
            assertThat(g.isDisconnected(x)).isFalse();
            assertThat(g.of(w).item()).isZero();
            assertThat(g.isDisconnected(w)).isTrue();
        }
    }

    /** pytorch 43405: a second derivative that is NaN because the first is infinite at a point that counts is not hidden. */
    @Test
    void secondDerivativesAtAPoleAreNotHidden() {
        Tensor x = Tensor.scalar(DType.FLOAT64, 0.4);
        Tensor y = Tensor.scalar(DType.FLOAT64, 0);
        List<List<Tensor>> h = Autodiff.hessian(xs -> xs[0].div(xs[1]), x, y);
        assertThat(h.get(1).get(1).item()).isNotEqualTo(0.0);
        assertThat(Double.isFinite(h.get(1).get(1).item())).isFalse();
        assertThat(Double.isFinite(h.get(0).get(1).item())).isFalse();
    }
}
