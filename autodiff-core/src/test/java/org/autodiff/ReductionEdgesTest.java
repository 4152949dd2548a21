package org.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Shape;
import org.autodiff.check.GradCheck;
import org.autodiff.check.report.GradCheckReport;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.IndexException;
import org.autodiff.functional.Distance;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Reductions, norms and statistics: composites against plain Java, and all of them where numbers are not ordinary. */
class ReductionEdgesTest {
    private static final double NAN = Double.NaN;
    private static final double INF = Double.POSITIVE_INFINITY;

    private static Tensor t(double... values) {
        return Tensor.of(values, values.length);
    }

    private static Tensor random(int... shape) {
        return Tensor.uniform(Seed.of(5), DType.FLOAT64, -2, 2, shape);
    }

    private static double[] gradient(UnaryOperator<Tensor> f, Tensor at) {
        try (Tape tape = Tape.record()) {
            Tensor x = at.requiresGrad(true);
            return tape.gradients(f.apply(x).sum(), x).of(0).toDoubles();
        }
    }

    /** The product of the Hessian of the sum with a vector. */
    private static double[] hessianTimes(UnaryOperator<Tensor> f, Tensor at, Tensor v) {
        try (Tape tape = Tape.record()) {
            Tensor x = at.requiresGrad(true);
            Tensor g = tape.gradientsWithGraph(f.apply(x).sum(), x).of(0);
            Tensor product = g.mul(v).sum();
            return product.isRecorded() ? tape.gradients(product, x).of(0).toDoubles() : new double[x.size()];
        }
    }

    private static void check(int order, TensorFunction f, Tensor... xs) {
        GradCheckReport report = GradCheck.order(order).check(f, xs);
        assertThat(report.passed()).as(report.toString()).isTrue();
        assertThat(report.checked()).isPositive();
    }

    // Products.

    @TestFactory
    Stream<DynamicTest> productsOfEveryLength() {
        return IntStream.rangeClosed(0, 9)
                .mapToObj(n -> dynamicTest("prod of " + n, () -> {
                    Tensor x = random(n);
                    double expected = Arrays.stream(x.toDoubles()).reduce(1, (a, b) -> a * b);
                    assertThat(x.prod().item()).isCloseTo(expected, within(1e-13));
                    assertThat(x.reshape(1, n).prod(true, 1).shape().toArray()).containsExactly(1, 1);
                    double[] g = gradient(Tensor::prod, x);
                    for (int i = 0; i < n; i++) {
                        assertThat(g[i]).isCloseTo(expected / x.toDoubles()[i], within(1e-12));
                    }
                }));
    }

    /** With none, one, two and three zeros: polynomials, so that difference quotients see every order. */
    @Test
    void productsWithZerosAtEveryOrder() {
        for (double[] x : new double[][] {{2, 3, 5, 7}, {2, 0, 5, 7}, {0, 3, 0, 7}, {0, 0, 0, 7}, {0}}) {
            check(3, xs -> xs[0].prod(), t(x));
        }
        check(3, xs -> xs[0].prod(1), t(1, 0, 2, 0, 0, 3).reshape(2, 3));
        check(2, xs -> xs[0].prod(false, 0, -1), t(1, 0, 2, 0, 0, 3, 4, 5).reshape(2, 2, 2));
        assertThat(gradient(Tensor::prod, t(2, 0, 3))).containsExactly(0, 6, 0);
        assertThat(gradient(Tensor::prod, t(2, 0, 0))).containsOnly(0);
        assertThat(hessianTimes(Tensor::prod, t(2, 0, 0), t(0, 1, 0))).containsExactly(0, 0, 2);
    }

    @Test
    void productsRecordFewOperations() {
        try (Tape tape = Tape.record()) {
            Tensor x = Tensor.full(DType.FLOAT64, 1.0001, 100_000).requiresGrad(true);
            Tensor y = x.prod();
            assertThat(y.item()).isCloseTo(Math.pow(1.0001, 100_000), within(1e-6));
            assertThat(tape.size()).isLessThan(80);
            y.backward();
            assertThat(x.grad().toDoubles()[77_777]).isCloseTo(y.item() / 1.0001, within(1e-6));
        }
    }

