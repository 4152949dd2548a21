package org.autodiff.array.vector;

import org.autodiff.array.Binary;
import org.autodiff.array.Unary;

/** Floats rounded to whole numbers, and remainders, both exact. For one thread. */
final class FloatRoundings {
    /** From here on all floats are whole; added, it leaves smaller ones rounded. */
    private static final float WHOLE = 8388608f;

    private static final double LARGEST_QUOTIENT = 1 << 26;

    private final float[] a = FloatScratch.array();
    private final float[] b = FloatScratch.array();

    FloatRoundings() {}

    void apply(Unary f, float[] x, float[] z, int n) {
        switch (f) {
            case FLOOR -> {
                nearest(x, a, n);
                notAbove(x, a, b, n);
                wholeOrItself(x, b, z, n);
            }
            case CEIL -> {
                nearest(x, a, n);
                notBelow(x, a, b, n);
                wholeOrItself(x, b, z, n);
            }
            case TRUNC -> {
                nearest(x, a, n);
                notBeyond(x, a, b, n);
                wholeOrItself(x, b, z, n);
            }
            default -> {
                nearest(x, b, n);
                wholeOrItself(x, b, z, n);
            }
        }
    }

    /** Of numbers below {@link #WHOLE} the nearest whole one, the even one of two, with the sign of x, of 0 too. */
    private static void nearest(float[] x, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            float size = Math.min(Math.abs(x[i]), WHOLE);
            float sign = Signs.of(x[i]);
            z[i] = ((size + WHOLE) - WHOLE) * sign;
        }
    }

    private static void notAbove(float[] x, float[] k, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = k[i] - Signs.above(k[i] - x[i]);
        }
    }

    private static void notBelow(float[] x, float[] k, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = -(-k[i] - Signs.above(x[i] - k[i]));
        }
    }

    private static void notBeyond(float[] x, float[] k, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            float sign = Signs.of(x[i]);
            float size = Math.abs(k[i]);
            z[i] = (size - Signs.above(size - Math.abs(x[i]))) * sign;
        }
    }

    /** The rounded number, or x where that is large or NaN. */
    private static void wholeOrItself(float[] x, float[] k, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.abs(x[i]) < WHOLE ? k[i] : x[i];
        }
    }

    /*
     * In double precision: a quotient of floats that is not whole is by 2^-25 less than the next whole number, so that up to 2^26
     * rounding does not reach it, and what is left is exact. Larger ones are done one by one.
     */

    static void remainder(Binary f, float[] x, float[] y, float[] z, int n) {
        if (f == Binary.FMOD) {
            ofDividend(x, y, z, n);
        } else {
            ofDivisor(x, y, z, n);
        }
    }

    private static void ofDividend(float[] x, float[] y, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            double v = Math.abs(x[i]);
            double w = Math.abs(y[i]);
            double q = v / w;
            float r = (float) (v - Math.floor(q) * w);
            z[i] = isPlain(q, w) ? Math.copySign(r, x[i]) : (float) Binary.FMOD.apply(x[i], y[i]);
        }
    }

    private static void ofDivisor(float[] x, float[] y, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            double v = x[i];
            double w = y[i];
            double q = v / w;
            double r = v - Math.floor(q) * w;
            z[i] = !isPlain(q, w) ? (float) Binary.REMAINDER.apply(v, w) : r == 0 ? Math.copySign(0f, x[i]) : (float) r;
        }
    }

    /** The whole number not above the quotient. */
    static void floorDivide(float[] x, float[] y, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            double q = (double) x[i] / y[i];
            z[i] = isPlain(q, y[i]) ? (float) Math.floor(q) : (float) Binary.FLOOR_DIVIDE.apply(x[i], y[i]);
        }
    }

    private static boolean isPlain(double quotient, double divisor) {
        return Math.abs(quotient) < LARGEST_QUOTIENT && Math.abs(divisor) <= Float.MAX_VALUE;
    }
}
