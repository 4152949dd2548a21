package org.autodiff.array.vector;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import org.autodiff.array.Binary;
import org.autodiff.array.Unary;

/**
 * Functions of up to {@link #LENGTH} floats at a time, as loops that the virtual machine compiles to vector instructions: ten to
 * thirty times as fast as a call for each element. An instance holds scratch memory and is for one thread.
 *
 * <p>Such a loop has neither branches nor calls, works on whole arrays from index 0, and on floats or ints but not on both: bits
 * of floats are had by copying them through memory that is seen as either. NaN, infinities, -0 and subnormal numbers come out
 * as from {@link Math}; the largest errors are stated with the loops, in units in the last place.
 */
public final class FloatVectors {
    /** The most elements of a call: so many that all scratch memory stays in the processor's nearest caches. */
    public static final int LENGTH = 4096;

    /** Of fewer elements a call for each is faster. */
    static final int FEW = 4;

    /** 1.5 * 2^23: added, it leaves a number rounded to whole, in its lowest bits. */
    private static final float ROUNDER = 12582912f;

    private static final int ONE = 0x3f800000;
    private static final int INFINITY = 0x7f800000;
    private static final int LEAST_NORMAL = 0x00800000;

    private final float[] p = new float[LENGTH];
    private final float[] q = new float[LENGTH];
    private final float[] w = new float[LENGTH];
    private final int[] s = new int[LENGTH];
    private final int[] t = new int[LENGTH];
    private final FloatBuffer floats;
    private final IntBuffer ints;

    /** Scratch memory for one thread. */
    public FloatVectors() {
        ByteBuffer bytes = ByteBuffer.allocateDirect(LENGTH * Float.BYTES).order(ByteOrder.nativeOrder());
        floats = bytes.asFloatBuffer();
        ints = bytes.asIntBuffer();
    }

    /** {@code z = f(x)} for the first n elements, n being {@link #LENGTH} at most; z may be x. */
    public void apply(Unary f, float[] x, float[] z, int n) {
        if (n < FEW) {
            each(f, x, z, n);
            return;
        }
        switch (f) {
            case NEG -> negate(x, z, n);
            case ABS -> abs(x, z, n);
            case SIGN -> sign(x, z, n);
            case STEP -> step(x, z, n);
            case SQUARE -> square(x, z, n);
            case RECIPROCAL -> reciprocal(x, z, n);
            case SQRT -> sqrt(x, z, n);
            case RSQRT -> rsqrt(x, z, n);
            case RELU -> clamp(x, 0, Float.POSITIVE_INFINITY, z, n);
            case RELU6 -> clamp(x, 0, 6, z, n);
            case EXP -> exp(x, 1, z, n);
            case EXP2 -> exp2(x, z, n);
            case EXPM1 -> expm1(x, 1, z, n);
            case TANH -> tanh(x, z, n);
            case SIGMOID -> sigmoid(x, z, n);
            case SOFTPLUS -> softplus(x, z, n);
            case LOG -> log(f, x, z, n);
            case LOG2 -> log(f, x, z, n);
            case LOG1P -> log1p(x, z, n);
            case SIN, COS -> sine(f, x, z, n);
            case ERF -> erf(x, z, n);
            case ERFC -> erfc(x, z, n);
            default -> each(f, x, z, n);
        }
    }

    /** Whether there is a loop for the function, so that it is not called for each element. */
    public static boolean has(Unary f) {
        return switch (f) {
            case NEG, ABS, SIGN, STEP, SQUARE, RECIPROCAL, SQRT, RSQRT, RELU, RELU6, EXP, EXP2, EXPM1, TANH, SIGMOID ->
                true;
            case SOFTPLUS, LOG, LOG2, LOG1P, SIN, COS, ERF, ERFC -> true;
            default -> false;
        };
    }