    // Extrema.

    @Test
    void extremaWithTiesAndNaN() {
        Tensor x = t(1, 3, 3, 2, 2, 2, NAN, 1, NAN).reshape(3, 3);
        assertThat(x.max(1).toDoubles()).containsExactly(3, 2, NAN);
        assertThat(x.min(1).toDoubles()).containsExactly(1, 2, NAN);
        assertThat(gradient(y -> y.max(1), x)).startsWith(0, 0.5, 0.5, 1 / 3.0, 1 / 3.0, 1 / 3.0, NAN);
        assertThat(gradient(y -> y.min(1), x)).startsWith(1, 0, 0, 1 / 3.0, 1 / 3.0, 1 / 3.0, NAN);
        assertThat(x.argmax(1).toLongs()).containsExactly(1, 0, 0);
        assertThat(x.argmin(1).toLongs()).containsExactly(0, 0, 0);
        assertThat(x.argmax().item()).isEqualTo(6);
        assertThat(t(3, 1, 1, 3).argmin().item()).isEqualTo(1);
        assertThat(t(0.0, -0.0).argmin().item()).isZero();
        assertThat(x.argmin(true, 0).shape().toArray()).containsExactly(1, 3);
        assertThat(t(-INF, -INF).max().item()).isEqualTo(-INF);
        assertThat(t(INF, INF).argmin(0).item()).isZero();
    }

    @Test
    void theGradientOfAnExtremeGoesToTheFirst() {
        Tensor x = t(1, 3, 3, 2, 2, 2, NAN, 1, NAN).reshape(3, 3);
        Reduction.Extremes max = x.maxAlong(1);
        assertThat(max.values().toDoubles()).containsExactly(3, 2, NAN);
        assertThat(max.indices().toLongs()).containsExactly(1, 0, 0);
        assertThat(gradient(y -> y.maxAlong(-1).values(), x)).containsExactly(0, 1, 0, 1, 0, 0, 1, 0, 0);
        Reduction.Extremes min = x.minAlong(true, 0);
        assertThat(min.values().shape()).isEqualTo(Shape.of(1, 3));
        assertThat(min.indices().shape()).isEqualTo(Shape.of(1, 3));
        assertThat(min.indices().toLongs()).containsExactly(2, 2, 2);
        assertThat(gradient(y -> y.minAlong(true, 1).values(), x)).containsExactly(1, 0, 0, 1, 0, 0, 1, 0, 0);
        check(2, xs -> xs[0].square().maxAlong(1).values(), random(2, 3, 2));
        check(2, xs -> xs[0].square().minAlong(true, 2).values(), random(2, 3, 2));
        Tensor number = Tensor.scalar(DType.FLOAT64, 3);
        assertThat(number.maxAlong(0).values().item()).isEqualTo(3);
        assertThat(number.minAlong(-1).indices().item()).isZero();
        assertThat(gradient(y -> y.maxAlong(0).values(), number)).containsExactly(1);
        assertThatThrownBy(() -> x.maxAlong(2)).isInstanceOf(IndexException.class);
    }

    @Test
    void rankZeroCountsAsOneAxis() {
        Tensor x = Tensor.scalar(DType.FLOAT64, 3);
        for (int axis : new int[] {0, -1}) {
            List<Tensor> all = List.of(
                    x.sum(axis),
                    x.mean(axis),
                    x.prod(axis),
                    x.max(axis),
                    x.min(axis),
                    x.logSumExp(axis),
                    x.norm(axis),
                    x.cumsum(axis),
                    x.cumprod(axis),
                    x.logCumsumExp(axis));
            assertThat(all).allMatch(y -> y.rank() == 0 && Math.abs(y.item() - 3) < 1e-12);
            assertThat(x.softmax(axis).item()).isEqualTo(1);
            assertThat(x.logSoftmax(axis).item()).isZero();
            assertThat(x.argmax(axis).rank()).isZero();
            assertThat(x.argmin(true, axis).rank()).isZero();
            assertThat(gradient(y -> y.cumprod(axis), x)).containsExactly(1);
        }
        assertThatThrownBy(() -> x.cumsum(1)).isInstanceOf(IndexException.class).hasMessageContaining("cumsum");
        assertThatThrownBy(() -> x.prod(1)).isInstanceOf(IndexException.class).hasMessageContaining("prod");
    }

