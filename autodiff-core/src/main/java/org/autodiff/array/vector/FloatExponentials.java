package org.autodiff.array.vector;

import static org.autodiff.array.vector.MultiplyAdd.lost;

/** Exponentials of floats, and what is made of them. */
abstract class FloatExponentials extends FloatScratch {
    // Exponentials: e^v = 2^2j e^r with |r| <= ln 2. The polynomials are fitted for this library; those of e^r err by
    // 2e-9. Bounds have loops of their own: Math.min and Math.max are dearer within others.

    /** {@code e^(c x)}: 1.4 ulp. */
    final void exp(float[] x, float c, float[] z, int n) {
        between(x, c, -104.5f, 89f, w, n);
        reduce(w, p, q, n);
        power(n);
        scale(p, q, z, n);
    }

    /** {@code z = e^-x} for x from 0 on. */
    final void decay(float[] x, float[] z, int n) {
        reduceMinus(x, p, q, n);
        power(n);
        scale(p, q, z, n);
    }

    static void between(float[] x, float c, float low, float high, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.min(Math.max(x[i] * c, low), high);
        }
    }

    /** p = e^r, and j in the lowest bits of q. */
    static void reduce(float[] x, float[] p, float[] q, int n) {
        for (int i = 0; i < n; i++) {
            float k = halfPowers(x[i]);
            q[i] = k;
            p[i] = power(rest(x[i], k));
        }
    }

    static void reduceMinus(float[] x, float[] p, float[] q, int n) {
        for (int i = 0; i < n; i++) {
            float k = halfPowers(-x[i]);
            q[i] = k;
            p[i] = power(rest(-x[i], k));
        }
    }

    static float halfPowers(float v) {
        return MultiplyAdd.of(v, 0.72134752f, ROUNDER);
    }

    static float rest(float v, float k) {
        float j = k - ROUNDER;
        return MultiplyAdd.of(j, -2.857213530660375e-6f, MultiplyAdd.of(j, -1.38629150390625f, v));
    }

    /** e^r. */
    static float power(float r) {
        return 1 + MultiplyAdd.of(r * r, series(r), r);
    }

    /** {@code e^r - 1}; -0 of -0. */
    static float powerLess(float r) {
        return r * MultiplyAdd.of(series(r), r, 1);
    }

    /** {@code (e^r - 1 - r) / r^2}. */
    private static float series(float r) {
        float a = MultiplyAdd.of(2.5034583e-5f, r, 2.0074478e-4f);
        float b = MultiplyAdd.of(MultiplyAdd.of(a, r, 1.3888328e-3f), r, 8.3327716e-3f);
        return MultiplyAdd.of(MultiplyAdd.of(MultiplyAdd.of(b, r, 4.1666670e-2f), r, 1.6666670e-1f), r, 0.5f);
    }

    /** q = 2^j. */
    final void power(int n) {
        bits(q, t, n);
        shift(t, n);
        numbers(t, q, n);
    }

    static void shift(int[] t, int n) {
        for (int i = 0; i < n; i++) {
            t[i] = (t[i] + 127) << 23;
        }
    }

    /** Factor after factor: so results beyond the range become infinite, and those beneath it are rounded once. */
    static void scale(float[] p, float[] q, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = p[i] * q[i] * q[i];
        }
    }

    /** 1.4 ulp. */
    final void exp2(float[] x, float[] z, int n) {
        between(x, 1, -151f, 129f, w, n);
        reduce2(w, p, q, n);
        power(n);
        scale(p, q, z, n);
    }

    static void reduce2(float[] x, float[] p, float[] q, int n) {
        for (int i = 0; i < n; i++) {
            float k = MultiplyAdd.of(x[i], 0.5f, ROUNDER);
            q[i] = k;
            p[i] = power(MultiplyAdd.of(k - ROUNDER, -2, x[i]) * 0.6931472f);
        }
    }

    /** {@code e^(c x) - 1}: 2.5 ulp. */
    final void expm1(float[] x, float c, float[] z, int n) {
        between(x, c, -40f, 89f, w, n);
        reduceLess(w, p, q, n);
        power(n);
        scaleLess(p, q, z, n);
    }

    /** p = e^r - 1, and j in the lowest bits of q. */
    static void reduceLess(float[] x, float[] p, float[] q, int n) {
        for (int i = 0; i < n; i++) {
            float k = halfPowers(x[i]);
            q[i] = k;
            p[i] = powerLess(rest(x[i], k));
        }
    }

    /** The difference is taken so that -0 stays -0. */
    static void scaleLess(float[] p, float[] q, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = q[i] * (q[i] * p[i] - (1 / q[i] - q[i]));
        }
    }

    /** 3 ulp. */
    final void tanh(float[] x, float[] z, int n) {
        between(x, 2, -20, 20, w, n);
        reduceLess(w, p, q, n);
        power(n);
        tanhOf(p, q, z, n);
    }

    static void tanhOf(float[] p, float[] q, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            float e = q[i] * (q[i] * p[i] - (1 / q[i] - q[i]));
            z[i] = e / (e + 2);
        }
    }

    /** {@code e^x / (e^x + 1)} with both divided by 2^j: 2 ulp. */
    final void sigmoid(float[] x, float[] z, int n) {
        between(x, 1, -104.5f, 104.5f, w, n);
        reduceMinus(w, p, q, n);
        power(n);
        sigmoidOf(p, q, z, n);
    }

    static void sigmoidOf(float[] p, float[] q, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            float a = 1 / q[i];
            z[i] = a / MultiplyAdd.of(p[i], q[i], a);
        }
    }

    /** {@code max(x, 0) + ln(1 + e^-|x|)}, the logarithm as twice the artanh of e / (2 + e), a third at most: 3 ulp. */
    final void softplus(float[] x, float[] z, int n) {
        magnitudes(x, 104.5f, w, n);
        decay(w, w, n);
        softplusOf(x, w, z, n);
    }

    static void softplusOf(float[] x, float[] e, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            float a = e[i] / (2 + e[i]);
            float b = a * a;
            float c = MultiplyAdd.of(MultiplyAdd.of(0.07692308f, b, 0.09090909f), b, 0.11111111f);
            float d = MultiplyAdd.of(MultiplyAdd.of(MultiplyAdd.of(c, b, 0.14285715f), b, 0.2f), b, 0.33333334f);
            z[i] = Math.max(x[i], 0) + MultiplyAdd.of(2 * a * b, d, 2 * a);
        }
    }

    /** {@code min(|x|, most)}. */
    static void magnitudes(float[] x, float most, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.min(Math.abs(x[i]), most);
        }
    }

    static void abs(float[] x, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.abs(x[i]);
        }
    }

    /** -1, 0 or 1 by the sign; two factors, for the smallest numbers need more than the largest has. */
    static void unit(float[] x, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Signs.of(x[i]) + 0f;
        }
    }

    // The error function.

    /** The rational function of Eigen (G. Guennebaud and others): 6 ulp. */
    final void erf(float[] x, float[] z, int n) {
        between(x, 1, -4, 4, w, n);
        erfOf(w, z, n);
    }

    static void erfOf(float[] x, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            float v = x[i];
            float b = v * v;
            float a = MultiplyAdd.of(-2.72614225801306e-10f, b, 2.77068142495902e-08f);
            a = MultiplyAdd.of(MultiplyAdd.of(a, b, -2.10102402082508e-06f), b, -5.69250639462346e-05f);
            a = MultiplyAdd.of(MultiplyAdd.of(a, b, -7.34990630326855e-04f), b, -2.95459980854025e-03f);
            a = MultiplyAdd.of(a, b, -1.60960333262415e-02f);
            float c = MultiplyAdd.of(-1.45660718464996e-05f, b, -2.13374055278905e-04f);
            c = MultiplyAdd.of(MultiplyAdd.of(c, b, -1.68282697438203e-03f), b, -7.37332916720468e-03f);
            z[i] = v * (a / MultiplyAdd.of(c, b, -1.42647390514189e-02f));
        }
    }

    /**
     * With u the root of 2 times |x|: {@code erfc |x| = 2 e^(-u^2/2) M(u)}, where (1 + 2u) M(u) is a polynomial of {@code (u -
     * 4)/(u + 4)}, fitted for this library with an error of 3e-9: 8 ulp, also where the result is small.
     */
    final void erfc(float[] x, float[] z, int n) {
        magnitudes(x, 10.2f, w, n);
        unit(x, z, n);
        reduceSquare(w, p, q, n);
        power(n);
        tail(w, r, n);
        erfcOf(z, p, q, w, r, z, n);
    }

    /** p = e^r, and j in the lowest bits of q, for minus the rounded square. */
    static void reduceSquare(float[] x, float[] p, float[] q, int n) {
        for (int i = 0; i < n; i++) {
            float v = -(x[i] * x[i]);
            float k = halfPowers(v);
            q[i] = k;
            p[i] = power(rest(v, k));
        }
    }

    /** (1 + 2u) M(u). */
    static void tail(float[] a, float[] m, int n) {
        for (int i = 0; i < n; i++) {
            float v = MultiplyAdd.of(a[i], 1.41421356f, -4) / MultiplyAdd.of(a[i], 1.41421356f, 4);
            float c = MultiplyAdd.of(MultiplyAdd.of(-1.5496053e-4f, v, -7.5141174e-5f), v, 1.5564264e-3f);
            c = MultiplyAdd.of(MultiplyAdd.of(c, v, -1.2499249e-3f), v, -1.0509857e-2f);
            c = MultiplyAdd.of(MultiplyAdd.of(c, v, 4.4374034e-2f), v, -9.5260464e-2f);
            c = MultiplyAdd.of(MultiplyAdd.of(c, v, 1.2890717e-1f), v, -9.6379990e-2f);
            m[i] = MultiplyAdd.of(MultiplyAdd.of(c, v, -2.3009206e-2f), v, 8.4969577e-1f);
        }
    }

    /** By the sign of x: the tail itself, or 2 less it; 1 at 0. What the square lost in rounding is a factor e^-c. */
    static void erfcOf(float[] sign, float[] p, float[] q, float[] a, float[] m, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            float c = lost(a[i], a[i] * a[i]);
            float tail = (p[i] - p[i] * c) * m[i] / MultiplyAdd.of(a[i], 1.41421356f, 0.5f);
            z[i] = MultiplyAdd.of(tail * sign[i] * q[i], q[i], 1 - sign[i]);
        }
    }
}
