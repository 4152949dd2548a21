package org.autodiff.array.vector;

import java.util.Arrays;
import org.autodiff.array.Unary;

/**
 * Hyperbolic functions of floats and their inverses, of exponentials and logarithms that keep the digits of small numbers. For one
 * thread. What these loops would overflow with is computed one by one.
 */
final class FloatHyperbolics {
    private final FloatVectors vectors;
    private final float[] a = FloatScratch.array();
    private final float[] b = FloatScratch.array();

    FloatHyperbolics(FloatVectors vectors) {
        this.vectors = vectors;
    }

    /** 4 ulp. */
    void apply(Unary f, float[] x, float[] z, int n) {
        System.arraycopy(x, 0, b, 0, n);
        switch (f) {
            case SINH -> {
                FloatExponentials.abs(b, a, n);
                vectors.apply(Unary.EXPM1, a, a, n);
                sinhOf(b, a, z, n);
                mend(f, -88, 88, z, n);
            }
            case COSH -> {
                FloatExponentials.abs(b, a, n);
                vectors.apply(Unary.EXP, a, a, n);
                coshOf(a, z, n);
                mend(f, -88, 88, z, n);
            }
            case ASINH -> {
                asinhOf(b, a, n);
                vectors.apply(Unary.LOG1P, a, a, n);
                signed(b, 1, a, z, n);
                mend(f, -1e18f, 1e18f, z, n);
            }
            case ACOSH -> {
                acoshOf(b, a, n);
                vectors.apply(Unary.LOG1P, a, z, n);
                mend(f, 1, 1e18f, z, n);
            }
            case ATANH -> {
                atanhOf(b, a, n);
                vectors.apply(Unary.LOG1P, a, a, n);
                signed(b, 0.5f, a, z, n);
            }
            default -> {
                odds(b, a, n);
                vectors.apply(Unary.LOG1P, a, a, n);
                signedFromHalf(b, a, z, n);
                mend(f, Float.MIN_NORMAL, Float.MAX_VALUE, z, n);
            }
        }
    }

    private static void sinhOf(float[] x, float[] u, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            float sign = Signs.of(x[i]);
            z[i] = (u[i] + u[i] / (u[i] + 1)) * 0.5f * sign;
        }
    }

    private static void coshOf(float[] e, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = (e[i] + 1 / e[i]) * 0.5f;
        }
    }

    private static void asinhOf(float[] x, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            float v = Math.abs(x[i]);
            z[i] = v + v * v / (1 + (float) Math.sqrt(v * v + 1));
        }
    }

    private static void acoshOf(float[] x, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            float t = x[i] - 1;
            z[i] = t + (float) Math.sqrt(t * (2 + t));
        }
    }

    private static void atanhOf(float[] x, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            float v = Math.abs(x[i]);
            z[i] = 2 * v / (1 - v);
        }
    }

    private static void signed(float[] x, float factor, float[] v, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = v[i] * factor * Signs.of(x[i]);
        }
    }

    /** The larger one of the odds x : (1 - x) and their reverse, less 1: so no digits are lost beside a half. */
    private static void odds(float[] x, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.abs(2 * x[i] - 1) / Math.min(x[i], 1 - x[i]);
        }
    }

    private static void signedFromHalf(float[] x, float[] v, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = v[i] * Signs.of(2 * x[i] - 1);
        }
    }

    /** Computes those one by one that lie outside of the range of the loops, if there are any; NaN has come through. */
    private void mend(Unary f, float least, float most, float[] z, int n) {
        FloatExponentials.between(b, 1, least, most, a, n);
        if (Arrays.equals(a, 0, n, b, 0, n)) {
            return;
        }
        for (int i = 0; i < n; i++) {
            if (!(b[i] >= least && b[i] <= most)) {
                z[i] = (float) f.apply(b[i]);
            }
        }
    }
}
