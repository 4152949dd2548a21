package org.autodiff.array.vector;

/** Exponentials of floats, and what is made of them. */
abstract class FloatExponentials extends FloatScratch {
    // Exponentials: e^v = 2^2j e^r with |r| <= ln 2. The polynomials are fitted for this library; those of e^r err by
    // 2e-9.

    /** {@code e^(c x)}: 1.0 ulp. */
    final void exp(float[] x, float c, float[] z, int n) {
        reduce(x, c, p, q, n);
        power(n);
        scale(p, q, z, n);
    }

    /** p = e^r, and j in the lowest bits of q. */
    static void reduce(float[] x, float c, float[] p, float[] q, int n) {
        for (int i = 0; i < n; i++) {
            float v = Math.min(Math.max(x[i] * c, -104.5f), 89f);
            float k = v * 0.72134752f + ROUNDER;
            q[i] = k;
            k -= ROUNDER;
            float r = (v - k * 1.38629150390625f) - k * 2.857213530660375e-6f;
            p[i] = 1 + (r + r * r * series(r));
        }
    }

    static float series(float r) {
        return (((((2.5034583e-5f * r + 2.0074478e-4f) * r + 1.3888328e-3f) * r + 8.3327716e-3f) * r + 4.1666670e-2f)
                                        * r
                                + 1.6666670e-1f)
                        * r
                + 0.5f;
    }

    /** q = 2^j. */
    final void power(int n) {
        bits(q, t, n);
        shift(t, n);
        floats(t, q, n);
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

    /** 1.0 ulp. */
    final void exp2(float[] x, float[] z, int n) {
        reduce2(x, p, q, n);
        power(n);
        scale(p, q, z, n);
    }

    static void reduce2(float[] x, float[] p, float[] q, int n) {
        for (int i = 0; i < n; i++) {
            float v = Math.min(Math.max(x[i], -151f), 129f);
            float k = v * 0.5f + ROUNDER;
            q[i] = k;
            k -= ROUNDER;
            float r = (v - 2 * k) * 0.6931472f;
            p[i] = 1 + (r + r * r * series(r));
        }
    }

    /** {@code e^(c x) - 1}: 2.5 ulp. */
    final void expm1(float[] x, float c, float[] z, int n) {
        reduceLess(x, c, p, q, n);
        power(n);
        scaleLess(p, q, z, n);
    }

    /** p = e^r - 1, and j in the lowest bits of q. */
    static void reduceLess(float[] x, float c, float[] p, float[] q, int n) {
        for (int i = 0; i < n; i++) {
            float v = Math.min(Math.max(x[i] * c, -40f), 89f);
            float k = v * 0.72134752f + ROUNDER;
            q[i] = k;
            k -= ROUNDER;
            float r = (v - k * 1.38629150390625f) - k * 2.857213530660375e-6f;
            p[i] = r * (1 + r * series(r));
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
        clamp(x, -10, 10, z, n);
        expm1(z, 2, z, n);
        tanhOf(z, n);
    }

    static void tanhOf(float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = z[i] / (z[i] + 2);
        }
    }

    /** With {@code e = e^-|x|}: {@code e / (1 + e)} below 0, {@code 1 / (1 + e)} above: 2 ulp. */
    final void sigmoid(float[] x, float[] z, int n) {
        abs(x, w, n);
        exp(w, -1, w, n);
        sigmoidOf(x, w, z, n);
    }

    static void sigmoidOf(float[] x, float[] e, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            float sign = Math.min(Math.max(x[i] * 1e38f * 1e38f, -1), 1);
            z[i] = ((1 - sign) * e[i] + (1 + sign)) / (2 + 2 * e[i]);
        }
    }

    /** {@code max(x, 0) + ln(1 + e^-|x|)}, the logarithm as twice the artanh of e / (2 + e), a third at most: 3 ulp. */
    final void softplus(float[] x, float[] z, int n) {
        abs(x, w, n);
        exp(w, -1, w, n);
        softplusOf(x, w, z, n);
    }

