package org.autodiff.array.heap;

import org.autodiff.array.Backend.AdamStep;
import org.autodiff.array.Binary;

/* Double-precision loops over rows that may begin anywhere. */
final class DoubleLoops {
    private DoubleLoops() {}

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

    static void matmul(Strided a, Strided b, double[] z, int zo, int m, int inner, int n) {
        double[] x = (double[]) a.storage();
        double[] y = (double[]) b.storage();
        for (int i = 0; i < m; i++) {
            for (int k = 0; k < inner; k++) {
                double c = x[a.at() + i * a.down() + k * a.along()];
                for (int j = 0; j < n; j++) {
                    z[zo + i * n + j] += c * y[b.at() + k * b.down() + j * b.along()];
                }
            }
        }
    }

    static void adam(double[] p, double[] g, double[] m, double[] v, AdamStep step) {
        double b1 = step.beta1();
        double b2 = step.beta2();
        double rate = step.lr() / step.correction1();
        double root = 1 / Math.sqrt(step.correction2());
        for (int i = 0; i < p.length; i++) {
            m[i] = b1 * m[i] + (1 - b1) * g[i];
            v[i] = b2 * v[i] + (1 - b2) * g[i] * g[i];
            p[i] -= rate * m[i] / (Math.sqrt(v[i]) * root + step.eps());
        }
    }
}
