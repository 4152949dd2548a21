package org.autodiff.array.vector;

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
public final class FloatVectors extends FloatLogarithms {
    /** The most elements of a call. */
    public static final int LENGTH = FloatScratch.LENGTH;

    private static final int LEAST_SQUARE = Float.floatToRawIntBits(0x1p-60f);
    private static final int MOST_SQUARE = Float.floatToRawIntBits(0x1p120f);

    /* Rare ones, made when they are asked for. */
    private FloatAngles angles;
    private FloatHyperbolics hyperbolics;
    private FloatRoundings roundings;

    /** Scratch memory for one thread. */
    public FloatVectors() {}

    private FloatAngles angles() {
        angles = angles == null ? new FloatAngles(this) : angles;
        return angles;
    }

    private FloatHyperbolics hyperbolics() {
        hyperbolics = hyperbolics == null ? new FloatHyperbolics(this) : hyperbolics;
        return hyperbolics;
    }

    private FloatRoundings roundings() {
        roundings = roundings == null ? new FloatRoundings() : roundings;
        return roundings;
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
            case SIGN, STEP -> byBits(f, x, z, n);
            case SQUARE -> square(x, z, n);
            case RECIPROCAL -> reciprocal(x, z, n);
            case SQRT -> sqrt(x, z, n);
            case RSQRT -> rsqrt(x, z, n);
            case RELU -> positive(x, z, n);
            case RELU6 -> between(x, 1, 0, 6, z, n);
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
            case TAN, ASIN, ACOS, ATAN -> angles().apply(f, x, z, n);
            case SINH, COSH, ASINH, ACOSH, ATANH, LOGIT -> hyperbolics().apply(f, x, z, n);
            case FLOOR, CEIL, ROUND, TRUNC -> roundings().apply(f, x, z, n);
            case LOG10 -> log10(x, z, n);
            default -> each(f, x, z, n);
        }
    }

    /** Whether there is a loop for the function, so that it is not called for each element. */
    public static boolean has(Unary f) {
        return switch (f) {
            case NEG, ABS, SIGN, STEP, SQUARE, RECIPROCAL, SQRT, RSQRT, RELU, RELU6, EXP, EXP2, EXPM1, TANH, SIGMOID ->
                true;
            case SOFTPLUS, LOG, LOG2, LOG10, LOG1P, LOGIT, SIN, COS, TAN, ASIN, ACOS, ATAN, ERF, ERFC -> true;
            case SINH, COSH, ASINH, ACOSH, ATANH, FLOOR, CEIL, ROUND, TRUNC -> true;
            default -> false;
        };
    }

    private static void each(Unary f, float[] x, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = (float) f.apply(x[i]);
        }
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
            case POW -> power(x, y, z, n);
            case ATAN2 -> angles().atan2(x, y, z, n);
            case FMOD, REMAINDER -> FloatRoundings.remainder(f, x, y, z, n);
            case LOG_ADD_EXP -> logAddExp(x, y, z, n);
            case FLOOR_DIVIDE -> FloatRoundings.floorDivide(x, y, z, n);
            case HYPOT -> hypot(x, y, z, n);
            case DIRECTION_COSINE -> FloatAngles.cosine(x, y, z, n);
            case INVERSION -> FloatAngles.inversion(x, y, z, n);
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

    /** Within 1.2 ulp: of squares that neither overflow nor lose digits in single precision, of others in double. */
    private void hypot(float[] x, float[] y, float[] z, int n) {
        squares(x, y, p, n);
        bits(p, s, n);
        outside(s, t, n);
        sqrt(p, p, n);
        if (any(t, n)) {
            mendHypot(t, x, y, p, n);
        }
        System.arraycopy(p, 0, z, 0, n);
    }

    private static void squares(float[] x, float[] y, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] * x[i] + y[i] * y[i];
        }
    }

    /** -1 where a sum of squares is beyond 2^-60 to 2^120, else 0. */
    private static void outside(int[] bits, int[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = (bits[i] - LEAST_SQUARE | MOST_SQUARE - bits[i]) >> 31;
        }
    }

    private static void mendHypot(int[] outside, float[] x, float[] y, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            if (outside[i] != 0) {
                double v = x[i];
                double w = y[i];
                double length = Math.sqrt(v * v + w * w);
                z[i] = length == length ? (float) length : (float) Math.hypot(v, w); // an infinity beside NaN
            }
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

    private static void positive(float[] x, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.max(x[i], 0);
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

    private void byBits(Unary f, float[] x, float[] z, int n) {
        bits(x, t, n);
        FloatBits.apply(f, t, t, n);
        numbers(t, z, n);
    }
}
