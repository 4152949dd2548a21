package org.autodiff.array.vector;

import org.autodiff.array.Binary;
import org.autodiff.array.Unary;

/** Floats rounded to whole numbers, and remainders, both exact. For one thread. */
final class FloatRoundings {
    /** From here on all floats are whole; added, it leaves smaller ones rounded. */
    private static final float WHOLE = 8388608f;

    /** The same of doubles. */
    private static final double ROUNDER = 6755399441055744.0;

    private static final double LARGEST_QUOTIENT = 1 << 28;

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

    /** In double precision, in which quotients of floats that are not too large have exact remainders; others one by one. */
    void remainder(Binary f, float[] x, float[] y, float[] z, int n) {
        boolean divisors = f == Binary.REMAINDER;
        for (int i = 0; i < n; i++) {
            double v = x[i];
            double w = y[i];
            double q = v / w;
            double k = (q + ROUNDER) - ROUNDER;
            double r = v - k * w; // from -|y|/2 to |y|/2
            double size = Math.abs(w);
            r = Math.copySign(r * v < 0 ? r + Math.copySign(size, v) : r, v);
            r = divisors && r * w < 0 ? r + w : r;
            z[i] = Math.abs(q) < LARGEST_QUOTIENT && size <= Float.MAX_VALUE ? (float) r : (float) f.apply(v, w);
        }
    }
}
