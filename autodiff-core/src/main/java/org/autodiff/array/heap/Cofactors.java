package org.autodiff.array.heap;

import org.autodiff.array.math.Triangles;

/**
 * The cofactors of one square matrix, and their derivative, by Gaussian elimination with exchanges of rows and columns:
 * {@code P A Q = L D V} with unit triangles L and V, whose cofactors are their inverse transposes. Those of the diagonal D are
 * products of all pivots but one (but two, for the derivative). So nothing is divided by a pivot that is small or 0, and
 * singular matrices are as good as others.
 */
final class Cofactors {
    private final int n;
    private final double[] lower;
    private final double[] upper;
    private final double[] pivots;
    private final int[] rows;
    private final int[] columns;
    private double parity = 1;

    /** Factorizes the matrix that starts at an element of an array, which is only read. */
    Cofactors(double[] a, int at, int n) {
        this.n = n;
        double[] f = new double[n * n];
        System.arraycopy(a, at, f, 0, n * n);
        rows = new int[n];
        columns = new int[n];
        for (int i = 0; i < n; i++) {
            rows[i] = i;
            columns[i] = i;
        }
        pivots = new double[n];
        lower = identity();
        upper = identity();
        for (int k = 0; k < n; k++) {
            exchange(f, k);
            double pivot = f[k * n + k];
            pivots[k] = pivot;
            if (pivot == 0) {
                break; // so is all that is left
            }
            for (int i = k + 1; i < n; i++) {
                f[i * n + k] /= pivot;
                for (int j = k + 1; j < n; j++) {
                    f[i * n + j] -= f[i * n + k] * f[k * n + j];
                }
            }
            for (int j = k + 1; j < n; j++) {
                f[k * n + j] /= pivot;
            }
        }
        Triangles.solve(f, 0, n, lower, 0, n, false, false, true);
        Triangles.solve(f, 0, n, upper, 0, n, true, false, true);
    }

    private double[] identity() {
        double[] z = new double[n * n];
        for (int i = 0; i < n; i++) {
            z[i * n + i] = 1;
        }
        return z;
    }

    /** Brings the largest element from row and column k on to the diagonal. A NaN is the largest. */
    private void exchange(double[] f, int k) {
        int p = k;
        int q = k;
        for (int i = k; i < n; i++) {
            for (int j = k; j < n; j++) {
                double size = Math.abs(f[i * n + j]);
                if (size > Math.abs(f[p * n + q]) || Double.isNaN(size)) {
                    p = i;
                    q = j;
                }
            }
        }
        for (int j = 0; j < n && p != k; j++) {
            swap(f, k * n + j, p * n + j);
        }
        for (int i = 0; i < n && q != k; i++) {
            swap(f, i * n + k, i * n + q);
        }
        parity *= (p != k ? -1 : 1) * (q != k ? -1 : 1);
        swap(rows, k, p);
        swap(columns, k, q);
    }

    private static void swap(double[] x, int i, int j) {
        double t = x[i];
        x[i] = x[j];
        x[j] = t;
    }

    private static void swap(int[] x, int i, int j) {
        int t = x[i];
        x[i] = x[j];
        x[j] = t;
    }

    /** Writes the cofactors. */
    void write(double[] to, int at) {
        double[] middle = new double[n * n];
        double after = 1;
        for (int i = n - 1; i >= 0; i--) {
            middle[i * n + i] = after;
            after *= pivots[i];
        }
        double before = 1;
        for (int i = 0; i < n; i++) {
            middle[i * n + i] *= before;
            before *= pivots[i];
        }
        spread(middle, to, at);
    }

    /** Writes the derivative of the cofactors along x. */
    void writeAlong(double[] x, int from, double[] to, int at) {
        double[] y = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                y[i * n + j] = x[from + rows[i] * n + columns[j]];
            }
        }
        y = product(product(lower, false, y, false), false, upper, false); // what D changes by
        double[] middle = new double[n * n];
        double before = 1;
        for (int i = 0; i < n; i++) {
            double[] rest = new double[n + 1]; // of the pivots from j on
            rest[n] = 1;
            for (int j = n - 1; j > i; j--) {
                rest[j] = rest[j + 1] * pivots[j];
            }
            double between = before;
            for (int j = i + 1; j < n; j++) {
                double others = between * rest[j + 1];
                middle[i * n + i] += others * y[j * n + j];
                middle[j * n + j] += others * y[i * n + i];
                middle[i * n + j] = -others * y[j * n + i];
                middle[j * n + i] = -others * y[i * n + j];
                between *= pivots[j];
            }
            before *= pivots[i];
        }
        spread(middle, to, at);
    }

    /** From cofactors of D to those of A: the inverse transposes of L and V on both sides, and the exchanges undone. */
    private void spread(double[] middle, double[] to, int at) {
        double[] z = product(product(lower, true, middle, false), false, upper, true);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                to[at + rows[i] * n + columns[j]] = parity * z[i * n + j];
            }
        }
    }

    private double[] product(double[] x, boolean transposeX, double[] y, boolean transposeY) {
        double[] z = new double[n * n];
        DoubleLoops.matmul(Strided.dense(x, n, transposeX), Strided.dense(y, n, transposeY), z, 0, n, n, n);
        return z;
    }
}
