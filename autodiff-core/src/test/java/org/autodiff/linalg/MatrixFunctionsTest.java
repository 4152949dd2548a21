package org.autodiff.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.check.GradCheck;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.ShapeException;
import org.autodiff.functional.Closeness;
import org.autodiff.linalg.MatrixNorm.Order;
import org.autodiff.transform.Autodiff;
import org.junit.jupiter.api.Test;

/** Norms, condition numbers, pseudoinverses and products against NumPy 2.4, their definitions, and differences. */
class MatrixFunctionsTest {
    private static final Offset<Double> CLOSE = within(1e-13);

    private static Tensor random(int seed, int... shape) {
        return Tensor.normal(Seed.of(seed), DType.FLOAT64, 0, 1, shape);
    }

    private static void assertClose(Tensor x, Tensor y) {
        assertThat(x.shape()).isEqualTo(y.shape());
        assertThat(Closeness.allClose(x, y, 1e-12, 1e-12, false))
                .as("%s %s", x, y)
                .isTrue();
    }

    private static void assertDerivatives(TensorFunction f, Tensor... xs) {
        assertThat(GradCheck.order(2).check(f, xs).failures()).isEmpty();
    }

    /** Element i is {@code sin(0.9 i^1.5 + 1)}. */
    private static Tensor wave(int rows, int columns) {
        double[] a = new double[rows * columns];
        for (int i = 0; i < a.length; i++) {
            a[i] = Math.sin(0.9 * Math.pow(i, 1.5) + 1);
        }
        return Tensor.of(a, rows, columns);
    }

    @Test
    void normsOfNumpy() {
        double[] expected = {
            2.7349107865705014, 3.9776931723243, 2.388000712254522, 0.28807776713974076,
            3.739076533076775, 2.5740136283760298, 2.508621719727331, 1.7550043064953527
        };
        for (Order order : Order.values()) {
            assertThat(MatrixNorm.matrixNorm(wave(4, 3), order).item()).isCloseTo(expected[order.ordinal()], CLOSE);
            assertDerivatives(xs -> MatrixNorm.matrixNorm(xs[0], order), random(4, 2, 3, 3));
        }
        assertThat(MatrixNorm.matrixNorm(wave(4, 3)).item()).isCloseTo(expected[0], CLOSE);
    }

    @Test
    void conditionNumbersOfNumpy() {
        assertThat(MatrixNorm.cond(wave(4, 3)).item()).isCloseTo(8.289430787958553, within(1e-12));
        assertThat(MatrixNorm.cond(wave(4, 3), Order.MINUS_TWO).item()).isCloseTo(0.12063554489804372, CLOSE);
        Order[] orders = {Order.FROBENIUS, Order.NUCLEAR, Order.ONE, Order.INFINITY};
        double[] expected = {8.906553168752893, 17.367442920849207, 10.76418531975904, 11.194505371947814};
        for (int i = 0; i < orders.length; i++) {
            assertThat(MatrixNorm.cond(wave(3, 3), orders[i]).item()).isCloseTo(expected[i], within(1e-11));
        }
        assertThat(MatrixNorm.cond(Tensor.ones(DType.FLOAT64, 1, 2)).item()).isEqualTo(1);
        assertDerivatives(xs -> MatrixNorm.cond(xs[0]), wave(4, 3));
        assertThat(MatrixNorm.cond(Tensor.zeros(DType.FLOAT64, 2, 2)).item()).isNaN();
        assertThatThrownBy(() -> MatrixNorm.cond(random(1, 3))).isInstanceOf(ShapeException.class);
    }

    /** A matrix of rank 2, whose pseudoinverse is no limit of inverses. */
    private static Tensor ofRankTwo() {
        Tensor a = Tensor.of(new double[] {1, 2, 3, 4, 0, 1, 1, -1}, 2, 4);
        Tensor b = Tensor.of(new double[] {1, -1, 2, 2, 0, 1}, 2, 3);
        return a.t().matmul(b);
    }

    @Test
    void pseudoinverseOfNumpy() {
        assertThat(PseudoInverse.pinv(ofRankTwo()).toDoubles())
                .containsExactly(
                        new double[] {
                            -0.013643659711075423,
                            0.16773675762439805,
                            0.15409309791332257,
                            -0.24959871589085061,
                            -0.015248796147672546,
                            0.06982343499197434,
                            0.05457463884430177,
                            -0.16131621187800962,
                            0.016051364365971096,
                            -0.020866773675762427,
                            -0.004815409309791315,
                            0.11717495987158898
                        },
                        within(1e-14));
        assertThat(PseudoInverse.matrixRank(ofRankTwo()).toLongs()).containsExactly(2);
        assertThat(PseudoInverse.matrixRank(Tensor.stack(0, ofRankTwo(), wave(4, 3), Tensor.zeros(DType.FLOAT64, 4, 3)))
                        .toLongs())
                .containsExactly(2, 3, 0);
        assertThat(PseudoInverse.matrixRank(wave(4, 3), 0.6).toLongs()).containsExactly(1);
    }

