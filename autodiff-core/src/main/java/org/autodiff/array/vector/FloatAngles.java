package org.autodiff.array.vector;

import org.autodiff.array.Binary;
import org.autodiff.array.Unary;

/**
 * Tangents and inverse sines, cosines and tangents of floats, all of them by one polynomial of the inverse tangent. For one thread.
 *
 * <p>A sign is had as a factor: -1, 1, or the zero itself, so that -0 stays -0.
 */
final class FloatAngles {
    private static final float HALF_PI = 1.57079637f;
    private static final float HALF_PI_LOW = -4.37113883e-8f;

    private final FloatVectors vectors;
    private final float[] a = FloatScratch.array();
    private final float[] b = FloatScratch.array();
    private final float[] c = FloatScratch.array();

    FloatAngles(FloatVectors vectors) {
        this.vectors = vectors;
    }

    /** Inverse ones within 3.5 ulp, tangents within 5. */
    void apply(Unary f, float[] x, float[] z, int n) {
        switch (f) {
            case TAN -> {
                vectors.apply(Unary.SIN, x, a, n);
                vectors.apply(Unary.COS, x, b, n);
                vectors.apply(Binary.DIV, a, b, z, n);
            }
            case ASIN -> {
                slopeOfSine(x, c, n);
                atan(c, z, n);
            }
            case ACOS -> {
                slopeOfHalf(x, c, n);
                atan(c, z, n);
                twice(z, n);
            }
            default -> atan(x, z, n);
        }
    }

    private static void slopeOfSine(float[] x, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] / (float) Math.sqrt((1 - x[i]) * (1 + x[i]));
        }
    }

    /** The tangent of half the angle whose cosine is x. */
    private static void slopeOfHalf(float[] x, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = (float) Math.sqrt((1 - x[i]) / (1 + x[i]));
        }
    }

    private static void twice(float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] *= 2;
        }
    }

    private void atan(float[] x, float[] z, int n) {
        small(x, a, n);
        series(a, b, n);
        more(a, b, n);
        angle(x, b, z, n);
    }

    /** The smaller one of |x| and 1/|x|. */
    private static void small(float[] x, float[] m, int n) {
        for (int i = 0; i < n; i++) {
            float v = Math.abs(x[i]);
            m[i] = Math.min(v, 1 / v);
        }
    }

    /* A polynomial of m^2 up to 1, fitted for this library with an error of 2.4e-9, in two loops: of a long one no vector code is
     * made. */

    private static void series(float[] m, float[] p, int n) {
        for (int i = 0; i < n; i++) {
            float v = m[i] * m[i];
            p[i] = (((-1.7539292e-3f * v + 1.0726940e-2f) * v - 3.0804589e-2f) * v + 5.7552096e-2f) * v - 8.3773151e-2f;
        }
    }

    private static void more(float[] m, float[] p, int n) {
        for (int i = 0; i < n; i++) {
            float v = m[i] * m[i];
            float q = (((p[i] * v + 1.0942031e-1f) * v - 1.4261933e-1f) * v + 1.9998266e-1f) * v - 3.3333284e-1f;
            p[i] = m[i] + m[i] * v * q;
        }
    }

    /** The angle of the smaller one, or what it lacks of a right one; with the sign of x. */
    private static void angle(float[] x, float[] r, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            float steep = Signs.above(Math.abs(x[i]) - 1);
            float sign = Signs.of(x[i]);
            z[i] = (steep * ((HALF_PI - r[i]) + HALF_PI_LOW) + (1 - steep) * r[i]) * sign;
        }
    }

    /** The angle of the point with ordinate y and abscissa x; axes, infinities and NaN one by one. */
    void atan2(float[] y, float[] x, float[] z, int n) {
        System.arraycopy(y, 0, c, 0, n);
        ratio(y, x, a, n);
        series(a, b, n);
        more(a, b, n);
        upwards(y, x, b, a, n);
        around(c, x, a, n);
        for (int i = 0; i < n; i++) {
            boolean plain = Math.abs(c[i]) > 0 && Math.abs(x[i]) > 0 && a[i] == a[i];
            z[i] = plain ? a[i] : (float) Math.atan2(c[i], x[i]);
        }
    }

    private static void ratio(float[] y, float[] x, float[] m, int n) {
        for (int i = 0; i < n; i++) {
            float v = Math.abs(y[i]);
            float w = Math.abs(x[i]);
            m[i] = Math.min(v, w) / Math.max(v, w);
        }
    }

    /** The angle within the right half, above the axis. */
    private static void upwards(float[] y, float[] x, float[] r, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            float steep = Signs.above(Math.abs(y[i]) - Math.abs(x[i]));
            z[i] = steep * ((HALF_PI - r[i]) + HALF_PI_LOW) + (1 - steep) * r[i];
        }
    }

    private static void around(float[] y, float[] x, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            float left = Signs.above(-x[i]);
            z[i] = (left * ((2 * HALF_PI - z[i]) + 2 * HALF_PI_LOW) + (1 - left) * z[i]) * Signs.of(y[i]);
        }
    }

    /* In double precision, in which no square of a float overflows; infinities and NaN one by one. */

    static void cosine(float[] x, float[] y, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            double v = x[i];
            double w = y[i];
            double c = v / Math.sqrt(v * v + w * w);
            z[i] = c == c ? (float) c : (float) Binary.DIRECTION_COSINE.apply(v, w);
        }
    }

    static void inversion(float[] x, float[] y, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            double v = x[i];
            double w = y[i];
            double c = v / (v * v + w * w);
            z[i] = c == c ? (float) c : (float) Binary.INVERSION.apply(v, w);
        }
    }
}
