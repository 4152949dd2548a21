package org.autodiff.array.heap;

import org.autodiff.array.Binary;
import org.autodiff.array.Unary;

/* The double-precision loops. Their speed does not matter: they are the reference, and what gradient checks run on. */
final class DoubleLoops {
    private DoubleLoops() {}

    static void unary(Unary f, double[] x, int xo, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = f.apply(x[xo + i]);
        }
    }

    static void binary(Binary f, double[] x, int xo, int xs, double[] y, int yo, int ys, double[] z, int zo, int n) {
        for (int i = 0; i < n; i++) {
            z[zo + i] = f.apply(x[xo + i * xs], y[yo + i * ys]);
        }
    }

    static void axpy(double[] target, int to, double alpha, double[] x, int xo, int n) {
        for (int i = 0; i < n; i++) {
            target[to + i] += alpha * x[xo + i];
        }
    }

    static void matmul(
            double[] x,
            int xo,
            int xi,
            int xk,
            double[] y,
            int yo,
            int yk,
            int yj,
            double[] z,
            int zo,
            int m,
            int inner,
            int n) {
        for (int i = 0; i < m; i++) {
            for (int k = 0; k < inner; k++) {
                double a = x[xo + i * xi + k * xk];
                for (int j = 0; j < n; j++) {
                    z[zo + i * n + j] += a * y[yo + k * yk + j * yj];
                }
            }
        }
    }

    static void adam(
            double[] p,
            double[] g,
            double[] m,
            double[] v,
            int n,
            double b1,
            double b2,
            double rate,
            double root,
            double eps) {
        for (int i = 0; i < n; i++) {
            m[i] = b1 * m[i] + (1 - b1) * g[i];
            v[i] = b2 * v[i] + (1 - b2) * g[i] * g[i];
            p[i] -= rate * m[i] / (Math.sqrt(v[i]) * root + eps);
        }
    }
}
