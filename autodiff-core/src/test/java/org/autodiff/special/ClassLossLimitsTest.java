package org.autodiff.special;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.function.UnaryOperator;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.functional.Loss;
import org.autodiff.functional.Loss.CrossEntropy;
import org.autodiff.functional.Loss.Nll;
import org.autodiff.functional.Loss.Reduction;
import org.autodiff.functional.MarginLoss;
import org.autodiff.transform.Autodiff;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Losses of classes whose scores are infinite: limits, and infinite losses that weigh nothing. */
class ClassLossLimitsTest {
    private static final double INF = Double.POSITIVE_INFINITY;

    /** Softmax of (1, -inf, 2): the first and the last share. */
    private static final double FIRST = 1 / (1 + Math.E);

    private static Tensor tensor(DType type, double... values) {
        return Tensor.of(values, values.length).to(type);
    }

    private static void check(UnaryOperator<Tensor> f, Tensor x, double value, double[] slope, double[] curvature) {
        double tolerance = x.dtype() == DType.FLOAT32 ? 1e-5 : 1e-12;
        Tensor one = Tensor.ones(x.dtype(), x.shape().toArray());
        double[] weights = new double[x.size()];
        double tangent = 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = i + 1;
            tangent += weights[i] * slope[i];
        }
        Tensor direction = Tensor.of(weights, x.shape().toArray()).to(x.dtype());
        double got = f.apply(x).item();
        assertThat(got == value || Math.abs(got - value) <= tolerance)
                .as(got + " for " + value)
                .isTrue();
        assertThat(Autodiff.grad(f).apply(x).toDoubles()).containsExactly(slope, offset(tolerance));
        assertThat(Autodiff.jvp(f, x, direction).tangent().item()).isCloseTo(tangent, offset(10 * tolerance));
        assertThat(Autodiff.hvp(f, x, direction).toDoubles()).containsExactly(curvature, offset(10 * tolerance));
        assertThat(Autodiff.hvp(f, x, one).toDoubles()).doesNotContain(Double.NaN);
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT32", "FLOAT64"})
    void crossEntropy(DType type) {
        double last = 1 - FIRST;
        double between = FIRST * last * 2; // the second derivative along (1, 2, 3)
        double[] second = {-between, 0, between};
        Tensor x = tensor(type, 1, -INF, 2);
        Tensor zero = Tensor.of(new long[] {0}, 1).reshape();
        check(z -> Loss.crossEntropy(z, zero), x, -Math.log(FIRST), new double[] {FIRST - 1, 0, last}, second);
        Tensor one = Tensor.of(new long[] {1}, 1).reshape();
        check(z -> Loss.crossEntropy(z, one), x, INF, new double[] {FIRST, -1, last}, second);
        // of no weight
        CrossEntropy sum = CrossEntropy.DEFAULT.withReduction(Reduction.SUM);
        CrossEntropy unweighted = sum.withWeight(tensor(type, 1, 0, 1));
        check(z -> Loss.crossEntropy(z, one, unweighted), x, 0, new double[3], new double[3]);
        // smoothed: infinite, for a part of the target is on a class that cannot be
        check(
                z -> Loss.crossEntropy(z, zero, sum.withLabelSmoothing(0.3)),
                x,
                INF,
                new double[] {FIRST - 0.8, -0.1, last - 0.1},
                second);
        double p = -0.8 * Math.log(FIRST) - 0.1 * Math.log(last);
        check(
                z -> Loss.crossEntropy(z, zero, unweighted.withLabelSmoothing(0.3)),
                x,
                p,
                new double[] {0.9 * FIRST - 0.8, 0, 0.9 * last - 0.1},
                new double[] {-0.9 * between, 0, 0.9 * between});
        check(
                z -> Loss.crossEntropy(z, one, unweighted.withLabelSmoothing(1)),
                x,
                -(Math.log(FIRST) + Math.log(last)) / 3,
                new double[] {(2 * FIRST - 1) / 3, 0, (2 * last - 1) / 3},
                new double[] {-2 * between / 3, 0, 2 * between / 3});
        // distributions
        check(
                z -> Loss.crossEntropy(z, tensor(type, 0.25, 0, 0.75)),
                x,
                -0.25 * Math.log(FIRST) - 0.75 * Math.log(last),
                new double[] {FIRST - 0.25, 0, last - 0.75},
                second);
        // a mean of which an infinite member weighs nothing
        Tensor rows = Tensor.of(new double[] {1, -INF, 2, 1, -INF, 2}, 2, 3).to(type);
        Tensor labels = Tensor.of(new long[] {0, 1}, 2);
        for (Reduction r : Reduction.values()) {
            CrossEntropy options =
                    CrossEntropy.DEFAULT.withWeight(tensor(type, 1, 0, 1)).withReduction(r);
            assertThat(Loss.crossEntropy(rows, labels, options).sum().item())
                    .as(r.toString())
                    .isFinite();
        }
        check(
                z -> Loss.crossEntropy(z, labels, CrossEntropy.DEFAULT.withWeight(tensor(type, 1, 0, 1))),
                rows,
                -Math.log(FIRST),
                new double[] {FIRST - 1, 0, last, 0, 0, 0},
                new double[] {-between, 0, between, 0, 0, 0});
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT32", "FLOAT64"})
    void nllLoss(DType type) {
        Tensor x = Tensor.of(new double[] {-1, -INF, -INF, -2}, 2, 2).to(type);
        Tensor labels = Tensor.of(new long[] {0, 0}, 2);
        Nll sum = Nll.DEFAULT.withReduction(Reduction.SUM);
        check(z -> Loss.nllLoss(z, labels, sum), x, INF, new double[] {-1, 0, -1, 0}, new double[4]);
        Tensor other = Tensor.of(new long[] {0, 1}, 2);
        check(z -> Loss.nllLoss(z, other), x, 1.5, new double[] {-0.5, 0, 0, -0.5}, new double[4]);
        check(
                z -> Loss.nllLoss(z, Tensor.of(new long[] {1, 1}, 2), sum.withWeight(tensor(type, 1, 0))),
                x,
                0,
                new double[4],
                new double[4]);
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT32", "FLOAT64"})
    void multiMargin(DType type) {
        Tensor label = Tensor.of(new long[] {1}, 1).reshape();
        check(
                z -> MarginLoss.multiMargin(z, label),
                tensor(type, -INF, 0.5, 1),
                0.5,
                new double[] {0, -1 / 3.0, 1 / 3.0},
                new double[3]);
        check(z -> MarginLoss.multiMargin(z, label), tensor(type, 0, INF, 1), 0, new double[3], new double[3]);
        check(
                z -> MarginLoss.multiMargin(z, label),
                tensor(type, 0, -INF, 1),
                INF,
                new double[] {1 / 3.0, -2 / 3.0, 1 / 3.0},
                new double[3]);
    }
}
