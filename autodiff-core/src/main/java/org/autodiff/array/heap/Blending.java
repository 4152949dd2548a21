package org.autodiff.array.heap;

import java.util.Arrays;

/**
 * A sparse matrix between an axis of {@code size} and a shorter or longer one, by which the lines of an array along that
 * axis are multiplied: row i has its weights from column {@code start[i]} on. A line is made of {@code inner} numbers at each
 * index.
 */
final class Blending {
    private final int[] start;
    private final double[][] weights;
    private final int size;
    private final int inner;

    /** The matrix, for lines with so many numbers at each index. */
    Blending(int[] start, double[][] weights, int size, int inner) {
        this.start = start;
        this.weights = weights;
        this.size = size;
        this.inner = inner;
    }

    /** The numbers of a line of the longer axis. */
    int columns() {
        return size * inner;
    }

    /** The numbers of a line of the other axis. */
    int rows() {
        return start.length * inner;
    }

    /** Multiplies a line by the matrix. */
    void blend(Object x, int from, Object z, int to) {
        if (x instanceof float[] f) {
            blend(f, from, (float[]) z, to);
        } else {
            blend((double[]) x, from, (double[]) z, to);
        }
    }

    /** Multiplies a line by the transposed matrix, and adds the product to another. */
    void unblend(Object x, int from, Object z, int to) {
        if (x instanceof float[] f) {
            unblend(f, from, (float[]) z, to);
        } else {
            unblend((double[]) x, from, (double[]) z, to);
        }
    }

    private void blend(float[] x, int from, float[] z, int to) {
        for (int row = 0; row < start.length; row++) {
            double[] some = weights[row];
            int at = from + start[row] * inner;
            if (inner == 1) {
                double sum = 0;
                for (int k = 0; k < some.length; k++) {
                    sum += some[k] * x[at + k];
                }
                z[to + row] = (float) sum;
                continue;
            }
            int line = to + row * inner;
            Arrays.fill(z, line, line + inner, 0);
            for (double weight : some) {
                float w = (float) weight; // in single precision this is vector code
                for (int i = 0; i < inner; i++) {
                    z[line + i] += w * x[at + i];
                }
                at += inner;
            }
        }
    }

    private void blend(double[] x, int from, double[] z, int to) {
        for (int row = 0; row < start.length; row++) {
            double[] some = weights[row];
            int at = from + start[row] * inner;
            int line = to + row * inner;
            Arrays.fill(z, line, line + inner, 0);
            for (double w : some) {
                DoubleLoops.axpy(z, line, w, x, at, inner);
                at += inner;
            }
        }
    }

    private void unblend(float[] x, int from, float[] z, int to) {
        for (int row = 0; row < start.length; row++) {
            double[] some = weights[row];
            int at = to + start[row] * inner;
            int source = from + row * inner;
            for (double weight : some) {
                float w = (float) weight;
                for (int i = 0; i < inner; i++) {
                    z[at + i] += w * x[source + i];
                }
                at += inner;
            }
        }
    }

    private void unblend(double[] x, int from, double[] z, int to) {
        for (int row = 0; row < start.length; row++) {
            double[] some = weights[row];
            int at = to + start[row] * inner;
            for (double w : some) {
                DoubleLoops.axpy(z, at, w, x, from + row * inner, inner);
                at += inner;
            }
        }
    }
}
