package org.autodiff.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.check.GradCheck;
import org.autodiff.error.MatrixException;
import org.autodiff.error.ShapeException;
import org.autodiff.functional.Closeness;
import org.autodiff.functional.Creation;
import org.autodiff.transform.Autodiff;
import org.junit.jupiter.api.Test;

/** Decompositions by their identities, by matrices whose decomposition is known, and their derivatives to the second order. */
class DecompositionsTest {
    private static Tensor random(int... shape) {
        return Tensor.normal(Seed.of(3), DType.FLOAT64, 0, 1, shape);
    }

    private static void assertClose(Tensor x, Tensor y) {
        assertThat(Closeness.allClose(x, y, 1e-12, 1e-12, false))
                .as("%s %s", x, y)
                .isTrue();
    }

    private static void assertDerivatives(TensorFunction f, Tensor... xs) {
        assertThat(GradCheck.order(2).check(f, xs).failures()).isEmpty();
    }

    private static Tensor eye(int n) {
        return Linalg.eye(DType.FLOAT64, n);
    }

    private static Tensor hilbert(int m, int n) {
        double[][] h = new double[m][n];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                h[i][j] = 1.0 / (i + j + 1);
            }
        }
        return Creation.tensor(h);
    }

    @Test
    void qrIsOrthonormalTimesTriangular() {
        for (int[] shape : new int[][] {{5, 3}, {3, 5}, {4, 4}, {2, 4, 3}, {1, 1}}) {
            Tensor x = random(shape);
            Decompositions.Qr f = Decompositions.qr(x);
            assertClose(f.q().matmul(f.r()), x);
            assertClose(
                    f.q().matmul(f.q(), true, false),
                    eye(f.q().shape().dim(-1))
                            .expand(f.q().matmul(f.q(), true, false).shape().toArray()));
            assertClose(f.r().triu(), f.r());
            assertDerivatives(xs -> Decompositions.qr(xs[0]).q().sin(), x);
            assertDerivatives(xs -> Decompositions.qr(xs[0]).r().square(), x);
        }
        // by hand: columns (3, 4) and (1, 2)
        Decompositions.Qr f = Decompositions.qr(Creation.tensor(new double[][] {{3, 1}, {4, 2}}));
        assertClose(f.q(), Creation.tensor(new double[][] {{0.6, -0.8}, {0.8, 0.6}}));
        assertClose(f.r(), Creation.tensor(new double[][] {{5, 2.2}, {0, 0.4}}));
    }

    @Test
    void svdIsOrthonormalTimesValues() {
        for (int[] shape : new int[][] {{5, 3}, {3, 5}, {4, 4}, {2, 4, 3}, {1, 1}}) {
            Tensor x = random(shape);
            Decompositions.Svd f = Decompositions.svd(x);
            assertClose(f.u().mul(f.s().unsqueeze(-2)).matmul(f.vh()), x);
            Tensor gram = f.u().matmul(f.u(), true, false);
            assertClose(gram, eye(f.s().shape().dim(-1)).expand(gram.shape().toArray()));
            assertClose(f.s(), Decompositions.svdvals(x));
            assertDerivatives(xs -> Decompositions.svd(xs[0]).u().sin(), x);
            assertDerivatives(xs -> Decompositions.svd(xs[0]).vh().square(), x);
            assertDerivatives(xs -> Decompositions.svdvals(xs[0]).log(), x);
        }
        // by hand: [[3, 0], [4, 5]] has 3 sqrt(5) and sqrt(5)
        double[] s = Decompositions.svdvals(Creation.tensor(new double[][] {{3, 0}, {4, 5}}))
                .toDoubles();
        assertThat(s[0]).isCloseTo(3 * Math.sqrt(5), within(1e-14));
        assertThat(s[1]).isCloseTo(Math.sqrt(5), within(1e-14));
        // the 8 x 8 Hilbert matrix; smallest singular value from 60-digit arithmetic
        double least = Decompositions.svdvals(hilbert(8, 8)).toDoubles()[7];
        assertThat(least).isCloseTo(LEAST, within(1e-16));
    }

    private static final double LEAST = 1.1115389663724421e-10;

    @Test
    void singularValuesOfAnythingAreFound() {
        Decompositions.Svd zero = Decompositions.svd(Tensor.zeros(DType.FLOAT64, 3, 2));
        assertThat(zero.s().toDoubles()).containsExactly(0, 0);
        assertClose(zero.u().matmul(zero.u(), true, false), eye(2));
        assertThat(Decompositions.svdvals(Tensor.ones(DType.FLOAT64, 2, 2).mul(1e300))
                        .toDoubles()[0])
                .isCloseTo(2e300, within(1e285));
        assertThat(Decompositions.svdvals(Tensor.full(DType.FLOAT64, Double.NaN, 2, 2))
                        .toDoubles())
                .containsOnly(Double.NaN);
        // equal values: the first derivative of their sum, the nuclear norm, is U V^T
        assertClose(Autodiff.grad(x -> Decompositions.svdvals(x).sum()).apply(eye(3)), eye(3));
        assertThat(Decompositions.svd(random(3, 2).to(DType.FLOAT32)).s().dtype())
                .isEqualTo(DType.FLOAT32);
    }

    @Test
    void luIsPermutedTriangles() {
        for (int[] shape : new int[][] {{1, 1}, {4, 4}, {3, 2, 2}}) {
            Tensor x = random(shape);
            Decompositions.Lu f = Decompositions.lu(x);
            assertClose(f.p().matmul(f.l()).matmul(f.u()), x);
            assertThat(f.l().abs().max().item()).isLessThanOrEqualTo(1);
            assertDerivatives(
                    xs -> Decompositions.lu(xs[0])
                            .l()
                            .matmul(Decompositions.lu(xs[0]).u().sin()),
                    x);
        }
        Decompositions.Lu f = Decompositions.lu(Creation.tensor(new double[][] {{0, 2}, {4, 8}}));
        assertThat(f.p().toDoubles()).containsExactly(0, 1, 1, 0);
        assertThat(f.u().toDoubles()).containsExactly(4, 8, 0, 2);
    }

    @Test
    void leastSquaresAreAccurate() {
        for (int[] shape : new int[][] {{5, 3}, {3, 3}, {2, 4}, {2, 4, 2}}) {
            Tensor a = random(shape);
            int[] right = shape.clone();
            right[right.length - 1] = 2;
            Tensor y = Tensor.normal(Seed.of(5), DType.FLOAT64, 0, 1, right);
            Tensor z = Decompositions.lstsq(a, y);
            Tensor left = a.matmul(a.matmul(z).sub(y), true, false);
            assertThat(left.abs().max().item()).isLessThan(1e-12);
            assertDerivatives(xs -> Decompositions.lstsq(xs[0], xs[1]), a, y);
        }
        // condition 1.7e10: the normal equations would have no digit left
        Tensor h = hilbert(10, 8);
        Tensor z = Decompositions.lstsq(h, h.matmul(Tensor.ones(DType.FLOAT64, 8, 1)));
        assertThat(z.sub(1).abs().max().item()).isLessThan(1e-5);
        assertThatThrownBy(() -> Decompositions.lstsq(Tensor.ones(DType.FLOAT64, 3, 2), random(3, 1)))
                .isInstanceOf(MatrixException.class)
                .hasMessageContaining("full rank");
        assertThatThrownBy(() -> Decompositions.lstsq(random(3, 2), random(2, 1)))
                .isInstanceOf(ShapeException.class);
    }

    @Test
    void choleskySolveUsesEitherFactor() {
        Tensor x = random(3, 3);
        Tensor a = x.matmul(x, false, true).add(eye(3));
        Tensor y = Tensor.normal(Seed.of(5), DType.FLOAT64, 0, 1, 3, 2);
        Tensor l = Linalg.cholesky(a);
        assertClose(Linalg.choleskySolve(y, l, false), Linalg.solve(a, y));
        assertClose(Linalg.choleskySolve(y, l.t(), true), Linalg.solve(a, y));
        assertDerivatives(xs -> Linalg.choleskySolve(xs[1], Linalg.cholesky(xs[0]), false), a, y);
    }

    @Test
    void exponentialsOfKnownMatrices() {
        Tensor turn = Creation.tensor(new double[][] {{0, -1}, {1, 0}});
        for (double angle : new double[] {0, 1e-3, 1, 30}) {
            double c = Math.cos(angle);
            double s = Math.sin(angle);
            assertClose(MatrixExponential.matrixExp(turn.mul(angle)), Creation.tensor(new double[][] {{c, -s}, {s, c}
            }));
        }
        Tensor nilpotent = Creation.tensor(new double[][] {{0, 1, 2}, {0, 0, 3}, {0, 0, 0}});
        assertClose(MatrixExponential.matrixExp(nilpotent), Creation.tensor(new double[][] {
            {1, 1, 3.5}, {0, 1, 3}, {0, 0, 1}
        }));
        Tensor batch = Tensor.stack(0, turn.mul(20), turn.mul(0.1), turn.mul(21));
        for (int i = 0; i < 3; i++) {
            assertClose(MatrixExponential.matrixExp(batch).get(i), MatrixExponential.matrixExp(batch.get(i)));
        }
        assertDerivatives(xs -> MatrixExponential.matrixExp(xs[0]), random(3, 3));
        assertDerivatives(xs -> MatrixExponential.matrixExp(xs[0]), batch.mul(0.5));
    }
}
