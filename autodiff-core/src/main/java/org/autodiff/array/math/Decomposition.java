package org.autodiff.array.math;

import java.util.Arrays;

/**
 * Decompositions of one matrix in plain Java, in double precision: the same on every backend. Matrices are in row-major order, and
 * so are the results, packed into one array.
 */
public final class Decomposition {
    private static final int SWEEPS = 60;
    private static final double ORTHOGONAL = 1e-16;

    private Decomposition() {}

    /**
     * Q and below it R of a matrix [m, n] with {@code m >= n}, by Householder reflections (Golub and Van Loan 2013, 5.2); the
     * diagonal of R is 0 or more.
     *
     * @param a the matrix, which is overwritten
     */
    public static double[] qr(double[] a, int m, int n) {
        double[] q = new double[m * n];
        double[][] reflectors = new double[n][];
        for (int k = 0; k < n; k++) {
            reflectors[k] = reflector(a, m, n, k);
            reflect(reflectors[k], a, m, n, k);
        }
        for (int i = 0; i < n; i++) {
            q[i * n + i] = 1;
        }
        for (int k = n - 1; k >= 0; k--) {
            reflect(reflectors[k], q, m, n, k);
        }
        double[] packed = new double[(m + n) * n];
        for (int k = 0; k < n; k++) {
            double sign = a[k * n + k] < 0 ? -1 : 1;
            for (int i = 0; i < m; i++) {
                packed[i * n + k] = sign * q[i * n + k];
            }
            for (int j = k; j < n; j++) {
                packed[(m + k) * n + j] = sign * a[k * n + j];
            }
        }
        return packed;
    }

    /** A vector v, from row k on, such that {@code x - v (v . x)} is 0 below row k for column k; null if it is already. */
    private static double[] reflector(double[] a, int m, int n, int k) {
        double[] v = new double[m];
        double largest = 0;
        for (int i = k; i < m; i++) {
            v[i] = a[i * n + k];
            largest = Math.max(largest, Math.abs(v[i]));
        }
        if (largest == 0) {
            return null;
        }
        double square = 0;
        for (int i = k; i < m; i++) {
            v[i] /= largest;
            square += v[i] * v[i];
        }
        double norm = Math.sqrt(square);
        double head = v[k];
        v[k] += head < 0 ? -norm : norm;
        double scale = 1 / Math.sqrt(norm * (norm + Math.abs(head)));
        for (int i = k; i < m; i++) {
            v[i] *= scale;
        }
        return v;
    }

    private static void reflect(double[] v, double[] a, int m, int n, int k) {
        for (int j = 0; v != null && j < n; j++) {
            double dot = 0;
            for (int i = k; i < m; i++) {
                dot += v[i] * a[i * n + j];
            }
            for (int i = k; i < m; i++) {
                a[i * n + j] -= dot * v[i];
            }
        }
    }

    /**
     * U, below it the singular values as a row, below that V, of a matrix [m, n] with {@code m >= n}, by Jacobi rotations of its
     * columns (Hestenes 1958; Golub and Van Loan 2013, 8.6.3). Singular values descend; small ones are found to high
     * relative accuracy where the columns differ by scale only. The largest component of each column of V is positive.
     */
    public static double[] svd(double[] a, int m, int n) {
        double[][] u = new double[n][m];
        double[][] v = new double[n][n];
        double largest = 0;
        for (double x : a) {
            largest = Math.max(largest, Math.abs(x));
        }
        double unit =
                largest > 0 && largest < Double.POSITIVE_INFINITY ? Math.scalb(1.0, Math.getExponent(largest)) : 1;
        for (int j = 0; j < n; j++) {
            v[j][j] = 1;
            for (int i = 0; i < m; i++) {
                u[j][i] = a[i * n + j] / unit;
            }
        }
        boolean turned = true;
        for (int sweep = 0; turned && sweep < SWEEPS; sweep++) {
            turned = false;
            for (int p = 0; p < n; p++) {
                for (int q = p + 1; q < n; q++) {
                    turned |= orthogonalize(u, v, p, q);
                }
            }
        }
        return packed(u, v, m, n, unit);
    }

    private static boolean orthogonalize(double[][] u, double[][] v, int p, int q) {
        double alpha = dot(u[p], u[p]);
        double beta = dot(u[q], u[q]);
        double gamma = dot(u[p], u[q]);
        if (!(Math.abs(gamma) > ORTHOGONAL * Math.sqrt(alpha) * Math.sqrt(beta))) {
            return false;
        }
        double zeta = (beta - alpha) / (2 * gamma);
        double size = Math.abs(zeta);
        double t = Math.copySign(1, zeta) / (size + (size > 1e8 ? size : Math.sqrt(1 + zeta * zeta)));
        double c = 1 / Math.sqrt(1 + t * t);
        rotate(u[p], u[q], c, c * t);
        rotate(v[p], v[q], c, c * t);
        return Math.abs(t) > ORTHOGONAL;
    }