    private static void each(Unary f, float[] x, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = (float) f.apply(x[i]);
        }
    }

    private void bits(float[] from, int[] to, int n) {
        floats.put(0, from, 0, n);
        ints.get(0, to, 0, n);
    }

    private void floats(int[] from, float[] to, int n) {
        ints.put(0, from, 0, n);
        floats.get(0, to, 0, n);
    }

    // Functions of two numbers.

    /** {@code z = f(x, y)} for the first n elements; z may be x or y. */
    public void apply(Binary f, float[] x, float[] y, float[] z, int n) {
        switch (f) {
            case ADD -> add(x, y, z, n);
            case SUB -> subtract(x, y, z, n);
            case MUL -> multiply(x, y, z, n);
            case DIV -> divide(x, y, z, n);
            case MAXIMUM -> maximum(x, y, z, n);
            case MINIMUM -> minimum(x, y, z, n);
            default -> each(f, x, y, z, n);
        }
    }

    private static void each(Binary f, float[] x, float[] y, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = (float) f.apply(x[i], y[i]);
        }
    }

    private static void add(float[] x, float[] y, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] + y[i];
        }
    }

    private static void subtract(float[] x, float[] y, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] - y[i];
        }
    }

    private static void multiply(float[] x, float[] y, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] * y[i];
        }
    }

    private static void divide(float[] x, float[] y, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] / y[i];
        }
    }

    private static void maximum(float[] x, float[] y, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.max(x[i], y[i]);
        }
    }

    private static void minimum(float[] x, float[] y, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.min(x[i], y[i]);
        }
    }

    // Exact.

    private static void negate(float[] x, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = -x[i];
        }
    }

    private static void abs(float[] x, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.abs(x[i]);
        }
    }

    private static void square(float[] x, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] * x[i];
        }
    }

    private static void reciprocal(float[] x, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = 1 / x[i];
        }
    }

    private static void sqrt(float[] x, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = (float) Math.sqrt(x[i]);
        }
    }

    private static void rsqrt(float[] x, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = 1 / (float) Math.sqrt(x[i]);
        }
    }

    private static void clamp(float[] x, float low, float high, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.min(Math.max(x[i], low), high);
        }
    }

    /** The bits of 1 where those of a number that is not negative are not 0, NaN of either sign included. */
    private void step(float[] x, float[] z, int n) {
        clamp(x, 0, Float.POSITIVE_INFINITY, z, n);
        bits(z, t, n);
        stepBits(t, n);
        floats(t, z, n);
    }

    private static void stepBits(int[] t, int n) {
        for (int i = 0; i < n; i++) {
            t[i] = (-(t[i] & 0x7fffffff) >> 31) & ONE;
        }
    }

    private void sign(float[] x, float[] z, int n) {
        unit(x, z, n);
        bits(z, t, n);
        withoutNan(t, n);
        floats(t, z, n);
    }

    /** -1, 0 or 1 by the sign; two factors, for the smallest numbers need more than the largest has. */
    private static void unit(float[] x, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.min(Math.max(x[i] * 1e38f * 1e38f, -1f), 1f) + 0f;
        }
    }

    private static void withoutNan(int[] t, int n) {
        for (int i = 0; i < n; i++) {
            t[i] &= ~((INFINITY - (t[i] & 0x7fffffff)) >> 31);
        }
    }

    // Exponentials: e^v = 2^2j e^r with |r| <= ln 2. The polynomials are fitted for this library; those of e^r err by
    // 2e-9.

    /** {@code e^(c x)}: 1.0 ulp. */
    private void exp(float[] x, float c, float[] z, int n) {
        reduce(x, c, p, q, n);
        power(n);
        scale(p, q, z, n);
    }

    /** p = e^r, and j in the lowest bits of q. */
    private static void reduce(float[] x, float c, float[] p, float[] q, int n) {
        for (int i = 0; i < n; i++) {
            float v = Math.min(Math.max(x[i] * c, -104.5f), 89f);
            float k = v * 0.72134752f + ROUNDER;
            q[i] = k;
            k -= ROUNDER;
            float r = (v - k * 1.38629150390625f) - k * 2.857213530660375e-6f;
            p[i] = 1 + (r + r * r * series(r));
        }
    }

    private static float series(float r) {
        return (((((2.5034583e-5f * r + 2.0074478e-4f) * r + 1.3888328e-3f) * r + 8.3327716e-3f) * r + 4.1666670e-2f)
                                        * r
                                + 1.6666670e-1f)
                        * r
                + 0.5f;
    }

    /** q = 2^j. */
    private void power(int n) {
        bits(q, t, n);
        shift(t, n);
        floats(t, q, n);
    }

    private static void shift(int[] t, int n) {
        for (int i = 0; i < n; i++) {
            t[i] = (t[i] + 127) << 23;
        }
    }

    /** Factor after factor: so results beyond the range become infinite, and those beneath it are rounded once. */
    private static void scale(float[] p, float[] q, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = p[i] * q[i] * q[i];
        }
    }

    /** 1.0 ulp. */
    private void exp2(float[] x, float[] z, int n) {
        reduce2(x, p, q, n);
        power(n);
        scale(p, q, z, n);
    }

    private static void reduce2(float[] x, float[] p, float[] q, int n) {
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
    private void expm1(float[] x, float c, float[] z, int n) {
        reduceLess(x, c, p, q, n);
        power(n);
        scaleLess(p, q, z, n);
    }

    /** p = e^r - 1, and j in the lowest bits of q. */
    private static void reduceLess(float[] x, float c, float[] p, float[] q, int n) {
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
    private static void scaleLess(float[] p, float[] q, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = q[i] * (q[i] * p[i] - (1 / q[i] - q[i]));
        }
    }

    /** 3 ulp. */
    private void tanh(float[] x, float[] z, int n) {
        clamp(x, -10, 10, z, n);
        expm1(z, 2, z, n);
        tanhOf(z, n);
    }

    private static void tanhOf(float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = z[i] / (z[i] + 2);
        }
    }

    /** With {@code e = e^-|x|}: {@code e / (1 + e)} below 0, {@code 1 / (1 + e)} above: 2 ulp. */
    private void sigmoid(float[] x, float[] z, int n) {
        abs(x, w, n);
        exp(w, -1, w, n);
        sigmoidOf(x, w, z, n);
    }

    private static void sigmoidOf(float[] x, float[] e, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            float sign = Math.min(Math.max(x[i] * 1e38f * 1e38f, -1), 1);
            z[i] = ((1 - sign) * e[i] + (1 + sign)) / (2 + 2 * e[i]);
        }
    }

    /** {@code max(x, 0) + ln(1 + e^-|x|)}, the logarithm as twice the artanh of e / (2 + e), a third at most: 3 ulp. */
    private void softplus(float[] x, float[] z, int n) {
        abs(x, w, n);
        exp(w, -1, w, n);
        softplusOf(x, w, z, n);
    }

    private static void softplusOf(float[] x, float[] e, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            float a = e[i] / (2 + e[i]);
            float b = a * a;
            float c = (((0.09090909f * b + 0.11111111f) * b + 0.14285715f) * b + 0.2f) * b + 0.33333334f;
            z[i] = Math.max(x[i], 0) + 2 * a * (1 + b * (c + 0.07692308f * b * b * b * b * b));
        }
    }

    // Logarithms: x = 2^k m with m from sqrt(1/2) to sqrt(2). The polynomial is that of Cephes' logf (S. Moshier).

    /** 1 ulp. */
    private void log(Unary f, float[] x, float[] z, int n) {
        int odd = mantissas(x, n);
        if (odd > 0) {
            System.arraycopy(x, 0, w, 0, n);
        }
        if (f == Unary.LOG) {
            logOf(p, q, z, n);
        } else {
            log2Of(p, q, z, n);
        }
        if (odd > 0) {
            mend(f, w, w, z, n);
        }
    }

    /** p = m, q = k; returns how many are not positive, finite and normal. */
    private int mantissas(float[] x, int n) {
        bits(x, t, n);
        int odd = oddBits(t, n);
        splitBits(t, s, n);
        floats(t, p, n);
        floats(s, q, n);
        return odd;
    }

    private static int oddBits(int[] t, int n) {
        int odd = 0;
        for (int i = 0; i < n; i++) {
            odd += ((t[i] - LEAST_NORMAL) | (INFINITY - 1 - t[i])) >>> 31;
        }
        return odd;
    }

    /** The exponent is left in the lowest bits of {@link #ROUNDER}. */
    private static void splitBits(int[] t, int[] s, int n) {
        for (int i = 0; i < n; i++) {
            int b = t[i] - 0x3f3504f3;
            s[i] = (b >> 23) + 0x4b400000;
            t[i] = (b & 0x7fffff) + 0x3f3504f3;
        }
    }

    private static float logSeries(float f) {
        return (((((((7.0376836292e-2f * f - 1.1514610310e-1f) * f + 1.1676998740e-1f) * f - 1.2420140846e-1f) * f
                                                                                + 1.4249322787e-1f)
                                                                        * f
                                                                - 1.6668057665e-1f)
                                                        * f
                                                + 2.0000714765e-1f)
                                        * f
                                - 2.4999993993e-1f)
                        * f
                + 3.3333331174e-1f;
    }

    private static void logOf(float[] m, float[] e, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            float k = e[i] - ROUNDER;
            float f = m[i] - 1;
            float y = logSeries(f) * f * f * f - 2.12194440e-4f * k - 0.5f * f * f;
            z[i] = f + y + 0.693359375f * k;
        }
    }

    private static void log2Of(float[] m, float[] e, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            float k = e[i] - ROUNDER;
            float f = m[i] - 1;
            float y = logSeries(f) * f * f * f - 0.5f * f * f;
            z[i] = y * 1.44269504f + f * 0.44269504f + f + k;
        }
    }

    /** ln(1 + x) from the logarithm of the rounded sum u, mended by what the rounding took away: 2 ulp. */
    private void log1p(float[] x, float[] z, int n) {
        System.arraycopy(x, 0, w, 0, n);
        addOne(w, z, n);
        int odd = mantissas(z, n);
        logOf(p, q, p, n);
        addOne(w, q, n);
        log1pOf(w, q, p, z, n);
        if (odd > 0) {
            mend(Unary.LOG1P, w, q, z, n);
        }
    }

    private static void addOne(float[] x, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = 1 + x[i];
        }
    }

    private static void log1pOf(float[] x, float[] u, float[] log, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.min(log[i] + (x[i] - (u[i] - 1)) / u[i], x[i]); // the smaller one, so that -0 stays -0
        }
    }

    /** Computes the few one by one that the loops do not: where {@code by} is not positive and normal, or z is NaN. */
    private static void mend(Unary f, float[] x, float[] by, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            if (!(by[i] >= Float.MIN_NORMAL && by[i] <= Float.MAX_VALUE)) {
                z[i] = (float) f.apply(x[i]);
            }
        }
    }

    // Sines: x = k pi + v with |v| <= pi / 2, pi in three parts; k counts halves for the cosine.

    /** 2.5 ulp, and 1e-7 near their zeros. */
    private void sine(Unary f, float[] x, float[] z, int n) {
        bits(x, t, n);
        int large = largeBits(t, 0x44000000, n); // 512
        if (large > 0) {
            System.arraycopy(x, 0, w, 0, n);
        }
        reducePi(x, f == Unary.SIN ? 0f : 0.5f, p, q, n);
        sineOf(p, p, n);
        bits(p, t, n);
        bits(q, s, n);
        flip(t, s, f == Unary.SIN ? 0 : 1, n);
        floats(t, z, n);
        for (int i = 0; large > 0 && i < n; i++) {
            z[i] = Math.abs(w[i]) < 512 ? z[i] : (float) f.apply(w[i]);
        }
    }

    private static int largeBits(int[] t, int limit, int n) {
        int large = 0;
        for (int i = 0; i < n; i++) {
            large += (limit - 1 - (t[i] & 0x7fffffff)) >>> 31;
        }
        return large;
    }

    private static void reducePi(float[] x, float half, float[] r, float[] q, int n) {
        for (int i = 0; i < n; i++) {
            float k = (x[i] * 0.31830989f - half) + ROUNDER;
            q[i] = k;
            k = k - ROUNDER + half;
            r[i] = ((x[i] - k * 3.140625f) - k * 9.67502593994140625e-4f) - k * 1.509957990978376432e-7f;
        }
    }

    private static void sineOf(float[] r, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            float v = r[i];
            float b = v * v;
            float c = ((-2.4078283e-8f * b + 2.7536381e-6f) * b - 1.9841085e-4f) * b + 8.3333328e-3f;
            z[i] = v * (1 + b * (c * b - 0.16666667f));
        }
    }

    private static void flip(int[] z, int[] k, int odd, int n) {
        for (int i = 0; i < n; i++) {
            z[i] ^= (k[i] + odd) << 31;
        }
    }

    // The error function.

    /** The rational function of Eigen (G. Guennebaud and others): 6 ulp. */
    private static void erf(float[] x, float[] z, int n) {
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
    private void erfc(float[] x, float[] z, int n) {
        split(x, w, q, n);
        unit(x, z, n);
        exp(q, 1, q, n);
        tail(w, p, n);
        tailOf(w, p, n);
        erfcOf(z, q, w, p, z, n);
    }

    /** a = |x|, and q = -b, where b is the square of an a rounded to 12 bits, which a float holds exactly. */
    private static void split(float[] x, float[] a, float[] q, int n) {
        for (int i = 0; i < n; i++) {
            float v = Math.min(Math.abs(x[i]), 10.2f);
            float high = v * 4097f - (v * 4097f - v);
            a[i] = v;
            q[i] = -high * high;
        }
    }

    /** The polynomial but for its last terms. */
    private static void tail(float[] a, float[] m, int n) {
        for (int i = 0; i < n; i++) {
            float u = a[i] * 1.41421356f;
            float v = (u - 4) / (u + 4);
            m[i] = ((((-1.5496053e-4f * v - 7.5141174e-5f) * v + 1.5564264e-3f) * v - 1.2499249e-3f) * v
                                    - 1.0509857e-2f)
                            * v
                    + 4.4374034e-2f;
        }
    }

    /** m = 2 M(u). */
    private static void tailOf(float[] a, float[] m, int n) {
        for (int i = 0; i < n; i++) {
            float u = a[i] * 1.41421356f;
            float v = (u - 4) / (u + 4);
            float w = ((((m[i] * v - 9.5260464e-2f) * v + 1.2890717e-1f) * v - 9.6379990e-2f) * v - 2.3009206e-2f) * v
                    + 8.4969577e-1f;
            m[i] = w / (0.5f + u);
        }
    }

    /** By the sign of x: the tail itself, or 2 less it; 1 at 0. The tail lacks e^-c, where c is what b lacks of a^2. */
    private static void erfcOf(float[] sign, float[] e, float[] a, float[] m, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            float high = a[i] * 4097f - (a[i] * 4097f - a[i]);
            float c = (a[i] - high) * (a[i] + high);
            z[i] = e[i] * m[i] * (1 - c * (1 - c * (0.5f - c * 0.16666667f))) * sign[i] + (1 - sign[i]);
        }
    }
}