    @Test
    void nothingAtAll() {
        Tensor none = Tensor.zeros(DType.FLOAT64, 0, 3);
        assertThat(none.mean().item()).isNaN();
        assertThat(none.mean(0).toDoubles()).containsOnly(NAN).hasSize(3);
        assertThat(none.mean(1).size()).isZero();
        assertThat(none.prod(0).toDoubles()).containsExactly(1, 1, 1);
        assertThat(none.logSumExp(0).toDoubles()).containsOnly(-INF).hasSize(3);
        assertThat(none.norm(0).toDoubles()).containsExactly(0, 0, 0);
        assertThat(none.norm(3, false, 0).toDoubles()).containsExactly(0, 0, 0);
        assertThat(none.var(0).toDoubles()).containsOnly(NAN);
        assertThat(none.cumsum(0).shape()).isEqualTo(none.shape());
        assertThat(none.cumprod(0).shape()).isEqualTo(none.shape());
        assertThat(none.logCumsumExp(0).shape()).isEqualTo(none.shape());
        List<UnaryOperator<Tensor>> all = List.of(
                x -> x.mean(0),
                x -> x.prod(0),
                Tensor::prod,
                x -> x.logSumExp(0),
                x -> x.norm(0),
                x -> x.std(0),
                x -> x.cumprod(0),
                x -> x.logCumsumExp(0),
                x -> x.cumsum(0),
                x -> Distance.normalize(x, 0));
        for (UnaryOperator<Tensor> f : all) {
            assertThat(gradient(f, none)).isEmpty();
        }
    }

    // Exponentials.

    @Test
    void logSumExpOfExtremes() {
        assertThat(t(1000, 1001).logSumExp().item()).isCloseTo(1001 + Math.log1p(Math.exp(-1)), within(1e-12));
        assertThat(t(-1000, -1001).logSumExp().item()).isCloseTo(-1000 + Math.log1p(Math.exp(-1)), within(1e-12));
        assertThat(t(-INF, 0).logSumExp().item()).isZero();
        assertThat(gradient(Tensor::logSumExp, t(-INF, 0))).containsExactly(0, 1);
        assertThat(t(-INF, -INF).logSumExp().item()).isEqualTo(-INF);
        assertThat(gradient(Tensor::logSumExp, t(-INF, -INF))).containsOnly(NAN); // as PyTorch
        assertThat(t(INF, 1).logSumExp().item()).isEqualTo(INF);
        assertThat(t(NAN, 1).logSumExp().item()).isNaN();
        assertThat(hessianTimes(Tensor::logSumExp, t(-INF, 0, 0), t(1, 2, 0))).containsExactly(0, 0.5, -0.5);
        Tensor rows = t(-INF, -INF, 300, 1000, -700, 3).reshape(3, 2);
        assertThat(rows.logSumExp(1).toDoubles()).containsExactly(-INF, 1000, 3);
        float[] single = Tensor.of(new float[] {200, 200}).logSumExp(true, 0).toFloats();
        assertThat(single[0]).isCloseTo(200 + (float) Math.log(2), within(1e-4f));
    }

    // Statistics.

