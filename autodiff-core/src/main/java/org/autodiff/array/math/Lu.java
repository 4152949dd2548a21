package org.autodiff.array.math;

/**
 * The factors of one square matrix by Gaussian elimination with row exchanges (Golub and Van Loan 2013, 3.4): unit lower and
 * upper triangle in one array. It goes on beyond a pivot of 0, as LAPACK does.
 */
public final class Lu {
    private final int n;
    private final double[] f;
    private final int[] row;
    private double parity = 1;
    private int zero = -1;

    /** Factorizes the matrix that starts at an element of an array, which is only read. */
    public Lu(double[] a, int at, int n) {
        this.n = n;
        this.f = new double[n * n];
        System.arraycopy(a, at, f, 0, n * n);
        this.row = new int[n];
        for (int k = 0; k < n; k++) {
            int p = k;
            for (int i = k + 1; i < n; i++) {
                p = Math.abs(f[i * n + k]) > Math.abs(f[p * n + k]) ? i : p;
            }
            row[k] = p;
            if (p != k) {
                parity = -parity;
                swapRows(f, 0, n, k, p);
            }
            double pivot = f[k * n + k];
            if (pivot == 0) {
                zero = zero < 0 ? k : zero;
                continue;
            }
            for (int i = k + 1; i < n; i++) {
                double l = f[i * n + k] / pivot;
                f[i * n + k] = l;
                for (int j = k + 1; l != 0 && j < n; j++) {
                    f[i * n + j] -= l * f[k * n + j];
                }
            }
        }
    }

    /** The row that each step exchanged its own with. */
    public int[] exchanges() {
        return row.clone();
    }

    private static void swapRows(double[] x, int at, int columns, int i, int j) {
        for (int c = 0; c < columns; c++) {
            double t = x[at + i * columns + c];
            x[at + i * columns + c] = x[at + j * columns + c];
            x[at + j * columns + c] = t;
        }
    }

    /** The number of the first pivot that is 0, or -1. */
    public int zeroPivot() {
        return zero;
    }

    /** Writes the pivots, and after them the sign of the order of the rows. */
    public void pivots(double[] to, int at) {
        for (int i = 0; i < n; i++) {
            to[at + i] = f[i * n + i];
        }
        to[at + n] = parity;
    }

    /** Replaces the n x k matrix that starts at an element by the solution. */
    public void solve(double[] y, int at, int k) {
        for (int i = 0; i < n; i++) {
            if (row[i] != i) {
                swapRows(y, at, k, i, row[i]);
            }
        }
        Triangles.solve(f, 0, n, y, at, k, false, false, true);
        Triangles.solve(f, 0, n, y, at, k, true, false, false);
    }
}
