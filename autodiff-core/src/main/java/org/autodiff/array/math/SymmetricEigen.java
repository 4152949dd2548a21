package org.autodiff.array.math;

import java.util.Arrays;
import java.util.Comparator;

/**
 * The eigenvalues and eigenvectors of one symmetric matrix by Jacobi's rotations (Golub and Van Loan 2013, 8.5): slow for
 * large matrices, but simple, and as exact as any.
 */
public final class SymmetricEigen {
    /** Far more than it ever takes: convergence is quadratic, after about six sweeps. */
    private static final int MOST_SWEEPS = 100;

    /** Components of so much of the largest one count as the largest for the sign: rounding shall not decide. */
    private static final double NEARLY = 0.999;

    private final int n;
    private final double[] a;
    private final double[] v;
    private final Integer[] order;

    /** Decomposes the symmetric matrix that starts at an element of an array, which is only read. */
    public SymmetricEigen(double[] from, int at, int n) {
        this.n = n;
        this.a = Arrays.copyOfRange(from, at, at + n * n);
        this.v = new double[n * n];
        this.order = new Integer[n];
        for (int i = 0; i < n; i++) {
            v[i * n + i] = 1;
            order[i] = i;
        }
        if (Arrays.stream(a).allMatch(Double::isFinite)) {
            boolean turned = true;
            for (int sweep = 0; turned && sweep < MOST_SWEEPS; sweep++) {
                turned = sweep();
            }
        } else {
            Arrays.fill(a, Double.NaN);
            Arrays.fill(v, Double.NaN);
        }
        Arrays.sort(order, Comparator.comparingDouble(i -> a[i * n + i]));
    }

    /** One rotation for each pair of axes; whether there was anything left to do. */
    private boolean sweep() {
        boolean turned = false;
        for (int p = 0; p < n; p++) {
            for (int q = p + 1; q < n; q++) {
                double x = a[p * n + q];
                double d = Math.abs(a[p * n + p]);
                double e = Math.abs(a[q * n + q]);
                if (d + Math.abs(x) != d || e + Math.abs(x) != e) {
                    rotate(p, q);
                    turned = true;
                } else {
                    a[p * n + q] = 0;
                    a[q * n + p] = 0;
                }
            }
        }
        return turned;
    }

    /** Turns the axes p and q so that the element where they meet becomes 0. */
    private void rotate(int p, int q) {
        double x = a[p * n + q];
        double theta = (a[q * n + q] - a[p * n + p]) / 2 / x;
        double t = Math.copySign(1, theta) / (Math.abs(theta) + Math.hypot(theta, 1));
        double c = 1 / Math.sqrt(t * t + 1);
        double s = t * c;
        for (int k = 0; k < n; k++) {
            turn(a, k * n + p, k * n + q, c, s);
        }
        for (int k = 0; k < n; k++) {
            turn(a, p * n + k, q * n + k, c, s);
            turn(v, p * n + k, q * n + k, c, s); // an eigenvector a row
        }
        a[p * n + q] = 0;
        a[q * n + p] = 0;
    }

    private static void turn(double[] m, int i, int j, double c, double s) {
        double x = m[i];
        double y = m[j];
        m[i] = c * x - s * y;
        m[j] = s * x + c * y;
    }

    public void values(double[] to, int at) {
        for (int i = 0; i < n; i++) {
            to[at + i] = a[order[i] * n + order[i]];
        }
    }

    public void vectors(double[] to, int at) {
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < n; k++) {
                to[at + k * n + i] = v[order[i] * n + k];
            }
        }
        orient(to, at, n);
    }

    /** Gives each column of a matrix the sign that makes the first of its largest components positive. */
    public static void orient(double[] x, int at, int n) {
        for (int j = 0; j < n; j++) {
            double most = 0;
            for (int i = 0; i < n; i++) {
                most = Math.max(most, Math.abs(x[at + i * n + j]));
            }
            int first = 0;
            while (first < n - 1 && !(Math.abs(x[at + first * n + j]) >= NEARLY * most)) {
                first++;
            }
            if (x[at + first * n + j] < 0) {
                for (int i = 0; i < n; i++) {
                    x[at + i * n + j] = -x[at + i * n + j];
                }
            }
        }
    }
}
