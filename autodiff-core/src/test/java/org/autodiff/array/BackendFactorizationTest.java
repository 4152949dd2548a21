package org.autodiff.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.autodiff.array.BackendPair.REFERENCE;
import static org.autodiff.array.BackendPair.TESTED;
import static org.autodiff.array.BackendPair.assertSame;
import static org.autodiff.array.BackendPair.dense;
import static org.autodiff.array.BackendPair.doubles;
import static org.autodiff.array.BackendPair.real;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.autodiff.array.BackendPair.Both;
import org.autodiff.array.BackendPair.Values;
import org.autodiff.error.MatrixException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Factorizations: LAPACK against plain Java, and both against what a factorization has to fulfil. */
class BackendFactorizationTest {
    /** Sizes on both sides of where LAPACK takes over; one and many; the last is shared out to several threads. */
    private static final int[][] BATCHES = {{1}, {3, 3}, {16, 16}, {2, 17, 17}, {33, 33}, {3, 2, 40, 40}, {40, 70, 70}};

    private static double tolerance(DType dtype) {
        return dtype == DType.FLOAT32 ? 2e-4 : 1e-12;
    }

    /** Random matrices with a number added along the diagonal. */
    private static Values heavy(int n, double diagonal) {
        return random -> {
            int[] next = {0};
            return () -> {
                int i = next[0]++;
                return random.nextDouble(-1, 1) + (i / n % n == i % n ? diagonal : 0);
            };
        };
    }

    private static int[] square(int[] dims) {
        return dims.length == 1 ? new int[] {dims[0], dims[0]} : dims;
    }

    /** Well conditioned matrices: as they are, transposed in place, and every second of twice as many. */
    private static List<Both> matrices(DType dtype, double weight) {
        List<Both> all = new ArrayList<>();
        for (int[] batch : BATCHES) {
            int[] dims = square(batch);
            int n = dims[dims.length - 1];
            Both x = dense(dtype, heavy(n, weight * Math.sqrt(n)), n, dims);
            all.add(x);
            int[] order = new int[dims.length];
            Arrays.setAll(order, i -> i);
            order[dims.length - 1] = dims.length - 2;
            order[dims.length - 2] = dims.length - 1;
            all.add(x.see("transposed", a -> a.permute(order)));
            int[] twice = new int[dims.length + 1];
            System.arraycopy(dims, 0, twice, 1, dims.length);
            twice[0] = 4;
            all.add(dense(dtype, heavy(n, weight * Math.sqrt(n)), n, twice)
                    .see("every second", a -> a.slice(0, 1, 2, 2)));
        }
        return all;
    }

