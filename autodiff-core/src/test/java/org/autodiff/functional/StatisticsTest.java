package org.autodiff.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.check.GradCheck;
import org.autodiff.error.ShapeException;
import org.junit.jupiter.api.Test;

/** Medians, quantiles, distinct values and places among sorted ones, by hand. */
class StatisticsTest {
    private static Tensor t(double... values) {
        return Tensor.of(values, values.length);
    }

    @Test
    void mediansAreTheLowerOnes() {
        assertThat(Statistics.median(t(5, 1, 4, 2)).item()).isEqualTo(2);
        assertThat(Statistics.median(t(5, 1, 4)).item()).isEqualTo(4);
        assertThat(Statistics.median(t(5, Double.NaN, 4)).item()).isNaN();
        Tensor x = Creation.tensor(new double[][] {{3, 1, 2}, {9, 7, 8}});
        assertThat(Statistics.median(x, 1).values().toDoubles()).containsExactly(2, 8);
        assertThat(Statistics.median(x, -1).indices().toLongs()).containsExactly(2, 2);
        assertThat(Statistics.median(x, 0).values().toDoubles()).containsExactly(3, 1, 2);
        assertThatThrownBy(() -> Statistics.median(t())).isInstanceOf(ShapeException.class);
    }

    @Test
    void quantilesInterpolate() {
        assertThat(Statistics.quantile(t(4, 1, 3, 2), 0.5, 0).item()).isEqualTo(2.5);
        assertThat(Statistics.quantile(t(4, 1, 3, 2), new double[] {0, 0.25, 1}, 0)
                        .toDoubles())
                .containsExactly(1, 1.75, 4);
        assertThat(Statistics.quantile(t(1, Double.POSITIVE_INFINITY), 0, 0).item())
                .isEqualTo(1);
        assertThat(Statistics.quantile(t(1, Double.NaN), 0, 0).item()).isNaN();
        assertThatThrownBy(() -> Statistics.quantile(t(1), 1.5, 0)).hasMessageContaining("[0, 1]");
        Tensor x = Tensor.normal(Seed.of(4), DType.FLOAT64, 0, 1, 5, 2);
        assertThat(GradCheck.order(2)
                        .check(
                                xs -> Statistics.quantile(xs[0], 0.3, 0)
                                        .sin()
                                        .add(Statistics.median(xs[0], 0)
                                                .values()
                                                .exp()),
                                x)
                        .failures())
                .isEmpty();
    }

    @Test
    void distinctValuesAreSortedAndCounted() {
        Search.Unique u = Search.unique(Creation.tensor(new int[][] {{3, 1, 3}, {2, 1, 3}}));
        assertThat(u.values().toLongs()).containsExactly(1, 2, 3);
        assertThat(u.inverse().toLongs()).containsExactly(2, 0, 2, 1, 0, 2);
        assertThat(u.inverse().shape().toArray()).containsExactly(2, 3);
        assertThat(u.counts().toLongs()).containsExactly(2, 1, 3);
        assertThat(Search.unique(t(Double.NaN, 0, -0.0, Double.NaN)).counts().toLongs())
                .containsExactly(2, 1, 1);
        assertThat(Search.unique(t()).values().size()).isZero();
    }

    @Test
    void placesAreLeftOrRightOfEqualOnes() {
        Tensor sorted = t(1, 3, 3, 5);
        assertThat(Search.searchsorted(sorted, t(0, 3, 5, 6, Double.NaN), false).toLongs())
                .containsExactly(0, 1, 3, 4, 4);
        assertThat(Search.searchsorted(sorted, t(0, 3, 5, 6), true).toLongs()).containsExactly(0, 3, 4, 4);
        assertThat(Search.searchsorted(
                                Creation.tensor(new int[][] {{1, 3}, {2, 4}}),
                                Creation.tensor(new int[][] {{3, 9, 0}, {3, 9, 0}}),
                                false)
                        .toLongs())
                .containsExactly(1, 2, 0, 1, 2, 0);
        assertThat(Search.searchsorted(t(0.0), t(-0.0), false).toLongs()).containsExactly(0);
        assertThatThrownBy(() -> Search.searchsorted(t(1).reshape(1, 1), t(1), false))
                .isInstanceOf(ShapeException.class);
    }
}