    @Test
    void variances() {
        Tensor x = random(2, 3, 4);
        double[] all = x.toDoubles();
        double mean = Arrays.stream(all).average().orElseThrow();
        double squares = Arrays.stream(all).map(v -> (v - mean) * (v - mean)).sum();
        assertThat(x.var().item()).isCloseTo(squares / 23, within(1e-13));
        assertThat(x.std(0, true, 0, 1, 2).item()).isCloseTo(Math.sqrt(squares / 24), within(1e-13));
        assertThat(x.var(0.5, false).item()).isCloseTo(squares / 23.5, within(1e-13));
        assertThat(x.var(1, -1).shape()).isEqualTo(Shape.of(2));
        assertThat(x.std(1, true, 1).shape()).isEqualTo(Shape.of(2, 1, 4));
        assertThat(t(1e8, 1e8 + 1, 1e8 + 2).var().item()).isEqualTo(1);
        for (double correction : new double[] {0, 1}) {
            check(2, xs -> xs[0].var(correction, false, 0, 2), x);
            check(2, xs -> xs[0].std(correction, true, 1), x);
            check(2, xs -> xs[0].std(correction, false), x);
        }
    }

    @Test
    void spreadOfEqualOrSingleValues() {
        assertThat(t(5).var().item()).isNaN();
        assertThat(gradient(Tensor::var, t(5))).containsOnly(NAN);
        assertThat(t(5).var(2, false).item()).isNaN();
        assertThat(t(5).var(0, false).item()).isZero();
        Tensor same = t(2, 2, 2);
        assertThat(same.std().item()).isZero();
        assertThat(gradient(Tensor::std, same)).containsOnly(0);
        assertThat(hessianTimes(Tensor::std, same, t(1, 2, 3))).containsOnly(0);
        assertThat(t(1, NAN).std().item()).isNaN();
    }

    // Norms.

    @TestFactory
    Stream<DynamicTest> norms() {
        List<DynamicTest> all = new ArrayList<>();
        Tensor x = t(0.7, -1.3, 2.1, -0.4, 1.1, -1.9).reshape(2, 3);
        for (double p : new double[] {0, 0.5, 1, 1.5, 2, 2.5, 3, 4, -1, -2.5, INF, -INF}) {
            all.add(dynamicTest("norm " + p, () -> {
                double[] rows = x.norm(p, false, 1).toDoubles();
                for (int i = 0; i < 2; i++) {
                    double[] row = Arrays.stream(x.toDoubles(), 3 * i, 3 * i + 3)
                            .map(Math::abs)
                            .toArray();
                    assertThat(rows[i]).isCloseTo(plainNorm(row, p), within(1e-12));
                }
                assertThat(x.norm(p, true, 0).shape()).isEqualTo(Shape.of(1, 3));
                if (p != 0) { // constant
                    check(2, xs -> xs[0].norm(p, false, 1), x);
                    check(2, xs -> xs[0].norm(p, false), x);
                    check(2, xs -> Distance.normalize(xs[0], p, 0, 1e-12), x);
                }
                Tensor zero = t(0, 0, 0);
                assertThat(zero.norm(p, false).item()).isZero();
                if (p != 0) {
                    assertThat(gradient(y -> y.norm(p, false), zero)).containsOnly(0);
                    assertThat(hessianTimes(y -> y.norm(p, false), zero, t(1, 2, 3)))
                            .containsOnly(0);
                }
                double beside = t(1, NAN).norm(p, false).item();
                assertThat(p == 0 ? beside == 2 : Double.isNaN(beside)).isTrue();
            }));
        }
        return all.stream();
    }

    private static double plainNorm(double[] sizes, double p) {
        if (Double.isInfinite(p)) {
            return (p > 0 ? Arrays.stream(sizes).max() : Arrays.stream(sizes).min()).orElseThrow();
        }
        return p == 0
                ? Arrays.stream(sizes).filter(v -> v != 0).count()
                : Math.pow(Arrays.stream(sizes).map(v -> Math.pow(v, p)).sum(), 1 / p);
    }