    static void softplusOf(float[] x, float[] e, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            float a = e[i] / (2 + e[i]);
            float b = a * a;
            float c = (((0.09090909f * b + 0.11111111f) * b + 0.14285715f) * b + 0.2f) * b + 0.33333334f;
            z[i] = Math.max(x[i], 0) + 2 * a * (1 + b * (c + 0.07692308f * b * b * b * b * b));
        }
    }

    static void abs(float[] x, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.abs(x[i]);
        }
    }

    static void clamp(float[] x, float low, float high, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.min(Math.max(x[i], low), high);
        }
    }

    /** -1, 0 or 1 by the sign; two factors, for the smallest numbers need more than the largest has. */
    static void unit(float[] x, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.min(Math.max(x[i] * 1e38f * 1e38f, -1f), 1f) + 0f;
        }
    }

    // The error function.

    /** The rational function of Eigen (G. Guennebaud and others): 6 ulp. */
    static void erf(float[] x, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            float v = Math.min(Math.max(x[i], -4f), 4f);
            float b = v * v;
            float above = (((((-2.72614225801306e-10f * b + 2.77068142495902e-08f) * b - 2.10102402082508e-06f) * b
                                                                    - 5.69250639462346e-05f)
                                                            * b
                                                    - 7.34990630326855e-04f)
                                            * b
                                    - 2.95459980854025e-03f)
                            * b
                    - 1.60960333262415e-02f;
            float below = (((-1.45660718464996e-05f * b - 2.13374055278905e-04f) * b - 1.68282697438203e-03f) * b
                                    - 7.37332916720468e-03f)
                            * b
                    - 1.42647390514189e-02f;
            z[i] = v * (above / below);
        }
    }

    /**
     * With u the root of 2 times |x|: {@code erfc |x| = 2 e^(-u^2/2) M(u)}, where (1 + 2u) M(u) is a polynomial of {@code (u -
     * 4)/(u + 4)}, fitted for this library with an error of 3e-9: 5 ulp, also where the result is small.
     */
    final void erfc(float[] x, float[] z, int n) {
        split(x, w, q, n);
        unit(x, z, n);
        exp(q, 1, q, n);
        quotient(w, p, n);
        tail(p, r, n);
        horner(p, 4.4374034e-2f, -9.5260464e-2f, 1.2890717e-1f, r, n);
        horner(p, -9.6379990e-2f, -2.3009206e-2f, 8.4969577e-1f, r, n);
        erfcOf(z, q, w, r, z, n);
    }

    /** a = |x|, and q = -b, where b is the square of an a rounded to 12 bits, which a float holds exactly. */
    static void split(float[] x, float[] a, float[] q, int n) {
        for (int i = 0; i < n; i++) {
            float v = Math.min(Math.abs(x[i]), 10.2f);
            float high = v * 4097f - (v * 4097f - v);
            a[i] = v;
            q[i] = -high * high;
        }
    }

    /** v = (u - 4) / (u + 4). */
    static void quotient(float[] a, float[] v, int n) {
        for (int i = 0; i < n; i++) {
            v[i] = (a[i] * 1.41421356f - 4) / (a[i] * 1.41421356f + 4);
        }
    }

    /** The first terms of (1 + 2u) M(u). */
    static void tail(float[] v, float[] m, int n) {
        for (int i = 0; i < n; i++) {
            m[i] = (((-1.5496053e-4f * v[i] - 7.5141174e-5f) * v[i] + 1.5564264e-3f) * v[i] - 1.2499249e-3f) * v[i]
                    - 1.0509857e-2f;
        }
    }

    /** m = m v^3 + a v^2 + b v + c: a polynomial in pieces, for of one long loop no vector code is made. */
    static void horner(float[] v, float a, float b, float c, float[] m, int n) {
        for (int i = 0; i < n; i++) {
            m[i] = ((m[i] * v[i] + a) * v[i] + b) * v[i] + c;
        }
    }

    /** By the sign of x: the tail itself, or 2 less it; 1 at 0. The tail lacks e^-c, where c is what b lacks of a^2. */
    static void erfcOf(float[] sign, float[] e, float[] a, float[] m, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            float high = a[i] * 4097f - (a[i] * 4097f - a[i]);
            float c = (a[i] - high) * (a[i] + high);
            float tail = e[i] * m[i] / (0.5f + a[i] * 1.41421356f);
            z[i] = tail * (1 - c * (1 - c * (0.5f - c * 0.16666667f))) * sign[i] + (1 - sign[i]);
        }
    }
}
