package org.autodiff.array.math;

/** Loops over the triangles of one matrix: substitution, and Cholesky's factorization. */
public final class Triangles {
    private Triangles() {}

    /** Replaces y, n x k, by the solution of {@code a z = y}, or of {@code a^T z = y}, for a triangle of a. */
    public static void solve(
            double[] a, int at, int n, double[] y, int to, int k, boolean upper, boolean transposed, boolean unit) {
        boolean forward = upper == transposed;
        int down = transposed ? 1 : n;
        int along = transposed ? n : 1;
        for (int step = 0; step < n; step++) {
            int i = forward ? step : n - 1 - step;
            int zi = to + i * k;
            for (int m = forward ? 0 : i + 1; m < (forward ? i : n); m++) {
                double c = a[at + i * down + m * along];
                int zm = to + m * k;
                for (int j = 0; j < k; j++) {
                    y[zi + j] -= c * y[zm + j];
                }
            }
            if (!unit) {
                double pivot = a[at + i * n + i];
                for (int j = 0; j < k; j++) {
                    y[zi + j] /= pivot;
                }
            }
        }
    }

    /**
     * Replaces a symmetric matrix by its lower factor, row by row (Golub and Van Loan 2013, 4.2).
     *
     * @return the first row whose leading minor is not positive, or -1; a NaN goes through
     */
    public static int cholesky(double[] a, int at, int n) {
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double s = a[at + i * n + j];
                for (int k = 0; k < j; k++) {
                    s -= a[at + i * n + k] * a[at + j * n + k];
                }
                if (i == j && s <= 0) {
                    return i;
                }
                a[at + i * n + j] = i == j ? Math.sqrt(s) : s / a[at + j * n + j];
            }
            for (int j = i + 1; j < n; j++) {
                a[at + i * n + j] = 0;
            }
        }
        return -1;
    }
}
