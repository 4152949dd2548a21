package org.autodiff.linalg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Shape;
import org.autodiff.check.GradCheck;
import org.autodiff.check.report.GradCheckReport;
import org.autodiff.check.report.Verdict;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.MatrixException;
import org.autodiff.error.ShapeException;
import org.autodiff.transform.Autodiff;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the table cannot say of the operations on matrices: known values, singular matrices, equal eigenvalues, broadcasting. */
class LinalgTest {
    private static final Offset<Double> ROUNDING = within(1e-12);

    private static Tensor matrix(int n, double... values) {
        return Tensor.of(
                values, values.length / n / n == 1 ? new int[] {n, n} : new int[] {values.length / n / n, n, n});
    }

    private static void assertClose(Tensor x, double... expected) {
        assertThat(x.toDoubles()).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(x.toDoubles()[i]).as("element %d of %s", i, x).isCloseTo(expected[i], within(1e-10));
        }
    }

    private static Tensor gradient(TensorFunction f, Tensor x) {
        try (Tape tape = Tape.record()) {
            Tensor leaf = x.requiresGrad(true);
            return tape.gradients(f.apply(leaf).sum(), leaf).of(0).detach();
        }
    }

    @Test
    void theDeterminantOfASingularMatrixHasTheCofactorsAsGradient() {
        assertClose(gradient(xs -> Determinants.det(xs[0]), matrix(2, 1, 2, 2, 4)), 4, -2, -2, 1);
        // rank 1: every minor is 0
        assertClose(gradient(xs -> Determinants.det(xs[0]), Tensor.ones(DType.FLOAT64, 3, 3)), new double[9]);
        assertThat(Determinants.det(matrix(2, 1, 2, 2, 4)).item()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void theDeterminantHasTwoDerivativesAtMatricesOfAnyRank(int rank) {
        Tensor left = Tensor.normal(Seed.of(1), DType.FLOAT64, 0, 1, 3, rank);
        Tensor right = Tensor.normal(Seed.of(2), DType.FLOAT64, 0, 1, rank, 3);
        GradCheckReport report = GradCheck.order(2).check(xs -> Determinants.det(xs[0]), left.matmul(right));
        // up to rank 1 the gradient is zero but for rounding, so that only second derivatives can be confirmed
        assertThat(report.verdict())
                .as(report.toString())
                .isIn(Verdict.PASS, rank < 2 ? Verdict.INCONCLUSIVE : Verdict.PASS);
        if (rank < 2) {
            double[] zero =
                    gradient(xs -> Determinants.det(xs[0]), left.matmul(right)).toDoubles();
            assertThat(Arrays.stream(zero).map(Math::abs).max().orElseThrow()).isLessThan(1e-15);
        }
    }

    @Test
    void aThirdDerivativeOfTheDeterminantIsRefusedWhereItIsNotComputed() {
        GradCheck three = GradCheck.order(3);
        assertThat(three.check(xs -> Determinants.det(xs[0]), matrix(3, 2, 1, 0, 1, 3, 1, 0, 1, 4))
                        .passed())
                .isTrue();
        GradCheckReport refused = three.check(xs -> Determinants.det(xs[0]), Tensor.ones(DType.FLOAT64, 3, 3));
        assertThat(refused.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(refused.toString()).contains("order 3 cannot be checked", "third derivative of det");
    }

    @Test
    void logarithmsOfDeterminants() {
        Tensor x = matrix(2, 1, 2, 3, 4, 3, 4, 1, 2, 1, 1, 1, 1);
        Determinants.SignLogDet z = Determinants.slogdet(x);
        assertThat(z.sign().toDoubles()).containsExactly(-1, 1, 0);
        assertThat(z.logAbsDet().toDoubles()[0]).isCloseTo(Math.log(2), ROUNDING);
        assertThat(z.logAbsDet().toDoubles()[2]).isEqualTo(Double.NEGATIVE_INFINITY);
        double[] log = Determinants.logdet(x).toDoubles();
        assertThat(log[0]).isNaN();
        assertThat(log[1]).isCloseTo(Math.log(2), ROUNDING);
        assertThat(log[2]).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @Test
    void logdetDoesNotOverflow() {
        Tensor x = Linalg.eye(DType.FLOAT32, 200).mul(100);
        assertThat(Determinants.logdet(x).item()).isCloseTo(200 * Math.log(100), within(1e-3));
        assertThat(Determinants.det(x).item()).isInfinite();
    }

    @Test
    void singularMatricesAreRefusedByName() {
        Tensor x = matrix(2, 1, 0, 0, 1, 1, 2, 2, 4);
        assertThatThrownBy(() -> Linalg.inverse(x))
                .isInstanceOf(MatrixException.class)
                .hasMessageContainingAll("inverse: matrix 1 of [2, 2, 2]", "singular", "identity");
        assertThatThrownBy(() -> Linalg.solve(x, Tensor.ones(DType.FLOAT64, 2)))
                .isInstanceOf(MatrixException.class)
                .hasMessageContaining("solve: matrix 1");
        assertThatThrownBy(() -> Linalg.cholesky(matrix(2, 1, 2, 2, 1)))
                .isInstanceOf(MatrixException.class)
                .hasMessageContaining("cholesky: the matrix of [2, 2] is not positive definite");
    }

    @Test
    void systemsBroadcastTheirLeadingAxes() {
        Tensor a = Tensor.normal(Seed.of(3), DType.FLOAT64, 0, 1, 5, 1, 3, 3)
                .add(Linalg.eye(DType.FLOAT64, 3).mul(4));
        Tensor y = Tensor.normal(Seed.of(4), DType.FLOAT64, 0, 1, 2, 3, 4);
        Tensor x = Linalg.solve(a, y);
        assertThat(x.shape()).isEqualTo(Shape.of(5, 2, 3, 4));
        assertClose(a.matmul(x).sub(y), new double[120]);
        Tensor vector = Linalg.solve(a, Tensor.of(new double[] {1, 2, 3}));
        assertThat(vector.shape()).isEqualTo(Shape.of(5, 1, 3));
        assertClose(Linalg.triangularSolve(matrix(2, 2, 9, 1, 4), Tensor.of(new double[] {2, 9}), false), 1, 2);
        assertClose(Linalg.triangularSolve(matrix(2, 2, 9, 1, 4), Tensor.of(new double[] {2, 9}), false, true), 2, 7);
        GradCheckReport report = GradCheck.order(2).check(xs -> Linalg.solve(xs[0], xs[1]), a.detach(), y);
        assertThat(report.passed()).as(report.toString()).isTrue();
        assertThatThrownBy(() -> Linalg.solve(a, Tensor.ones(DType.FLOAT64, 2, 2, 3, 1)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContainingAll("solve (leading axes)", "[5, 1]", "[2, 2]");
        assertThatThrownBy(() -> Linalg.solve(y.reshape(24), y)).isInstanceOf(ShapeException.class);
    }

    @Test
    void theOtherTriangleIsNeitherReadNorGivenAGradient() {
        Tensor a = matrix(2, 2, Double.NaN, 1, 4);
        Tensor y = Tensor.of(new double[] {2, 9}, 2, 1);
        assertClose(Linalg.triangularSolve(a, y, false), 1, 2);
        assertClose(gradient(xs -> Linalg.triangularSolve(xs[0], y, false), a), -0.375, 0, -0.25, -0.5);
    }

    @Test
    void powers() {
        Tensor x = matrix(2, 1, 1, 1, 0);
        assertClose(Linalg.matrixPower(x, 10), 89, 55, 55, 34);
        assertClose(Linalg.matrixPower(x, -3), -1, 2, 2, -3);
        assertClose(Linalg.matrixPower(x.expand(2, 2, 2), 0), 1, 0, 0, 1, 1, 0, 0, 1);
        assertThat(Linalg.matrixPower(x, 1).toDoubles()).containsExactly(1, 1, 1, 0);
        Tensor turn = matrix(2, 0, -1, 1, 0);
        assertClose(Linalg.matrixPower(turn, Integer.MIN_VALUE), 1, 0, 0, 1);
        for (int n : new int[] {-2, 2, 3, 6}) {
            GradCheckReport report =
                    GradCheck.order(2).check(xs -> Linalg.matrixPower(xs[0], n), matrix(2, 2, 1, 0, 1));
            assertThat(report.passed()).as(report.toString()).isTrue();
        }
        assertThatThrownBy(() -> Linalg.matrixPower(Tensor.ones(DType.FLOAT64, 2, 3), 0))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("matrixPower");
        assertThatThrownBy(() -> Linalg.matrixPower(Tensor.of(new long[] {1}, 1, 1), 2))
                .isInstanceOf(DTypeException.class)
                .hasMessageContaining("matrixPower");
    }

    @Test
    void identities() {
        assertThat(Linalg.eye(DType.FLOAT32, 2).toFloats()).containsExactly(1, 0, 0, 1);
        assertThat(Linalg.eye(DType.INT64, 1).toLongs()).containsExactly(1);
        assertThat(Linalg.eye(DType.FLOAT64, 0).shape()).isEqualTo(Shape.of(0, 0));
        for (int n : new int[] {-1, 1 << 16}) {
            assertThatThrownBy(() -> Linalg.eye(DType.FLOAT64, n))
                    .isInstanceOf(ArgumentException.class)
                    .hasMessageContaining("eye");
        }
    }

    @Test
    void eigenvaluesThatAreEqualHaveAFirstDerivative() {
        Tensor x = Linalg.eye(DType.FLOAT64, 3).mul(2);
        assertThat(Spectral.eigvalsh(x).toDoubles()).containsExactly(2, 2, 2);
        assertClose(gradient(xs -> Spectral.eigvalsh(xs[0]), x), 1, 0, 0, 0, 1, 0, 0, 0, 1);
    }

    @Test
    void theEigenvectorsOfEqualEigenvaluesHaveNoDerivativeAndItIsNotGivenOut() {
        Tensor weights = Tensor.of(new double[] {1, 2, 3, 4}, 2, 2);
        Tensor g = gradient(xs -> Spectral.eigh(xs[0]).vectors().mul(weights), Linalg.eye(DType.FLOAT64, 2));
        assertThat(Arrays.stream(g.toDoubles()).allMatch(Double::isFinite)).isFalse();
    }

    @Test
    void aSymmetricMatrixIsItsEigenvectorsAndValuesAgain() {
        Tensor x = Linalg.symmetric(Tensor.normal(Seed.of(5), DType.FLOAT64, 0, 1, 2, 4, 4));
        Spectral.Eigen e = Spectral.eigh(x);
        Tensor again = e.vectors().mul(e.values().reshape(2, 1, 4)).matmul(e.vectors(), false, true);
        assertClose(again, x.toDoubles());
        // through both outputs at once, the composition is the identity on symmetric parts
        GradCheckReport report = GradCheck.order(2)
                .check(
                        xs -> {
                            Spectral.Eigen z = Spectral.eigh(xs[0]);
                            return z.vectors()
                                    .mul(z.values().exp().reshape(2, 1, 4))
                                    .matmul(z.vectors(), false, true);
                        },
                        x);
        assertThat(report.passed()).as(report.toString()).isTrue();
    }

    @Test
    void largeMatricesHaveTheSameGradients() {
        Tensor x = Tensor.normal(Seed.of(6), DType.FLOAT64, 0, 0.1, 2, 20, 20)
                .add(Linalg.eye(DType.FLOAT64, 20).mul(3))
                .detach();
        Tensor inverse = Linalg.inverse(x).transpose(-1, -2);
        assertClose(gradient(xs -> Determinants.logdet(xs[0]), x), inverse.toDoubles());
        Tensor det = Determinants.det(x).reshape(2, 1, 1);
        double[] cofactors = gradient(xs -> Determinants.det(xs[0]), x).div(det).toDoubles();
        assertClose(inverse, cofactors);
        Tensor l = gradient(xs -> Linalg.cholesky(xs[0]).square(), x);
        assertClose(l, Linalg.eye(DType.FLOAT64, 20).expand(2, 20, 20).toDoubles()); // the sum of squares is the trace
    }

    /** A singular matrix takes no derivative from the others of its batch. */
    @Test
    void logarithmsOfDeterminantsOfABatchWithASingularMatrix() {
        Tensor b = Tensor.of(
                new double[] {1, 2, 2, 4, 3, 1, 1, 2}, 2, 2, 2); // the first is singular, the second has determinant 5
        double[] second = {0, 0, 0, 0, 0.4, -0.2, -0.2, 0.6};
        assertThat(Autodiff.grad(x -> Determinants.logAbsDet(x).slice(0, 1, 2).sum())
                        .apply(b)
                        .toDoubles())
                .containsExactly(second, within(1e-15));
        assertThat(Autodiff.grad(x -> Determinants.logAbsDet(x).logSumExp(0))
                        .apply(b)
                        .toDoubles())
                .containsExactly(second, within(1e-15));
        Tensor along = Tensor.of(new double[] {0, 0, 0, 0, 1, 0, 0, 1}, 2, 2, 2);
        assertThat(Autodiff.jvp(Determinants::logAbsDet, b, along).tangent().toDoubles()[1])
                .isCloseTo(1, within(1e-15));
        assertThat(Autodiff.grad(x -> Determinants.logAbsDet(x).sum()).apply(b).toDoubles()[0])
                .isEqualTo(Double.POSITIVE_INFINITY);
    }
}
