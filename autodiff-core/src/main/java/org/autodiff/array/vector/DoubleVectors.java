package org.autodiff.array.vector;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import org.autodiff.array.Binary;
import org.autodiff.array.Unary;

/** What {@link FloatVectors} are for floats, for doubles: functions of up to {@link #LENGTH} of them at a time, for one thread. */
public final class DoubleVectors {
    /** The most elements of a call. */
    public static final int LENGTH = FloatVectors.LENGTH;

    /** The length of an array for so many elements; see {@link FloatVectors#ROOM}. */
    public static final int ROOM = LENGTH + 6;

    private static final int FEW = FloatVectors.FEW;

    /** 1.5 * 2^52: added, it leaves a number rounded to whole, in its lowest bits. */
    private static final double ROUNDER = 6755399441055744.0;

    private static final long INFINITY = 0x7ff0000000000000L;
    private static final long LEAST_NORMAL = 0x0010000000000000L;
    private static final long ROOT_OF_HALF = 0x3fe6a09e667f3bcdL;
    private static final double LN2_HIGH = 6.93147180369123816490e-01;
    private static final double LN2_LOW = 1.90821492927058770002e-10;
    /** No bits. */
    private static final long[] NONE = new long[LENGTH];

    /** Numbers up to here have their sines by the loop. */
    private static final double LARGEST_ANGLE = 65536;

    private final double[] p = new double[ROOM];
    private final double[] q = new double[ROOM];
    private final double[] r = new double[ROOM];
    private final double[] w = new double[ROOM];
    private final long[] s = new long[ROOM];
    private final long[] t = new long[ROOM];
    private final DoubleBuffer doubles;
    private final LongBuffer longs;

    /** Scratch memory for one thread. */
    public DoubleVectors() {
        ByteBuffer bytes = ByteBuffer.allocateDirect(LENGTH * Double.BYTES).order(ByteOrder.nativeOrder());
        doubles = bytes.asDoubleBuffer();
        longs = bytes.asLongBuffer();
    }

    /** {@code z = f(x)} for the first n elements, n being {@link #LENGTH} at most; z may be x. */
    public void apply(Unary f, double[] x, double[] z, int n) {
        if (n < FEW) {
            each(f, x, z, n);
            return;
        }
        switch (f) {
            case NEG -> negate(x, z, n);
            case ABS -> abs(x, z, n);
            case SQUARE -> square(x, z, n);
            case RECIPROCAL -> reciprocal(x, z, n);
            case SQRT -> sqrt(x, z, n);
            case RSQRT -> rsqrt(x, z, n);
            case RELU -> clamp(x, 0, Double.POSITIVE_INFINITY, z, n);
            case RELU6 -> clamp(x, 0, 6, z, n);
            case EXP -> exp(x, 1, z, n);
            case EXPM1 -> expm1(x, 1, z, n);
            case TANH -> tanh(x, z, n);
            case SIGMOID -> sigmoid(x, z, n);
            case SOFTPLUS -> softplus(x, z, n);
            case LOG -> log(x, z, n);
            case LOG1P -> log1p(x, z, n);
            case SIN, COS -> sine(f, x, z, n);
            default -> each(f, x, z, n);
        }
    }

