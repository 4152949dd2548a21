package org.autodiff.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.check.GradCheck;
import org.autodiff.error.IndexException;
import org.autodiff.error.ShapeException;
import org.autodiff.functional.Scatter.Reduce;
import org.autodiff.transform.Autodiff;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Reductions of groups by hand: the examples of PyTorch's documentation, ties, zeros, empty groups, NaN. */
class ScatterTest {
    private static Tensor t(double... values) {
        return Tensor.of(values, values.length);
    }

    private static Tensor k(long... values) {
        return Tensor.of(values, values.length);
    }

    private static double[] scatter(Reduce reduce, boolean self) {
        return Scatter.scatterReduce(t(1, 2, 3, 4), 0, k(0, 1, 0, 1, 2, 1), t(1, 2, 3, 4, 5, 6), reduce, self)
                .toDoubles();
    }

    @Test
    void groupsAreReducedAsInPyTorchsDocumentation() {
        assertThat(scatter(Reduce.SUM, true)).containsExactly(5, 14, 8, 4);
        assertThat(scatter(Reduce.SUM, false)).containsExactly(4, 12, 5, 4);
        assertThat(scatter(Reduce.PROD, true)).containsExactly(3, 96, 15, 4);
        assertThat(scatter(Reduce.PROD, false)).containsExactly(3, 48, 5, 4);
        assertThat(scatter(Reduce.MEAN, true)).containsExactly(5.0 / 3, 3.5, 4, 4);
        assertThat(scatter(Reduce.MEAN, false)).containsExactly(2, 4, 5, 4);
        assertThat(scatter(Reduce.AMAX, false)).containsExactly(3, 6, 5, 4);
        assertThat(scatter(Reduce.AMIN, true)).containsExactly(1, 2, 3, 4);
        assertThat(scatter(Reduce.AMIN, false)).containsExactly(1, 2, 5, 4);
    }

    @ParameterizedTest
    @EnumSource
    void derivativesAreRightToTheSecondOrder(Reduce reduce) {
        Tensor x = Tensor.normal(Seed.of(1), DType.FLOAT64, 0, 1, 2, 3);
        Tensor y = Tensor.normal(Seed.of(2), DType.FLOAT64, 0, 1, 5, 2);
        Tensor index = Creation.tensor(new int[][] {{0, 1}, {1, 1}, {0, 1}, {0, 1}, {0, 1}});
        for (boolean self : new boolean[] {false, true}) {
            assertThat(GradCheck.order(2)
                            .check(
                                    xs -> Scatter.scatterReduce(xs[0], 0, index, xs[1], reduce, self)
                                            .sin(),
                                    x,
                                    y)
                            .failures())
                    .isEmpty();
        }
        assertThat(GradCheck.order(2)
                        .check(xs -> Scatter.segmentReduce(xs[0], reduce, 3, 2).sin(), y)
                        .failures())
                .isEmpty();
    }

    @Test
    void tiesShareTheGradientAndZerosKeepIt() {
        Tensor x = t(2, 2, 1, 2, 0.1, 0.1, 0.1);
        Tensor max = Scatter.segmentReduce(x, Reduce.AMAX, 4, 3);
        assertThat(max.toDoubles()).containsExactly(2, 0.1);
        double third = 1.0 / 3;
        assertThat(Autodiff.grad(
                                a -> Scatter.segmentReduce(a, Reduce.AMAX, 4, 3).sum())
                        .apply(x)
                        .toDoubles())
                .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-15 ? 0 : 1)
                .containsExactly(third, third, 0.0, third, third, third, third);
        assertThat(Autodiff.grad(a -> Scatter.segmentReduce(a, Reduce.PROD, 3).sum())
                        .apply(t(0, 2, 3))
                        .toDoubles())
                .containsExactly(6, 0, 0);
        assertThat(Autodiff.grad(a -> Scatter.segmentReduce(a, Reduce.PROD, 3).sum())
                        .apply(t(0, 2, 0))
                        .toDoubles())
                .containsExactly(0, 0, 0);
    }

    @Test
    void specialValues() {
        double inf = Double.POSITIVE_INFINITY;
        assertThat(Scatter.segmentReduce(t(1, Double.NaN, 3, -inf, -inf), Reduce.AMAX, 3, 2)
                        .toDoubles())
                .containsExactly(Double.NaN, -inf);
        assertThat(Scatter.segmentReduce(t(Double.NaN, 1), Reduce.AMIN, 2).toDoubles())
                .containsExactly(Double.NaN);
        for (Reduce reduce : Reduce.values()) {
            double none = new double[] {0, 1, Double.NaN, -inf, inf}[reduce.ordinal()];
            assertThat(Scatter.segmentReduce(t(7), reduce, 0, 1, 0).toDoubles()).containsExactly(none, 7, none);
            assertThat(Scatter.segmentReduce(t().reshape(0, 2), reduce, 0)
                            .shape()
                            .toArray())
                    .containsExactly(1, 2);
        }
        assertThatThrownBy(() -> Scatter.segmentReduce(t(7), Reduce.SUM, 2))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("add up");
        assertThatThrownBy(() -> Scatter.scatterReduce(t(1), 0, k(1), t(1), Reduce.SUM, true))
                .isInstanceOf(IndexException.class);
        assertThatThrownBy(() -> Scatter.scatterReduce(t(1), 0, k(0, 0), t(1), Reduce.SUM, true))
                .isInstanceOf(ShapeException.class);
    }
}