    /** Right-hand sides for matrices. */
    private static Both sides(Both a, int columns) {
        return dense(
                a.reference().dtype(),
                real(-3, 3),
                5,
                a.shape().with(-1, columns).toArray());
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void inversesAndDeterminants(DType dtype) {
        for (Both x : matrices(dtype, 2)) {
            double t = tolerance(dtype);
            assertSame("inverse of " + x, TESTED.inverse(x.tested()), REFERENCE.inverse(x.reference()), t, t);
            assertSame("sign of " + x, TESTED.detSign(x.tested()), REFERENCE.detSign(x.reference()));
            assertSame("log of " + x, TESTED.logAbsDet(x.tested()), REFERENCE.logAbsDet(x.reference()), t, t);
            if (dtype == DType.FLOAT64 || x.shape().dim(-1) < 30) {
                assertSame("det of " + x, TESTED.det(x.tested()), REFERENCE.det(x.reference()), t, t);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void rowExchangesCountInSignAndSolution(DType dtype) {
        for (int n : new int[] {5, 16, 31}) {
            // no weight on the diagonal: nearly every step exchanges rows
            Both x = dense(dtype, real(-1, 1), n, n, n);
            Both y = dense(dtype, real(-1, 1), n + 1, n, 3);
            double t = 100 * tolerance(dtype);
            assertSame("sign of " + x, TESTED.detSign(x.tested()), REFERENCE.detSign(x.reference()));
            assertSame(
                    "solution with " + x,
                    TESTED.solve(x.tested(), y.tested()),
                    REFERENCE.solve(x.reference(), y.reference()),
                    t,
                    t);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void solutions(DType dtype) {
        for (Both a : matrices(dtype, 2)) {
            for (int columns : new int[] {0, 1, 5, 30}) {
                Both y = sides(a, columns);
                double t = tolerance(dtype);
                assertSame(
                        "solution with " + a + " of " + columns,
                        TESTED.solve(a.tested(), y.tested()),
                        REFERENCE.solve(a.reference(), y.reference()),
                        t,
                        t);
                for (int bits = 0; bits < 8; bits++) {
                    boolean upper = (bits & 1) != 0;
                    boolean transposed = (bits & 2) != 0;
                    boolean unit = (bits & 4) != 0;
                    if (unit && a.shape().dim(-1) > 16) {
                        continue; // badly conditioned: the solution grows with the size
                    }
                    assertSame(
                            "triangular solution " + bits + " with " + a + " of " + columns,
                            TESTED.triangularSolve(a.tested(), y.tested(), upper, transposed, unit),
                            REFERENCE.triangularSolve(a.reference(), y.reference(), upper, transposed, unit),
                            10 * t,
                            10 * t);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void cholesky(DType dtype) {
        for (Both x : matrices(dtype, 4)) {
            double t = tolerance(dtype);
            Array l = TESTED.cholesky(x.tested());
            assertSame("factor of " + x, l, REFERENCE.cholesky(x.reference()), t, t);
            int n = x.shape().dim(-1);
            double[] values = doubles(TESTED.elements(l));
            for (int i = 0; i < values.length; i++) {
                if (i % n > i / n % n) {
                    assertThat(values[i]).isZero();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void eigenvaluesAndVectors(DType dtype) {
        for (Both x : matrices(dtype, 0)) {
            double t = tolerance(dtype);
            Array values = TESTED.eigenvalues(x.tested());
            assertSame("eigenvalues of " + x, values, REFERENCE.eigenvalues(x.reference()), t, 10 * t);
            assertDecomposes(x.reference(), values, TESTED.eigenvectors(x.tested()), 20 * t);
            assertDecomposes(x.reference(), values, REFERENCE.eigenvectors(x.reference()), 20 * t);
        }
    }

    /** Each column v: x v = lambda v for the symmetric part of x, of length 1, orthogonal to the others, turned the right way. */
    private static void assertDecomposes(Array x, Array values, Array vectors, double tolerance) {
        double[] a = doubles(REFERENCE.elements(x));
        double[] lambda = doubles(TESTED.elements(values));
        double[] v = doubles(TESTED.elements(vectors));
        int n = x.shape().dim(-1);
        for (int m = 0; m < a.length; m += n * n) {
            for (int j = 0; j < n; j++) {
                double most = 0;
                double top = 0;
                for (int i = 0; i < n; i++) {
                    double product = 0;
                    double inner = 0;
                    for (int k = 0; k < n; k++) {
                        product += 0.5 * (a[m + i * n + k] + a[m + k * n + i]) * v[m + k * n + j];
                        inner += v[m + k * n + i] * v[m + k * n + j];
                    }
                    assertThat(Math.abs(product - lambda[m / n + j] * v[m + i * n + j]))
                            .isLessThan(tolerance);
                    assertThat(Math.abs(inner - (i == j ? 1 : 0))).isLessThan(tolerance);
                    double size = Math.abs(v[m + i * n + j]);
                    if (size > most) {
                        most = size;
                        top = v[m + i * n + j];
                    }
                }
                boolean second = false;
                for (int i = 0; i < n; i++) {
                    double size = Math.abs(v[m + i * n + j]);
                    second |= size < most && size > 0.99 * most;
                }
                assertThat(top > 0 || second).isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void whatIsNotFiniteGoesThrough(DType dtype) {
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            for (int n : new int[] {1, 4, 16, 50}) {
                for (int at : new int[] {0, n / 2, n * n - 1}) {
                    Both x = spoiled(dtype, n, at, bad);
                    Both y = dense(dtype, real(-1, 1), 3, n, 2);
                    assertEqual(x, Backend::inverse);
                    assertEqual(x, Backend::det);
                    assertEqual(x, Backend::detSign);
                    assertEqual(x, Backend::logAbsDet);
                    assertEqual(x, Backend::eigenvalues);
                    assertEqual(x, Backend::eigenvectors);
                    assertEqual(
                            x,
                            (b, a) ->
                                    b.triangularSolve(a, b == TESTED ? y.tested() : y.reference(), true, false, false));
                    assertEqual(y, (b, a) -> b.solve(identity(dtype, n, b), a));
                    if (Double.isNaN(bad)) {
                        assertEqual(x, Backend::cholesky);
                    }
                }
            }
        }
    }

    private static Array identity(DType dtype, int n, Backend b) {
        double[] ones = new double[n * n];
        for (int i = 0; i < n; i++) {
            ones[i * n + i] = 1;
        }
        return b.cast(b.of(ones, Shape.of(n, n)), dtype);
    }

    private static Both spoiled(DType dtype, int n, int at, double bad) {
        return dense(
                dtype,
                random -> {
                    int[] next = {0};
                    return () -> {
                        int i = next[0]++;
                        return i == at ? bad : i / n == i % n ? 2 * n : random.nextDouble(-1, 1);
                    };
                },
                n,
                n,
                n);
    }

    private static void assertEqual(Both x, BiFunction<Backend, Array, Array> f) {
        assertSame(x.toString(), f.apply(TESTED, x.tested()), f.apply(REFERENCE, x.reference()));
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void whatDoesNotExistIsAnError(DType dtype) {
        for (int n : new int[] {2, 20}) {
            for (Backend b : List.of(TESTED, REFERENCE)) {
                double[] elements = new double[3 * n * n];
                for (int i = 0; i < 3 * n; i++) {
                    elements[i * n + i % n] = i == n + 1 ? 0 : 1; // the second matrix lacks its second 1
                }
                Array x = b.cast(b.of(elements, Shape.of(3, n, n)), dtype);
                Array y = b.full(dtype, Shape.of(3, n, 1), 1);
                assertThatThrownBy(() -> b.inverse(x))
                        .isInstanceOf(MatrixException.class)
                        .hasMessageContaining("matrix 1 of [3, " + n)
                        .hasMessageContaining("is singular (its pivot 1 is 0)");
                assertThatThrownBy(() -> b.solve(x, y)).isInstanceOf(MatrixException.class);
                assertThatThrownBy(() -> b.cholesky(x))
                        .isInstanceOf(MatrixException.class)
                        .hasMessageContaining("leading minor of order 2");
                assertThat(doubles(b.elements(b.det(x)))).containsExactly(1, 0, 1);
                assertThat(doubles(b.elements(b.detSign(x)))).containsExactly(1, 0, 1);
                assertThat(doubles(b.elements(b.logAbsDet(x)))).containsExactly(0, Double.NEGATIVE_INFINITY, 0);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void noMatricesAtAll(DType dtype) {
        Array none = TESTED.full(dtype, Shape.of(0, 20, 20), 0);
        Array empty = TESTED.full(dtype, Shape.of(2, 0, 0), 0);
        assertThat(TESTED.inverse(none).shape()).isEqualTo(none.shape());
        assertThat(TESTED.det(none).size()).isZero();
        assertThat(doubles(TESTED.elements(TESTED.det(empty)))).containsExactly(1, 1);
        assertThat(doubles(TESTED.elements(TESTED.logAbsDet(empty)))).containsExactly(0, 0);
        assertThat(TESTED.eigenvectors(empty).shape()).isEqualTo(empty.shape());
        assertThat(TESTED.cofactors(empty).shape()).isEqualTo(empty.shape());
        assertThat(TESTED.cofactorsAlong(empty, empty).shape()).isEqualTo(empty.shape());
        assertThat(TESTED.solve(empty, TESTED.full(dtype, Shape.of(2, 0, 3), 0)).shape())
                .isEqualTo(Shape.of(2, 0, 3));
    }
}
