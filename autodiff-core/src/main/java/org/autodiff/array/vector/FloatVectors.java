package org.autodiff.array.vector;

import org.autodiff.array.Binary;
import org.autodiff.array.Comparator;
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
            case FMOD, REMAINDER -> roundings().remainder(f, x, y, z, n);
            case LOG_ADD_EXP -> logAddExp(x, y, z, n);
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

    // Comparisons and choices without branches, which random numbers make dear.

    /** {@code z = 1} where x and y compare so, else 0; z may be x or y. */
    public void compare(Comparator f, float[] x, float[] y, float[] z, int n) {
        boolean less = f == Comparator.LT || f == Comparator.GE;
        difference(less ? y : x, less ? x : y, z, n);
        if (f == Comparator.LT || f == Comparator.GT) {
            above(z, z, n);
        } else if (f == Comparator.LE || f == Comparator.GE) {
            notAbove(z, z, n);
        } else {
            zero(z, z, n);
        }
        bits(z, t, n);
        withoutNan(t, n);
        floats(t, z, n);
        if (f == Comparator.NE) {
            not(z, z, n);
        }
    }

    /** A number of the sign of x - y, 0 where they are equal, though they be infinite, and NaN only beside NaN. */
    private static void difference(float[] x, float[] y, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            float a = Math.min(Math.max(x[i], -Float.MAX_VALUE), Float.MAX_VALUE);
            float b = Math.min(Math.max(y[i], -Float.MAX_VALUE), Float.MAX_VALUE);
            float c = Math.min(Math.max(x[i] * 0.5f, -Float.MAX_VALUE), Float.MAX_VALUE);
            float d = Math.min(Math.max(y[i] * 0.5f, -Float.MAX_VALUE), Float.MAX_VALUE);
            z[i] = (a - b) + (c - d);
        }
    }

    private static void above(float[] x, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.min(Math.max(x[i] * 1e38f * 1e38f, 0f), 1f);
        }
    }

    private static void notAbove(float[] x, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = 1 - Math.min(Math.max(x[i] * 1e38f * 1e38f, 0f), 1f);
        }
    }

    private static void zero(float[] x, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = 1 - Math.min(Math.abs(x[i]) * 1e38f * 1e38f, 1f);
        }
    }

    private static void not(float[] x, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = 1 - x[i];
        }
    }

    /** {@code z = x} where c is 1, y where it is 0; z may be any of them. */
    public void choose(float[] c, float[] x, float[] y, float[] z, int n) {
        bits(c, u, n);
        bits(x, s, n);
        bits(y, t, n);
        chooseBits(u, s, t, n);
        floats(t, z, n);
    }

    /** The bits of 1 but for the first two begin with a one, those of 0 with a nought. */
    private static void chooseBits(int[] c, int[] x, int[] y, int n) {
        for (int i = 0; i < n; i++) {
            int mask = (c[i] << 2) >> 31;
            y[i] = (mask & x[i]) | (~mask & y[i]);
        }
    }

    // Exact.

    private static void negate(float[] x, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = -x[i];
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

    private static void withoutNan(int[] t, int n) {
        for (int i = 0; i < n; i++) {
            t[i] &= ~((INFINITY - (t[i] & 0x7fffffff)) >> 31);
        }
    }
}