    private static void each(Unary f, double[] x, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = f.apply(x[i]);
        }
    }

    private void bits(double[] from, long[] to, int n) {
        doubles.put(0, from, 0, n);
        longs.get(0, to, 0, n);
    }

    private void doubles(long[] from, double[] to, int n) {
        longs.put(0, from, 0, n);
        doubles.get(0, to, 0, n);
    }

    // Functions of two numbers.

    /** {@code z = f(x, y)} for the first n elements; z may be x or y. */
    public void apply(Binary f, double[] x, double[] y, double[] z, int n) {
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

    private static void each(Binary f, double[] x, double[] y, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = f.apply(x[i], y[i]);
        }
    }

    private static void add(double[] x, double[] y, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] + y[i];
        }
    }

    private static void subtract(double[] x, double[] y, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] - y[i];
        }
    }

    private static void multiply(double[] x, double[] y, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] * y[i];
        }
    }

    private static void divide(double[] x, double[] y, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] / y[i];
        }
    }

    private static void maximum(double[] x, double[] y, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.max(x[i], y[i]);
        }
    }

    private static void minimum(double[] x, double[] y, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.min(x[i], y[i]);
        }
    }

    // Exact.

    private static void negate(double[] x, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = -x[i];
        }
    }

    private static void abs(double[] x, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.abs(x[i]);
        }
    }

    private static void square(double[] x, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] * x[i];
        }
    }

    private static void reciprocal(double[] x, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = 1 / x[i];
        }
    }

    private static void sqrt(double[] x, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.sqrt(x[i]);
        }
    }

    private static void rsqrt(double[] x, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = 1 / Math.sqrt(x[i]);
        }
    }

    private static void between(double[] x, double c, double low, double high, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.min(Math.max(x[i] * c, low), high);
        }
    }

    private static void clamp(double[] x, double low, double high, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.min(Math.max(x[i], low), high);
        }
    }

    // Exponentials: e^v = 2^2j e^r with |r| <= ln 2; the polynomial is fitted for this library, with an error of 1e-18.

    /** {@code e^(c x)}: 1.0 ulp. */
    private void exp(double[] x, double c, double[] z, int n) {
        between(x, c, -746, 710, r, n);
        reduce(r, q, n);
        series(r, p, n);
        expOf(r, p, n);
        power(n);
        scale(p, q, z, n);
    }

    private static void reduce(double[] r, double[] q, int n) {
        for (int i = 0; i < n; i++) {
            double k = MultiplyAdd.of(r[i], 0.7213475204444817, ROUNDER);
            q[i] = k;
            k = -2 * (k - ROUNDER);
            r[i] = MultiplyAdd.of(k, LN2_LOW, MultiplyAdd.of(k, LN2_HIGH, r[i]));
        }
    }

    private static void expOf(double[] r, double[] p, int n) {
        for (int i = 0; i < n; i++) {
            p[i] = 1 + MultiplyAdd.of(r[i] * r[i], last(r[i], p[i]), r[i]);
        }
    }

    private static void expm1Of(double[] r, double[] p, int n) {
        for (int i = 0; i < n; i++) {
            p[i] = r[i] * MultiplyAdd.of(r[i], last(r[i], p[i]), 1);
        }
    }

    /* A polynomial in three loops: of one long loop no vector code is made. */

    private static void series(double[] r, double[] p, int n) {
        for (int i = 0; i < n; i++) {
            double c = MultiplyAdd.of(1.1545687113517419e-11, r[i], 1.6178997418468665e-10);
            c = MultiplyAdd.of(MultiplyAdd.of(c, r[i], 2.0876305995904585e-9), r[i], 2.5051386422491045e-8);
            p[i] = MultiplyAdd.of(c, r[i], 2.7557320526022711e-7);
        }
        more(r, p, n);
    }

    private static void more(double[] r, double[] p, int n) {
        for (int i = 0; i < n; i++) {
            double c = MultiplyAdd.of(MultiplyAdd.of(p[i], r[i], 2.7557321308455762e-6), r[i], 2.4801587299760394e-5);
            p[i] = MultiplyAdd.of(MultiplyAdd.of(c, r[i], 1.9841269838344994e-4), r[i], 1.3888888888889987e-3);
        }
    }

    private static double last(double r, double p) {
        double c = MultiplyAdd.of(MultiplyAdd.of(p, r, 8.333333333335092e-3), r, 4.1666666666666665e-2);
        return MultiplyAdd.of(MultiplyAdd.of(c, r, 0.16666666666666664), r, 0.5);
    }

    private void power(int n) {
        bits(q, t, n);
        shift(t, n);
        doubles(t, q, n);
    }

    private static void shift(long[] t, int n) {
        for (int i = 0; i < n; i++) {
            t[i] = (t[i] + 1023) << 52;
        }
    }

    private static void scale(double[] p, double[] q, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = p[i] * q[i] * q[i];
        }
    }

    /** {@code e^(c x) - 1}: 2.5 ulp. */
    private void expm1(double[] x, double c, double[] z, int n) {
        between(x, c, -80, 710, r, n);
        reduce(r, q, n);
        series(r, p, n);
        expm1Of(r, p, n);
        power(n);
        scaleLess(p, q, z, n);
    }

    private static void scaleLess(double[] p, double[] q, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = q[i] * (q[i] * p[i] - (1 / q[i] - q[i]));
        }
    }

    /** 3 ulp. */
    private void tanh(double[] x, double[] z, int n) {
        clamp(x, -20, 20, z, n);
        expm1(z, 2, z, n);
        tanhOf(z, n);
    }

    private static void tanhOf(double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = z[i] / (z[i] + 2);
        }
    }

    /** With {@code e = e^-|x|}: {@code e / (1 + e)} below 0, {@code 1 / (1 + e)} above: 2 ulp. */
    private void sigmoid(double[] x, double[] z, int n) {
        abs(x, w, n);
        exp(w, -1, w, n);
        sigmoidOf(x, w, z, n);
    }

    private static void sigmoidOf(double[] x, double[] e, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            double sign = Math.min(Math.max(x[i] * 1e308 * 1e308, -1), 1);
            z[i] = ((1 - sign) * e[i] + (1 + sign)) / (2 + 2 * e[i]);
        }
    }

    /** {@code max(x, 0) + ln(1 + e^-|x|)}: 2.5 ulp. */
    private void softplus(double[] x, double[] z, int n) {
        double[] above = new double[n];
        clamp(x, 0, Double.POSITIVE_INFINITY, above, n);
        abs(x, z, n);
        exp(z, -1, z, n);
        log1p(z, z, n);
        addTo(z, above, n);
    }

    private static void addTo(double[] z, double[] x, int n) {
        for (int i = 0; i < n; i++) {
            z[i] += x[i];
        }
    }

    // Logarithms: x = 2^k (1 + f) from sqrt(1/2) to sqrt(2), by the series of fdlibm's e_log.c (Sun Microsystems).

    /** 1 ulp. */
    private void log(double[] x, double[] z, int n) {
        boolean odd = split(x, n);
        if (odd) {
            System.arraycopy(x, 0, w, 0, n);
        }
        logSeries(p, r, n);
        logOf(p, q, r, z, n);
        if (odd) {
            mend(Unary.LOG, w, w, z, n);
        }
    }

    /** p = 1 + f, k + 1023 in q; returns whether any are not positive, finite and normal. */
    private boolean split(double[] x, int n) {
        bits(x, t, n);
        oddBits(t, s, n);
        boolean odd = any(s, n);
        splitBits(t, s, n);
        doubles(t, p, n);
        doubles(s, q, n);
        return odd;
    }

    private static void oddBits(long[] t, long[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = ((t[i] - LEAST_NORMAL) | (INFINITY - 1 - t[i])) >>> 63;
        }
    }

    /** Whether any of n numbers is not 0: by a comparison that is vector code, which no loop with one result is. */
    private static boolean any(long[] x, int n) {
        return !Arrays.equals(x, 0, n, NONE, 0, n);
    }

    private static void splitBits(long[] t, long[] s, int n) {
        for (int i = 0; i < n; i++) {
            long b = t[i] + (0x3ff0000000000000L - ROOT_OF_HALF);
            s[i] = (b >>> 52) + 0x4338000000000000L;
            t[i] = (b & 0xfffffffffffffL) + ROOT_OF_HALF;
        }
    }

    private static void logSeries(double[] m, double[] c, int n) {
        for (int i = 0; i < n; i++) {
            double f = m[i] - 1;
            double b = f / (2 + f) * (f / (2 + f));
            double a = MultiplyAdd.of(1.479819860511658591e-01, b, 1.531383769920937332e-01);
            a = MultiplyAdd.of(MultiplyAdd.of(a, b, 1.818357216161805012e-01), b, 2.222219843214978396e-01);
            c[i] = b * MultiplyAdd.of(MultiplyAdd.of(a, b, 2.857142874366239149e-01), b, 3.999999999940941908e-01);
        }
    }

    private static void logOf(double[] m, double[] e, double[] c, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            double k = e[i] - (ROUNDER + 1023);
            double f = m[i] - 1;
            double a = f / (2 + f);
            double half = 0.5 * f * f;
            double more = a * a * (c[i] + 6.666666666666735130e-01);
            z[i] = k * LN2_HIGH - ((half - (a * (half + more) + k * LN2_LOW)) - f);
        }
    }

    /** ln(1 + x) from the logarithm of the rounded sum u, mended by what the rounding took away: 2 ulp. */
    private void log1p(double[] x, double[] z, int n) {
        System.arraycopy(x, 0, w, 0, n);
        addOne(w, z, n);
        boolean odd = split(z, n);
        logSeries(p, r, n);
        logOf(p, q, r, p, n);
        addOne(w, q, n);
        log1pOf(w, q, p, z, n);
        if (odd) {
            mend(Unary.LOG1P, w, q, z, n);
        }
    }

    private static void addOne(double[] x, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = 1 + x[i];
        }
    }

    private static void log1pOf(double[] x, double[] u, double[] log, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.min(log[i] + (x[i] - (u[i] - 1)) / u[i], x[i]); // the smaller one, so that -0 stays -0
        }
    }

    private static void mend(Unary f, double[] x, double[] by, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            if (!(by[i] >= Double.MIN_NORMAL && by[i] <= Double.MAX_VALUE)) {
                z[i] = f.apply(x[i]);
            }
        }
    }

    // Sines: x = k pi + v with |v| <= pi / 2, pi in three parts; k counts halves for the cosine.

    /** 2 ulp, and 1e-15 near their zeros. */
    private void sine(Unary f, double[] x, double[] z, int n) {
        bits(x, t, n);
        largeBits(t, Double.doubleToRawLongBits(LARGEST_ANGLE), n);
        boolean large = any(t, n);
        if (large) {
            System.arraycopy(x, 0, w, 0, n);
        }
        reducePi(x, f == Unary.SIN ? 0 : 0.5, p, q, n);
        sineSeries(p, z, n);
        sineOf(p, z, p, n);
        bits(p, t, n);
        bits(q, s, n);
        flip(t, s, f == Unary.SIN ? 0 : 1, n);
        doubles(t, z, n);
        for (int i = 0; large && i < n; i++) {
            z[i] = Math.abs(w[i]) < LARGEST_ANGLE ? z[i] : f.apply(w[i]);
        }
    }

    private static void largeBits(long[] t, long limit, int n) {
        for (int i = 0; i < n; i++) {
            t[i] = (limit - 1 - (t[i] & Long.MAX_VALUE)) >>> 63;
        }
    }

    private static void reducePi(double[] x, double half, double[] r, double[] q, int n) {
        for (int i = 0; i < n; i++) {
            double k = MultiplyAdd.of(x[i], 0.3183098861837907, -half) + ROUNDER;
            q[i] = k;
            k = k - ROUNDER + half;
            double v = MultiplyAdd.of(k, -3.1786509424591713469e-08, MultiplyAdd.of(k, -3.1415926218032836914, x[i]));
            r[i] = MultiplyAdd.of(k, -1.2246467864107188502e-16, v);
        }
    }

    private static void sineSeries(double[] v, double[] c, int n) {
        for (int i = 0; i < n; i++) {
            double b = v[i] * v[i];
            double a = MultiplyAdd.of(-8.0056460272192849e-18, b, 2.8104648515992012e-15);
            a = MultiplyAdd.of(MultiplyAdd.of(a, b, -7.6471389748988778e-13), b, 1.6059043476564361e-10);
            c[i] = MultiplyAdd.of(a, b, -2.5052108382360896e-8);
        }
    }

    private static void sineOf(double[] v, double[] c, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            double b = v[i] * v[i];
            double d = MultiplyAdd.of(MultiplyAdd.of(c[i], b, 2.7557319223971107e-6), b, -1.9841269841269804e-4);
            d = MultiplyAdd.of(MultiplyAdd.of(d, b, 8.3333333333333333e-3), b, -0.16666666666666667);
            z[i] = v[i] * MultiplyAdd.of(d, b, 1);
        }
    }

    private static void flip(long[] z, long[] k, int odd, int n) {
        for (int i = 0; i < n; i++) {
            z[i] ^= (k[i] + odd) << 63;
        }
    }
}
