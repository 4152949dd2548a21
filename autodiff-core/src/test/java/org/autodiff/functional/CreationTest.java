package org.autodiff.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.check.GradCheck;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.IndexException;
import org.autodiff.error.ShapeException;
import org.junit.jupiter.api.Test;

/** Ranges, nested arrays, indexing and closeness, by values written down by hand. */
class CreationTest {
    @Test
    void rangesHoldTheirStartAndNotTheirEnd() {
        assertThat(Creation.arange(DType.INT64, 4).toLongs()).containsExactly(0, 1, 2, 3);
        assertThat(Creation.arange(DType.INT64, 5, -2, -3).toLongs()).containsExactly(5, 2, -1);
        assertThat(Creation.arange(DType.FLOAT64, 1, 2.5, 0.5).toDoubles()).containsExactly(1, 1.5, 2);
        assertThat(Creation.arange(DType.FLOAT32, 3, 3, 1).size()).isZero();
        assertThat(Creation.arange(DType.FLOAT64, 3, 1, 1).size()).isZero();
        assertThatThrownBy(() -> Creation.arange(DType.INT64, 0, 3, 0.5))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("whole numbers");
        assertThatThrownBy(() -> Creation.arange(DType.INT64, 0, 3, 0)).hasMessageContaining("must not be 0");
        assertThatThrownBy(() -> Creation.arange(DType.FLOAT64, 0, 1e12, 1)).hasMessageContaining("2^31");
        assertThatThrownBy(() -> Creation.arange(DType.FLOAT64, Double.NaN)).hasMessageContaining("finite");
    }

    @Test
    void spacesEndExactly() {
        assertThat(Creation.linspace(DType.FLOAT64, 0, 1, 5).toDoubles()).containsExactly(0, 0.25, 0.5, 0.75, 1);
        assertThat(Creation.linspace(DType.FLOAT64, -1, 0.3, 8).toDoubles()[7]).isEqualTo(0.3);
        assertThat(Creation.linspace(DType.FLOAT32, 2, 7, 1).toFloats()).containsExactly(2);
        assertThat(Creation.linspace(DType.FLOAT64, 2, 7, 0).size()).isZero();
        assertThat(Creation.linspace(DType.FLOAT64, -1e308, 1e308, 3).toDoubles())
                .containsExactly(-1e308, 0, 1e308);
        assertThatThrownBy(() -> Creation.linspace(DType.INT64, 0, 1, 5)).hasMessageContaining("FLOAT64");
    }

    @Test
    void nestedArraysAreTensors() {
        assertThat(Creation.tensor(new double[][] {{1, 2, 3}, {4, 5, 6}}).shape())
                .isEqualTo(Shape.of(2, 3));
        assertThat(Creation.tensor(new double[][] {{1, 2}, {3, 4}}).toDoubles()).containsExactly(1, 2, 3, 4);
        assertThat(Creation.tensor(new float[][] {{1}, {2}}).toFloats()).containsExactly(1, 2);
        assertThat(Creation.tensor(new long[][] {{1}, {2}}).toLongs()).containsExactly(1, 2);
        assertThat(Creation.tensor(new int[][] {{1, 7}, {2, 8}}).toLongs()).containsExactly(1, 7, 2, 8);
        assertThat(Creation.tensor(new int[] {3, -1}).toLongs()).containsExactly(3, -1);
        assertThat(Creation.tensor(new boolean[][] {{true, false}}).toBooleans())
                .containsExactly(true, false);
        Tensor x = Creation.tensor(new double[][][] {{{1, 2}}, {{3, 4}}, {{5, 6}}});
        assertThat(x.shape()).isEqualTo(Shape.of(3, 1, 2));
        assertThat(x.toDoubles()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(Creation.tensor(new float[0][]).shape()).isEqualTo(Shape.of(0, 0));
        assertThatThrownBy(() -> Creation.tensor(new double[][] {{1}, {1, 2}}))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("part 1 of the array has length 2");
        assertThatThrownBy(() -> Creation.tensor(new double[][] {{1}, null})).isInstanceOf(ArgumentException.class);
    }

    @Test
    void likenessIsOfShapeAndType() {
        Tensor x = Creation.tensor(new float[][] {{1, 2}});
        assertThat(Creation.zerosLike(x).toFloats()).containsExactly(0, 0);
        assertThat(Creation.onesLike(x).shape()).isEqualTo(x.shape());
    }

    @Test
    void indicesReadTheFirstAxes() {
        Tensor x = Creation.tensor(new double[][] {{1, 2, 3}, {4, 5, 6}});
        assertThat(x.get(1, -1).item()).isEqualTo(6);
        assertThat(x.get(-2).toDoubles()).containsExactly(1, 2, 3);
        assertThat(x.get().shape()).isEqualTo(x.shape());
        assertThat(x.t().get(2).toDoubles()).containsExactly(3, 6);
        assertThat(x.get(0).t().toDoubles()).containsExactly(1, 2, 3);
        assertThat(GradCheck.order(2)
                        .check(xs -> xs[0].t().get(1).exp().mul(xs[0].get(0, 2)), x)
                        .passed())
                .isTrue();
        assertThatThrownBy(() -> x.get(0, 0, 0))
                .isInstanceOf(IndexException.class)
                .hasMessageContaining("3 indices");
        assertThatThrownBy(() -> x.get(2)).isInstanceOf(IndexException.class);
        assertThatThrownBy(() -> Tensor.zeros(DType.FLOAT32, 1, 1, 1).t()).hasMessageContaining("transpose(a, b)");
    }

    @Test
    void closenessIsRelativeToTheSecond() {
        Tensor x = Tensor.of(new double[] {1, 1000, Double.POSITIVE_INFINITY, 5});
        Tensor y = Tensor.of(new double[] {1.000005, 1000.02, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY});
        assertThat(Closeness.isClose(x, y, 1e-5, 1e-8, false).toBooleans()).containsExactly(true, false, true, false);
        assertThat(Closeness.allClose(x, x)).isTrue();
        assertThat(Closeness.allClose(x, y)).isFalse();
        Tensor nan = Tensor.of(new double[] {Double.NaN});
        assertThat(Closeness.allClose(nan, nan)).isFalse();
        assertThat(Closeness.allClose(nan, nan, 0, 0, true)).isTrue();
    }
}
