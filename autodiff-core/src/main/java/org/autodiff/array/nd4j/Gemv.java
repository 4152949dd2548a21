package org.autodiff.array.nd4j;

import static org.bytedeco.openblas.global.openblas_nolapack.cblas_dgemv;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemv;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/** The product of a matrix and a vector by OpenBLAS, in either precision. */
final class Gemv {
    static final int ROW_MAJOR = 101;
    static final int NO_TRANS = 111;
    static final int TRANS = 112;

    /** The most terms that OpenBLAS is to add up in single precision at a time: it has one sum for each lane of a vector. */
    private static final int RUN = 8192;

    private Gemv() {}

    /**
     * {@code z = A v} for a row-major matrix of rows and columns, or {@code z = A^T v}.
     *
     * @param line the distance between rows of A
     * @param step the distance between elements of v
     */
    static void run(int trans, int rows, int columns, Pointer a, int line, Pointer v, int step, Pointer z) {
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
            cblas_dgemv(
                    ROW_MAJOR,
                    trans,
                    rows,
                    columns,
                    1,
                    (DoublePointer) a,
                    line,
                    (DoublePointer) v,
                    step,
                    1,
                    (DoublePointer) z,
                    1);
        }
    }

    private static void add(
            int trans, int rows, int columns, FloatPointer a, int line, FloatPointer v, int step, FloatPointer z) {
        cblas_sgemv(ROW_MAJOR, trans, rows, columns, 1f, a, line, v, step, 1f, z, 1);
    }
}
