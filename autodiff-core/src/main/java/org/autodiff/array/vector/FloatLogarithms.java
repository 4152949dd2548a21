package org.autodiff.array.vector;

import org.autodiff.array.Binary;
import org.autodiff.array.Unary;

/** Logarithms, powers and sines of floats. */
abstract class FloatLogarithms extends FloatExponentials {
    private DoubleVectors wide;
    private double[] left;
    private double[] right;

    // Logarithms: x = 2^k m with m from sqrt(1/2) to sqrt(2). The polynomial is that of Cephes' logf (S. Moshier).

    /** 1 ulp. */
    final void log(Unary f, float[] x, float[] z, int n) {
        boolean odd = mantissas(x, n);
        if (odd) {
            System.arraycopy(x, 0, w, 0, n);
        }
        if (f == Unary.LOG) {
            logOf(p, q, z, n);
        } else {
            log2Of(p, q, z, n);
        }
        if (odd) {
            mend(f, w, w, z, n);
        }
    }

    /** p = m, q = k; returns whether any is not positive, finite and normal. */
    final boolean mantissas(float[] x, int n) {
        bits(x, t, n);
        splitBits(t, s, u, n);
        numbers(t, p, n);
        numbers(s, q, n);
        return any(u, n);
    }

    /** The exponent is left in the lowest bits of {@link #ROUNDER}. */
    static void splitBits(int[] t, int[] s, int[] odd, int n) {
        for (int i = 0; i < n; i++) {
            int b = t[i] - 0x3f3504f3;
            odd[i] = ((t[i] - LEAST_NORMAL) | (FloatBits.INFINITY - 1 - t[i])) >>> 31;
            s[i] = (b >> 23) + 0x4b400000;
            t[i] = (b & 0x7fffff) + 0x3f3504f3;
        }
    }

    /** {@code ln(1 + f) - f + f^2 / 2}. */
    static float logSeries(float f) {
        float a = MultiplyAdd.of(7.0376836292e-2f, f, -1.1514610310e-1f);
        float b = MultiplyAdd.of(MultiplyAdd.of(a, f, 1.1676998740e-1f), f, -1.2420140846e-1f);
        float c = MultiplyAdd.of(MultiplyAdd.of(b, f, 1.4249322787e-1f), f, -1.6668057665e-1f);
        float d = MultiplyAdd.of(MultiplyAdd.of(c, f, 2.0000714765e-1f), f, -2.4999993993e-1f);
        return MultiplyAdd.of(d, f, 3.3333331174e-1f) * f * f * f;
    }