    @Test
    void pseudoinversesAfterPenrose() {
        for (Tensor x : new Tensor[] {ofRankTwo(), ofRankTwo().t(), random(2, 5, 3), random(3, 2, 3, 5)}) {
            Tensor p = PseudoInverse.pinv(x);
            assertClose(x.matmul(p).matmul(x), x);
            assertClose(p.matmul(x).matmul(p), p);
            assertClose(x.matmul(p).transpose(-1, -2), x.matmul(p));
            assertClose(p.matmul(x).transpose(-1, -2), p.matmul(x));
        }
        assertClose(PseudoInverse.pinv(random(4, 3, 3)), Linalg.inverse(random(4, 3, 3)));
        assertClose(PseudoInverse.pinv(Tensor.zeros(DType.FLOAT64, 2, 3)), Tensor.zeros(DType.FLOAT64, 3, 2));
        assertThatThrownBy(() -> PseudoInverse.pinv(random(1, 2, 2), -1)).isInstanceOf(ArgumentException.class);
    }

    @Test
    void derivativesOfPseudoinverses() {
        assertDerivatives(xs -> PseudoInverse.pinv(xs[0]).sin(), random(5, 4, 2));
        assertDerivatives(xs -> PseudoInverse.pinv(xs[0]).sin(), random(6, 2, 3));
        Tensor rotation = Tensor.of(new double[] {0.6, -0.8, 0.8, 0.6}, 2, 2); // its singular values are equal
        assertDerivatives(xs -> PseudoInverse.pinv(xs[0]).sin(), rotation);
        // along matrices of rank 2 only: the factors are the variables
        Tensor a = random(7, 4, 2);
        Tensor b = random(8, 2, 3);
        assertDerivatives(xs -> PseudoInverse.pinv(xs[0].matmul(xs[1]), 1e-6).sin(), a, b);
    }

    @Test
    void productsOfMany() {
        Tensor a = random(1, 10, 2);
        Tensor b = random(2, 2, 30);
        Tensor c = random(3, 30, 3);
        Tensor v = random(4, 10);
        Tensor w = random(5, 3);
        assertClose(Products.multiDot(a, b, c), a.matmul(b).matmul(c));
        assertClose(Products.multiDot(v, a, b, c), v.matmul(a).matmul(b).matmul(c));
        assertClose(
                Products.multiDot(v, a, b, c, w),
                v.matmul(a).matmul(b).matmul(c).dot(w));
        assertClose(Products.multiDot(b, c, w), b.matmul(c).matmul(w));
        assertDerivatives(xs -> Products.multiDot(xs), random(1, 2, 3), random(2, 3, 2), random(3, 2, 2));
        assertThatThrownBy(() -> Products.multiDot(a)).isInstanceOf(ArgumentException.class);
        assertThatThrownBy(() -> Products.multiDot(a, c))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("as many rows as the one before it has columns");
    }

    @Test
    void vectors() {
        Tensor x = Tensor.of(new double[] {1, 2, 3}, 3);
        Tensor y = Tensor.of(new double[] {4, 5, 6, -1, 0, 2}, 2, 3);
        assertThat(Products.vecdot(x, y).toDoubles()).containsExactly(32, 5);
        assertThat(Products.cross(x, y).toDoubles()).containsExactly(-3, 6, -3, 4, -5, 2);
        assertDerivatives(xs -> Products.cross(xs[0], xs[1]), x, y);
        assertThatThrownBy(() -> Products.cross(x, random(1, 2))).isInstanceOf(ShapeException.class);
        assertThat(Products.vander(x).toDoubles()).containsExactly(1, 1, 1, 1, 2, 4, 1, 3, 9);
        assertThat(Products.vander(y, 2).shape().toArray()).containsExactly(2, 3, 2);
        assertDerivatives(xs -> Products.vander(xs[0], 4), Tensor.of(new double[] {1, -2, 0.5}, 3));
        assertThat(Autodiff.grad((Tensor t) -> Products.vander(t, 3).sum())
                        .apply(Tensor.zeros(DType.FLOAT64, 2))
                        .toDoubles())
                .containsExactly(1, 1);
    }

    @Test
    void tensorsAsMatrices() {
        Tensor a = random(9, 2, 3, 6);
        Tensor y = random(10, 2, 3);
        Tensor z = Products.tensorsolve(a, y);
        assertClose(a.tensordot(z, 1), y);
        Tensor inverse = Products.tensorinv(a, 2);
        assertThat(inverse.shape().toArray()).containsExactly(6, 2, 3);
        assertClose(inverse.tensordot(y, 2), z);
        assertDerivatives(
                xs -> Products.tensorsolve(xs[0], xs[1]), random(1, 2, 2).reshape(2, 1, 2), random(2, 2, 1));
        assertThatThrownBy(() -> Products.tensorinv(a, 1)).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> Products.tensorsolve(a, random(1, 3, 2))).isInstanceOf(ShapeException.class);
    }
}
