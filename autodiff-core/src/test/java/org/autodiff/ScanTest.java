package org.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.UnaryOperator;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.check.GradCheck;
import org.autodiff.check.report.GradCheckReport;
import org.junit.jupiter.api.Test;

/** Running results where numbers are zero, extreme or many. */
class ScanTest {
    private static final double INF = Double.POSITIVE_INFINITY;

    private static Tensor t(double... values) {
        return Tensor.of(values, values.length);
    }

    private static double[] gradient(UnaryOperator<Tensor> f, Tensor at, Tensor weights) {
        try (Tape tape = Tape.record()) {
            Tensor x = at.requiresGrad(true);
            return tape.gradients(f.apply(x).mul(weights).sum(), x).of(0).toDoubles();
        }
    }

    private static void check(int order, TensorFunction f, Tensor... xs) {
        GradCheckReport report = GradCheck.order(order).check(f, xs);
        assertThat(report.passed()).as(report.toString()).isTrue();
    }

    @Test
    void productsWithZerosAtEveryOrder() {
        assertThat(t(2, 0, 3, 0, 5).cumprod(0).toDoubles()).containsExactly(2, 0, 0, 0, 0);
        assertThat(gradient(x -> x.cumprod(0), t(2, 0, 3), t(1, 1, 1))).containsExactly(1, 8, 0);
        for (double[] x : new double[][] {{2, 3, 5}, {2, 0, 5, 7}, {0, 3, 0, 7}, {0, 0, 0}}) {
            check(3, xs -> xs[0].cumprod(0), t(x));
        }
        check(2, xs -> xs[0].cumprod(-2), t(1, 0, 2, 0, 0, 3, 4, 5).reshape(2, 2, 2));
    }

    @Test
    void recurrencesAtEveryOrder() {
        check(3, xs -> Scan.recurrence(xs[0], xs[1], 0), t(0.5, 0, -2, 0.3), t(1, 2, 0, -1));
        Tensor half = Tensor.full(DType.FLOAT64, 0.5, 3);
        assertThat(Scan.recurrence(half, t(8, 0, 1), 0).toDoubles()).containsExactly(8, 4, 3);
        assertThat(Scan.recurrence(t(INF, 1), t(2, 3), 0).toDoubles())
                .containsExactly(2, 5); // no place before the first
    }

    @Test
    void logarithmsOfRunningSumsDoNotOverflow() {
        Tensor x = t(-1000, 0, 1000, 999);
        double last = 1000 + Math.log1p(Math.exp(-1));
        assertThat(x.logCumsumExp(0).toDoubles()).containsExactly(new double[] {-1000, 0, 1000, last}, within(1e-12));
        double share = 1 / (1 + Math.exp(-1));
        assertThat(gradient(y -> y.logCumsumExp(0), x, t(1, 1, 1, 1)))
                .containsExactly(new double[] {1, 1, 1 + share, 1 - share}, within(1e-12));
        Tensor high = t(800, 801, 802); // second order too, where e^w is infinite
        check(2, xs -> xs[0].logCumsumExp(0), t(0.5, -1, 2, 1.5));
        try (Tape tape = Tape.record()) {
            Tensor leaf = high.requiresGrad(true);
            Tensor g = tape.gradientsWithGraph(leaf.logCumsumExp(0).sum(), leaf).of(0);
            Tensor low = t(0, 1, 2).requiresGrad(true);
            Tensor expected =
                    tape.gradientsWithGraph(low.logCumsumExp(0).sum(), low).of(0);
            assertThat(tape.gradients(g.square().sum(), leaf).of(0).toDoubles())
                    .containsExactly(
                            tape.gradients(expected.square().sum(), low).of(0).toDoubles(), within(1e-10));
        }
        assertThat(t(-INF, -INF, 0).logCumsumExp(0).toDoubles()).containsExactly(-INF, -INF, 0);
        assertThat(gradient(y -> y.logCumsumExp(0), t(-INF, 0, 0), t(0, 0, 1))[2])
                .isEqualTo(0.5);
    }

    /** Sums in double precision, along an axis of native memory that is not the last one. */
    @Test
    void longLinesInSinglePrecision() {
        Tensor x = Tensor.uniform(Seed.of(3), DType.FLOAT32, 0, 1, 20_000, 2);
        float[] sums = x.cumsum(0).toFloats();
        double sum = 0;
        float[] all = x.toFloats();
        for (int i = 1; i < all.length; i += 2) {
            sum += all[i];
            assertThat(sums[i]).isEqualTo((float) sum);
        }
        double[] g = gradient(y -> y.to(DType.FLOAT32).cumsum(0).to(DType.FLOAT64), x.to(DType.FLOAT64), t(1, 1));
        assertThat(g[0]).isEqualTo(20_000);
        assertThat(g[39_999]).isEqualTo(1);
    }

    @Test
    void backwardsIsForwardsOfTheReverse() {
        Tensor x = t(1, 2, 3, 4).reshape(2, 2);
        assertThat(Scan.CUMSUM.apply(new Scan.Direction(0, true), x).toDoubles())
                .containsExactly(4, 6, 3, 4);
        assertThat(Scan.CUMSUM.apply(new Scan.Direction(1, true), x).toDoubles())
                .containsExactly(3, 2, 7, 4);
    }
}