    static void logOf(float[] m, float[] e, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            float k = e[i] - ROUNDER;
            float f = m[i] - 1;
            float y = MultiplyAdd.of(-2.12194440e-4f, k, logSeries(f)) - 0.5f * f * f;
            z[i] = MultiplyAdd.of(0.693359375f, k, f + y);
        }
    }

    static void log2Of(float[] m, float[] e, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            float k = e[i] - ROUNDER;
            float f = m[i] - 1;
            float y = logSeries(f) - 0.5f * f * f;
            z[i] = MultiplyAdd.of(y, 1.44269504f, f * 0.44269504f) + f + k;
        }
    }

    /** ln(1 + x) from the logarithm of the rounded sum u, mended by what the rounding took away: 2 ulp. */
    final void log1p(float[] x, float[] z, int n) {
        System.arraycopy(x, 0, w, 0, n);
        addOne(w, z, n);
        boolean odd = mantissas(z, n);
        logOf(p, q, p, n);
        addOne(w, q, n);
        log1pOf(w, q, p, z, n);
        if (odd) {
            mend(Unary.LOG1P, w, q, z, n);
        }
    }

    static void addOne(float[] x, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = 1 + x[i];
        }
    }

    static void log1pOf(float[] x, float[] u, float[] log, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.min(log[i] + (x[i] - (u[i] - 1)) / u[i], x[i]); // the smaller one, so that -0 stays -0
        }
    }

    /** Computes the few one by one that the loops do not: where {@code by} is not positive and normal, or z is NaN. */
    static void mend(Unary f, float[] x, float[] by, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            if (!(by[i] >= Float.MIN_NORMAL && by[i] <= Float.MAX_VALUE)) {
                z[i] = (float) f.apply(x[i]);
            }
        }
    }

    /** In double, so that powers of ten come out whole: 0.51 ulp. */
    final void log10(float[] x, float[] z, int n) {
        inDouble();
        widen(x, left, n);
        wide.apply(Unary.LOG, left, left, n);
        for (int i = 0; i < n; i++) {
            z[i] = (float) (left[i] * 0.4342944819032518);
        }
    }

    /** In double, for the larger one may take all digits but the last away; where that one is infinite or NaN it is the result. */
    final void logAddExp(float[] x, float[] y, float[] z, int n) {
        inDouble();
        for (int i = 0; i < n; i++) {
            left[i] = Math.max(x[i], y[i]);
            right[i] = Math.min(x[i], y[i]) - left[i];
        }
        wide.apply(Unary.EXP, right, right, n);
        wide.apply(Unary.LOG1P, right, right, n);
        for (int i = 0; i < n; i++) {
            z[i] = (float) (Math.abs(left[i]) <= Float.MAX_VALUE ? left[i] + right[i] : left[i]);
        }
    }

    private void inDouble() {
        if (wide == null) {
            wide = new DoubleVectors();
            left = new double[LENGTH];
            right = new double[LENGTH];
        }
    }

    /** e^(y ln x) in double, 0.51 ulp; one by one where the base is not positive or an operand not finite. */
    final void power(float[] x, float[] y, float[] z, int n) {
        inDouble();
        widen(x, left, n);
        widen(y, right, n);
        int odd = 0;
        for (int i = 0; i < n; i++) {
            odd |= x[i] > 0 && x[i] <= Float.MAX_VALUE && Math.abs(y[i]) <= Float.MAX_VALUE ? 0 : 1;
        }
        wide.apply(Unary.LOG, left, left, n);
        wide.apply(Binary.MUL, left, right, left, n);
        wide.apply(Unary.EXP, left, left, n);
        for (int i = 0; odd != 0 && i < n; i++) {
            if (!(x[i] > 0 && x[i] <= Float.MAX_VALUE && Math.abs(y[i]) <= Float.MAX_VALUE)) {
                left[i] = Binary.POW.apply(x[i], y[i]);
            }
        }
        narrow(left, z, n);
    }

    static void widen(float[] x, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i];
        }
    }

    static void narrow(double[] x, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = (float) x[i];
        }
    }

    // Sines: x = k pi + v with |v| <= pi / 2, pi in three parts; k counts halves for the cosine.

    /** 2.5 ulp, and 1e-7 near their zeros. */
    final void sine(Unary f, float[] x, float[] z, int n) {
        bits(x, t, n);
        largeBits(t, 0x44000000, n); // 512
        boolean large = any(t, n);
        if (large) {
            System.arraycopy(x, 0, w, 0, n);
        }
        reducePi(x, f == Unary.SIN ? 0f : 0.5f, p, q, n);
        sineOf(p, p, n);
        bits(p, t, n);
        bits(q, s, n);
        flip(t, s, f == Unary.SIN ? 0 : 1, n);
        numbers(t, z, n);
        for (int i = 0; large && i < n; i++) {
            z[i] = Math.abs(w[i]) < 512 ? z[i] : (float) f.apply(w[i]);
        }
    }

    static void largeBits(int[] t, int limit, int n) {
        for (int i = 0; i < n; i++) {
            t[i] = (limit - 1 - (t[i] & 0x7fffffff)) >>> 31;
        }
    }

    static void reducePi(float[] x, float half, float[] r, float[] q, int n) {
        for (int i = 0; i < n; i++) {
            float k = MultiplyAdd.of(x[i], 0.31830989f, -half) + ROUNDER;
            q[i] = k;
            k = k - ROUNDER + half;
            float v = MultiplyAdd.of(k, -9.67502593994140625e-4f, MultiplyAdd.of(k, -3.140625f, x[i]));
            r[i] = MultiplyAdd.of(k, -1.509957990978376432e-7f, v);
        }
    }

    static void sineOf(float[] r, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            float v = r[i];
            float b = v * v;
            float c = MultiplyAdd.of(MultiplyAdd.of(-2.4078283e-8f, b, 2.7536381e-6f), b, -1.9841085e-4f);
            c = MultiplyAdd.of(MultiplyAdd.of(c, b, 8.3333328e-3f), b, -0.16666667f);
            z[i] = v * MultiplyAdd.of(c, b, 1);
        }
    }

    static void flip(int[] z, int[] k, int odd, int n) {
        for (int i = 0; i < n; i++) {
            z[i] ^= (k[i] + odd) << 31;
        }
    }
}
