package org.autodiff.array.nd4j;

import static org.bytedeco.openblas.global.openblas_nolapack.cblas_daxpy;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dcopy;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dgemv;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dscal;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_saxpy;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_scopy;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemv;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sscal;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** OpenBLAS in either precision: that of the pointers. Matrices are row-major. */
final class Blas {
    static final int ROW_MAJOR = 101;
    static final int NO_TRANS = 111;
    static final int TRANS = 112;

    /** The most terms that OpenBLAS is to add up in single precision at a time: it has one sum for each lane of a vector. */
    static final int RUN = 8192;

    private Blas() {}

    /**
     * {@code z = A v} for a row-major matrix of rows and columns, or {@code z = A^T v}.
     *
     * @param line the distance between rows of A
     * @param step the distance between elements of v
     */
    static void gemv(int trans, int rows, int columns, Pointer a, int line, Pointer v, int step, Pointer z) {
        int results = trans == NO_TRANS ? rows : columns;
        // Cleared and added to, instead of beta = 0: the target is used memory and may hold NaN.
        if (a instanceof FloatPointer x) {
            Pointer.memset(z, 0, 4L * results);
            int terms = trans == NO_TRANS ? columns : rows;
            if (terms <= RUN) {
                add(trans, rows, columns, x, line, (FloatPointer) v, step, (FloatPointer) z);
                return;
            }
            for (int from = 0; from < terms; from += RUN) {
                int n = Math.min(RUN, terms - from);
                FloatPointer part = x.getPointer(trans == NO_TRANS ? from : (long) from * line);
                FloatPointer by = ((FloatPointer) v).getPointer((long) from * step);
                add(
                        trans,
                        trans == NO_TRANS ? rows : n,
                        trans == NO_TRANS ? n : columns,
                        part,
                        line,
                        by,
                        step,
                        (FloatPointer) z);
            }
        } else {
            Pointer.memset(z, 0, 8L * results);
            DoublePointer x = (DoublePointer) a;
            cblas_dgemv(ROW_MAJOR, trans, rows, columns, 1, x, line, (DoublePointer) v, step, 1, (DoublePointer) z, 1);
        }
    }

    private static void add(
            int trans, int rows, int columns, FloatPointer a, int line, FloatPointer v, int step, FloatPointer z) {
        cblas_sgemv(ROW_MAJOR, trans, rows, columns, 1f, a, line, v, step, 1f, z, 1);
    }

    /** {@code c = a b + beta c}, for a or b as they are or transposed; each line is the distance between rows. */
    static void gemm(
            int transA,
            int transB,
            int m,
            int n,
            int k,
            Pointer a,
            int lineA,
            Pointer b,
            int lineB,
            int beta,
            Pointer c,
            int lineC) {
        if (a instanceof FloatPointer x) {
            FloatPointer y = (FloatPointer) b;
            cblas_sgemm(ROW_MAJOR, transA, transB, m, n, k, 1, x, lineA, y, lineB, beta, (FloatPointer) c, lineC);
        } else {
            DoublePointer x = (DoublePointer) a;
            DoublePointer y = (DoublePointer) b;
            cblas_dgemm(ROW_MAJOR, transA, transB, m, n, k, 1, x, lineA, y, lineB, beta, (DoublePointer) c, lineC);
        }
    }

    /** {@code z += alpha * x} for n elements. */
    static void axpy(int n, double alpha, Pointer x, Pointer z) {
        if (x instanceof FloatPointer f) {
            cblas_saxpy(n, (float) alpha, f, 1, (FloatPointer) z, 1);
        } else {
            cblas_daxpy(n, alpha, (DoublePointer) x, 1, (DoublePointer) z, 1);
        }
    }

    /** {@code z *= alpha} for n elements. */
    static void scale(int n, double alpha, Pointer z) {
        if (z instanceof FloatPointer f) {
            cblas_sscal(n, (float) alpha, f, 1);
        } else {
            cblas_dscal(n, alpha, (DoublePointer) z, 1);
        }
    }

    /** {@code z = x} for n elements. */
    static void copy(int n, Pointer x, Pointer z) {
        if (x instanceof FloatPointer f) {
            cblas_scopy(n, f, 1, (FloatPointer) z, 1);
        } else {
            cblas_dcopy(n, (DoublePointer) x, 1, (DoublePointer) z, 1);
        }
    }
}