    private static void rotate(double[] x, double[] y, double c, double s) {
        for (int i = 0; i < x.length; i++) {
            double old = x[i];
            x[i] = c * old - s * y[i];
            y[i] = s * old + c * y[i];
        }
    }

    /** Four sums side by side, for each has to wait for the one before it. */
    private static double dot(double[] x, double[] y) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i <= x.length - 4; i += 4) {
            a += x[i] * y[i];
            b += x[i + 1] * y[i + 1];
            c += x[i + 2] * y[i + 2];
            d += x[i + 3] * y[i + 3];
        }
        for (; i < x.length; i++) {
            a += x[i] * y[i];
        }
        return a + b + (c + d);
    }

    private static double[] packed(double[][] u, double[][] v, int m, int n, double unit) {
        double[] sigma = new double[n];
        Integer[] order = new Integer[n];
        for (int j = 0; j < n; j++) {
            sigma[j] = Math.sqrt(dot(u[j], u[j]));
            order[j] = j;
        }
        Arrays.sort(order, (i, j) -> Double.compare(sigma[j], sigma[i]));
        double[] packed = new double[(m + 1 + n) * n];
        double[][] left = new double[n][];
        for (int j = 0; j < n; j++) {
            int from = order[j];
            double[] right = v[from];
            double sign = largest(right) < 0 ? -1 : 1;
            left[j] = sigma[from] == 0 ? orthogonal(left, j, m) : u[from];
            double scale = sigma[from] == 0 ? 1 : sign / sigma[from];
            for (int i = 0; i < m; i++) {
                left[j][i] *= scale;
                packed[i * n + j] = left[j][i];
            }
            packed[m * n + j] = sigma[from] * unit;
            for (int i = 0; i < n; i++) {
                packed[(m + 1 + i) * n + j] = sign * right[i];
            }
        }
        return packed;
    }

    private static double largest(double[] x) {
        double largest = 0;
        for (double y : x) {
            largest = Math.abs(y) > Math.abs(largest) ? y : largest;
        }
        return largest;
    }

    /** A vector of length 1 that is orthogonal to the first {@code count}. */
    private static double[] orthogonal(double[][] vectors, int count, int m) {
        double[] best = new double[m];
        double longest = -1;
        for (int k = 0; k < m; k++) {
            double[] x = new double[m];
            x[k] = 1;
            for (int twice = 0; twice < 2; twice++) {
                for (int j = 0; j < count; j++) {
                    double along = dot(x, vectors[j]);
                    for (int i = 0; i < m; i++) {
                        x[i] -= along * vectors[j][i];
                    }
                }
            }
            double length = Math.sqrt(dot(x, x));
            if (length > longest) {
                longest = length;
                best = x;
            }
            if (length > 0.5) {
                break;
            }
        }
        for (int i = 0; i < m; i++) {
            best[i] /= longest;
        }
        return best;
    }

    /** L below the diagonal, U on it and above, without row exchanges; L has ones on its diagonal. A pivot of 0 is passed over. */
    public static double[] lu(double[] a, int n) {
        for (int k = 0; k < n; k++) {
            double pivot = a[k * n + k];
            for (int i = k + 1; pivot != 0 && i < n; i++) {
                double l = a[i * n + k] / pivot;
                a[i * n + k] = l;
                for (int j = k + 1; j < n; j++) {
                    a[i * n + j] -= l * a[k * n + j];
                }
            }
        }
        return a;
    }

    /** For each row of {@code L U} the row of the matrix that it is, with the pivots that partial pivoting chooses. */
    public static long[] pivots(double[] a, int n) {
        long[] rows = new long[n];
        for (int i = 0; i < n; i++) {
            rows[i] = i;
        }
        double[] u = a.clone();
        for (int k = 0; k < n; k++) {
            int pivot = k;
            for (int i = k + 1; i < n; i++) {
                pivot = Math.abs(u[i * n + k]) > Math.abs(u[pivot * n + k]) ? i : pivot;
            }
            long row = rows[k];
            rows[k] = rows[pivot];
            rows[pivot] = row;
            for (int j = 0; j < n; j++) {
                double element = u[k * n + j];
                u[k * n + j] = u[pivot * n + j];
                u[pivot * n + j] = element;
            }
            for (int i = k + 1; i < n && u[k * n + k] != 0; i++) {
                double factor = u[i * n + k] / u[k * n + k];
                for (int j = k; j < n; j++) {
                    u[i * n + j] -= factor * u[k * n + j];
                }
            }
        }
        return rows;
    }
}
