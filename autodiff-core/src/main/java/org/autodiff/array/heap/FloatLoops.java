package org.autodiff.array.heap;

import java.util.Arrays;
import org.autodiff.array.Backend.AdamStep;
import org.autodiff.array.Binary;

/*
 * The single-precision loops that matter for speed. Each is written out, because the compiler of the virtual machine
 * makes vector code of a plain loop over arrays, but not of one that calls through a function object.
 */
final class FloatLoops {
    /** The most products that are added up in single precision, where each addition rounds to 6e-8 of the sum so far. */
    private static final int RUN = 128;

    private FloatLoops() {}

    /** Strides of the operands are 1 (a row), 0 (one value for the whole row) or anything else. */
    static void binary(Binary f, float[] x, int xo, int xs, float[] y, int yo, int ys, float[] z, int zo, int n) {
        if (xs == 1 && ys == 1) {
            rows(f, x, xo, y, yo, z, zo, n);
        } else if (xs == 1 && ys == 0) {
            right(f, x, xo, y[yo], z, zo, n);
        } else if (xs == 0 && ys == 1 && (f == Binary.ADD || f == Binary.MUL)) {
            right(f, y, yo, x[xo], z, zo, n);
        } else {
            for (int i = 0; i < n; i++) {
                z[zo + i] = (float) f.apply(x[xo + i * xs], y[yo + i * ys]);
            }
        }
    }

    private static void rows(Binary f, float[] x, int xo, float[] y, int yo, float[] z, int zo, int n) {
        switch (f) {
            case ADD -> {
                for (int i = 0; i < n; i++) {
                    z[zo + i] = x[xo + i] + y[yo + i];
                }
            }
            case SUB -> {
                for (int i = 0; i < n; i++) {
                    z[zo + i] = x[xo + i] - y[yo + i];
                }
            }
            case MUL -> {
                for (int i = 0; i < n; i++) {
                    z[zo + i] = x[xo + i] * y[yo + i];
                }
            }
            case DIV -> {
                for (int i = 0; i < n; i++) {
                    z[zo + i] = x[xo + i] / y[yo + i];
                }
            }
            case MAXIMUM -> {
                for (int i = 0; i < n; i++) {
                    z[zo + i] = Math.max(x[xo + i], y[yo + i]);
                }
            }
            case MINIMUM -> {
                for (int i = 0; i < n; i++) {
                    z[zo + i] = Math.min(x[xo + i], y[yo + i]);
                }
            }
            default -> {
                for (int i = 0; i < n; i++) {
                    z[zo + i] = (float) f.apply(x[xo + i], y[yo + i]);
                }
            }
        }
    }

    private static void right(Binary f, float[] x, int xo, float c, float[] z, int zo, int n) {
        switch (f) {
            case ADD -> {
                for (int i = 0; i < n; i++) {
                    z[zo + i] = x[xo + i] + c;
                }
            }
            case SUB -> {
                for (int i = 0; i < n; i++) {
                    z[zo + i] = x[xo + i] - c;
                }
            }
            case MUL -> {
                for (int i = 0; i < n; i++) {
                    z[zo + i] = x[xo + i] * c;
                }
            }
            case DIV -> {
                for (int i = 0; i < n; i++) {
                    z[zo + i] = x[xo + i] / c;
                }
            }
            case MAXIMUM -> {
                for (int i = 0; i < n; i++) {
                    z[zo + i] = Math.max(x[xo + i], c);
                }
            }
            case MINIMUM -> {
                for (int i = 0; i < n; i++) {
                    z[zo + i] = Math.min(x[xo + i], c);
                }
            }
            default -> {
                for (int i = 0; i < n; i++) {
                    z[zo + i] = (float) f.apply(x[xo + i], c);
                }
            }
        }
    }

    static void axpy(float[] target, int to, float alpha, float[] x, int xo, int n) {
        for (int i = 0; i < n; i++) {
            target[to + i] += alpha * x[xo + i];
        }
    }

    /**
     * The rows of z, which are zero before, become sums of rows of y, weighted by elements of x: the inner loop runs along
     * both. More than {@link #RUN} terms are added up in runs of that many, and these in double.
     */
    static void matmul(Strided a, Strided b, float[] z, int zo, int m, int inner, int n) {
        float[] x = (float[]) a.storage();
        float[] y = (float[]) b.storage();
        int xk = a.along();
        int yo = b.at();
        int yk = b.down();
        int yj = b.along();
        if (inner <= RUN) {
            for (int i = 0; i < m; i++) {
                addRows(x, a.at() + i * a.down(), xk, y, yo, yk, yj, z, zo + i * n, inner, n);
            }
            return;
        }
        float[] run = new float[n];
        double[] sum = new double[n];
        for (int i = 0; i < m; i++) {
            Arrays.fill(sum, 0);
            for (int k = 0; k < inner; k += RUN) {
                Arrays.fill(run, 0);
                addRows(
                        x,
                        a.at() + i * a.down() + k * xk,
                        xk,
                        y,
                        yo + k * yk,
                        yk,
                        yj,
                        run,
                        0,
                        Math.min(RUN, inner - k),
                        n);
                for (int j = 0; j < n; j++) {
                    sum[j] += run[j];
                }
            }
            for (int j = 0; j < n; j++) {
                z[zo + i * n + j] = (float) sum[j];
            }
        }
    }

    /** Adds rows of y to one row of z, each times its element of x. */
    private static void addRows(
            float[] x, int xo, int xk, float[] y, int yo, int yk, int yj, float[] z, int zo, int rows, int n) {
        for (int k = 0; k < rows; k++) {
            float a = x[xo + k * xk];
            int from = yo + k * yk;
            if (yj == 1) {
                for (int j = 0; j < n; j++) {
                    z[zo + j] += a * y[from + j];
                }
            } else {
                for (int j = 0; j < n; j++) {
                    z[zo + j] += a * y[from + j * yj];
                }
            }
        }
    }

    /** All numbers are rounded once: {@code 1 - beta} in single precision would lose five digits. */
    static void adam(float[] p, float[] g, float[] m, float[] v, AdamStep step) {
        float b1 = (float) step.beta1();
        float c1 = (float) (1 - step.beta1());
        float b2 = (float) step.beta2();
        float c2 = (float) (1 - step.beta2());
        float rate = (float) (step.lr() / step.correction1());
        float root = (float) (1 / Math.sqrt(step.correction2()));
        float eps = (float) step.eps();
        for (int i = 0; i < p.length; i++) {
            float gi = g[i];
            float mi = b1 * m[i] + c1 * gi;
            float vi = b2 * v[i] + c2 * gi * gi;
            m[i] = mi;
            v[i] = vi;
            p[i] -= rate * mi / ((float) Math.sqrt(vi) * root + eps);
        }
    }
}
