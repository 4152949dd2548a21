package org.autodiff.array.nd4j;

import static org.bytedeco.openblas.global.openblas.LAPACKE_dgetrf;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dgetri;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dpotrf;
import static org.bytedeco.openblas.global.openblas.LAPACKE_dsyevd;
import static org.bytedeco.openblas.global.openblas.LAPACKE_sgetrf;
import static org.bytedeco.openblas.global.openblas.LAPACKE_sgetri;
import static org.bytedeco.openblas.global.openblas.LAPACKE_spotrf;
import static org.bytedeco.openblas.global.openblas.LAPACKE_ssyevd;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dasum;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dswap;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dtrsm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sasum;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sswap;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_strsm;

import org.autodiff.error.BackendException;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas;

/**
 * LAPACK, in OpenBLAS, on one square matrix in either precision. It wants columns one after the other and is given rows: it
 * sees the transpose. All numbers must be finite; what it does with others is its own affair.
 */
final class Lapack {
    private static final int COLUMN_MAJOR = 102;
    private static final int LEFT = 141;
    private static final int RIGHT = 142;
    private static final int UPPER = 121;
    private static final int LOWER = 122;
    private static final int NON_UNIT = 131;
    private static final int UNIT = 132;
    private static final byte TRIANGLE = 'U';
    private static final int OUT_OF_MEMORY = -1010;

    /** It is a library of its own in OpenBLAS's jar, larger than that of the products. */
    private static final boolean LOADED = load();

    private Lapack() {}

    private static boolean load() {
        try {
            Loader.load(openblas.class);
            return true;
        } catch (LinkageError e) {
            return false; // then the loops in Java do it
        }
    }

    static boolean isLoaded() {
        return LOADED;
    }

    /** Whether it has worked. It may not: where numbers overflow on the way it finds a NaN, or does not converge. */
    private static boolean succeeded(String routine, int status) {
        if (status <= OUT_OF_MEMORY) {
            throw new BackendException(
                    "LAPACK's " + routine + " is out of memory (status " + status + "); use smaller matrices");
        }
        return status == 0;
    }

    /** Whether the sum of the absolute values of n elements is finite. */
    static boolean isFinite(Pointer x, int n) {
        return x instanceof FloatPointer f
                ? Float.isFinite(cblas_sasum(n, f, 1))
                : Double.isFinite(cblas_dasum(n, (DoublePointer) x, 1));
    }

    /**
     * The factors of the transpose in its place: {@code a^T = P L U}.
     *
     * @return false if a pivot is 0; the rest is done nevertheless
     */
    static boolean lu(Pointer a, int n, IntPointer pivots) {
        int status = a instanceof FloatPointer f
                ? LAPACKE_sgetrf(COLUMN_MAJOR, n, n, f, n, pivots)
                : LAPACKE_dgetrf(COLUMN_MAJOR, n, n, (DoublePointer) a, n, pivots);
        return succeeded("getrf", status);
    }

    /** From the factors to the inverse, if that succeeds. */
    static boolean invert(Pointer lu, int n, IntPointer pivots) {
        int status = lu instanceof FloatPointer f
                ? LAPACKE_sgetri(COLUMN_MAJOR, n, f, n, pivots)
                : LAPACKE_dgetri(COLUMN_MAJOR, n, (DoublePointer) lu, n, pivots);
        return succeeded("getri", status);
    }

    /** From the factors of {@code a^T} and y, n x k, to the solution of {@code a z = y}: {@code z^T = y^T U^-1 L^-1 P^T}. */
    static void solve(Pointer lu, int n, IntPointer pivots, Pointer y, int k) {
        substitute(COLUMN_MAJOR, RIGHT, UPPER, false, false, k, n, lu, n, y, k);
        substitute(COLUMN_MAJOR, RIGHT, LOWER, false, true, k, n, lu, n, y, k);
        for (int i = n - 1; i >= 0; i--) {
            int j = pivots.get(i) - 1;
            if (j != i && y instanceof FloatPointer f) {
                cblas_sswap(k, f.getPointer((long) i * k), 1, f.getPointer((long) j * k), 1);
            } else if (j != i) {
                DoublePointer d = (DoublePointer) y;
                cblas_dswap(k, d.getPointer((long) i * k), 1, d.getPointer((long) j * k), 1);
            }
        }
    }

    /** Replaces y, n x k and row-major as a is, by the solution with a triangle of a. */
    static void triangular(Pointer a, int n, Pointer y, int k, boolean upper, boolean transposed, boolean unit) {
        substitute(Blas.ROW_MAJOR, LEFT, upper ? UPPER : LOWER, transposed, unit, n, k, a, n, y, k);
    }

    private static void substitute(
            int order,
            int side,
            int triangle,
            boolean transposed,
            boolean unit,
            int rows,
            int columns,
            Pointer a,
            int lineOfA,
            Pointer y,
            int lineOfY) {
        int flag = transposed ? Blas.TRANS : Blas.NO_TRANS;
        int diagonal = unit ? UNIT : NON_UNIT;
        if (a instanceof FloatPointer f) {
            cblas_strsm(
                    order, side, triangle, flag, diagonal, rows, columns, 1f, f, lineOfA, (FloatPointer) y, lineOfY);
        } else {
            cblas_dtrsm(
                    order,
                    side,
                    triangle,
                    flag,
                    diagonal,
                    rows,
                    columns,
                    1,
                    (DoublePointer) a,
                    lineOfA,
                    (DoublePointer) y,
                    lineOfY);
        }
    }

    /**
     * The lower factor of a symmetric matrix, row-major, in its lower triangle. The other one stays.
     *
     * @return false if it is not positive definite
     */
    static boolean cholesky(Pointer a, int n) {
        int status = a instanceof FloatPointer f
                ? LAPACKE_spotrf(COLUMN_MAJOR, TRIANGLE, n, f, n)
                : LAPACKE_dpotrf(COLUMN_MAJOR, TRIANGLE, n, (DoublePointer) a, n);
        return succeeded("potrf", status);
    }

    /** The eigenvalues of a symmetric matrix, ascending, and its eigenvectors in its place, one a row, if wanted. False if they were not found. */
    static boolean eigen(Pointer a, int n, Pointer values, boolean vectors) {
        byte what = (byte) (vectors ? 'V' : 'N');
        int status = a instanceof FloatPointer f
                ? LAPACKE_ssyevd(COLUMN_MAJOR, what, TRIANGLE, n, f, n, (FloatPointer) values)
                : LAPACKE_dsyevd(COLUMN_MAJOR, what, TRIANGLE, n, (DoublePointer) a, n, (DoublePointer) values);
        return succeeded("syevd", status);
    }
}