    @Test
    void normsNeitherOverflowNorUnderflow() {
        for (double unit : new double[] {1e200, 1e-200, 1e308 / 5}) {
            Tensor x = t(3 * unit, 0, -4 * unit);
            assertThat(x.norm().item()).isCloseTo(5 * unit, within(1e-15 * unit));
            double[] g = gradient(Tensor::norm, x);
            assertThat(g[0]).isCloseTo(0.6, within(1e-14));
            assertThat(g[1]).isZero();
            assertThat(g[2]).isCloseTo(-0.8, within(1e-14));
            assertThat(x.norm(3, false).item()).isCloseTo(Math.cbrt(91) * unit, within(1e-13 * unit));
            assertThat(t(3 * unit, 4 * unit).norm(-2, false).item()).isCloseTo(2.4 * unit, within(1e-14 * unit));
        }
        for (float unit : new float[] {1e30f, 1e-30f}) {
            Tensor x = Tensor.of(new float[] {3 * unit, 4 * unit, 1, 0}, 2, 2);
            float[] rows = x.norm(1).toFloats();
            assertThat(rows[0]).isCloseTo(5 * unit, within(1e-6f * unit));
            assertThat(rows[1]).isEqualTo(1);
        }
        assertThat(t(INF, 1).norm().item()).isEqualTo(INF);
        assertThat(t(0, 3).norm(-1, false).item()).isZero();
        assertThat(gradient(x -> x.norm(-1, false), t(0, 3))).containsOnly(0);
    }

    /** An element that is 0 in a vector that is not: the derivative of its power may be infinite, its own is 0. */
    @Test
    void normsOfVectorsWithAZero() {
        Tensor x = t(0, 2, -1);
        for (double p : new double[] {0.5, 1, 1.5, 2, 3, INF}) {
            double[] g = gradient(y -> y.norm(p, false), x);
            assertThat(g[0]).as("p = %s", p).isZero();
            assertThat(hessianTimes(y -> y.norm(p, false), x, t(1, 1, 1))).doesNotContain(NAN);
        }
        check(2, xs -> xs[0].norm(), x);
        check(2, xs -> xs[0].norm(4, false), x);
        assertThat(gradient(y -> y.norm(INF, false), t(3, -3, 1))).containsExactly(0.5, -0.5, 0);
        assertThatThrownBy(() -> x.norm(NAN, false))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContainingAll("norm", "NaN");
    }

    @Test
    void distances() {
        Tensor x = random(3, 4);
        Tensor y = Tensor.uniform(Seed.of(6), DType.FLOAT64, -2, 2, 3, 4);
        check(2, xs -> Distance.cosineSimilarity(xs[0], xs[1], 1, 1e-8), x, y);
        check(2, xs -> Distance.cosineSimilarity(xs[0], xs[1], 0, 1e-8), x, y.slice(1, 0, 1));
        for (double p : new double[] {1, 2, 3, INF}) {
            check(2, xs -> Distance.pairwiseDistance(xs[0], xs[1], p, 1e-6, false), x, y);
        }
        assertThat(Distance.pairwiseDistance(x, y, 2, 1e-6, true).shape()).isEqualTo(Shape.of(3, 1));
        Tensor u = t(0, 0, 1, 2).reshape(2, 2);
        Tensor v = t(1, 1, 2, 4).reshape(2, 2);
        assertThat(Distance.cosineSimilarity(u, v, 1, 1e-8).toDoubles()[0]).isZero();
        assertThat(Distance.cosineSimilarity(u, v, 1, 1e-8).toDoubles()[1]).isCloseTo(1, within(1e-15));
        double[] g = gradient(a -> Distance.cosineSimilarity(a, v, 1, 1e-8), u);
        assertThat(g[0]).isCloseTo(1e8 / Math.sqrt(2), within(1e-6));
        assertThat(gradient(a -> Distance.pairwiseDistance(a, v, 2, 0, false), v))
                .containsOnly(0);
        assertThat(Distance.normalize(t(0, 0), 0).toDoubles()).containsOnly(0);
        assertThat(Distance.normalize(t(3, 4), 0).toDoubles()).containsExactly(0.6, 0.8);
        assertThat(t(1, 2).softmin(0).toDoubles())
                .isEqualTo(t(-1, -2).softmax(0).toDoubles());
    }
}
