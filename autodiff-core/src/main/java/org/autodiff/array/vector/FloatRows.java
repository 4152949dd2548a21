package org.autodiff.array.vector;

import org.autodiff.array.Binary;
import org.autodiff.array.Unary;

/**
 * Functions of rows of up to {@link #LENGTH} floats, in loops as {@link FloatVectors} has them; for one thread. Sums and maxima
 * fold a row in halves, which is vector code, and rounds a sum no oftener than the row can be halved.
 */
public final class FloatRows {
    /** The longest row. */
    public static final int LENGTH = FloatVectors.LENGTH;

    /** A row of so many is not folded further. */
    private static final int SHORT = 64;

    private final FloatVectors vectors = new FloatVectors();
    private final float[] a = FloatVectors.array();
    private final float[] b = FloatVectors.array();
    private final float[] p = FloatVectors.array();
    private final float[] q = FloatVectors.array();

    /** The sum, or the maximum, of the first elements of a whole array. */
    private float fold(Binary f, float[] x, int length) {
        float[] from = x;
        int n = length;
        while (n > SHORT) {
            int half = n / 2;
            System.arraycopy(from, n - half, q, 0, half);
            p[half] = from[half]; // the one in the middle
            vectors.apply(f, from, q, p, half);
            from = p;
            n -= half;
        }
        return f == Binary.ADD ? sum(from, n) : max(from, n);
    }

    /* Four results side by side, for each has to wait for the one before it. */

    private static float sum(float[] x, int n) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        int i = 0;
        for (; i <= n - 4; i += 4) {
            a += x[i];
            b += x[i + 1];
            c += x[i + 2];
            d += x[i + 3];
        }
        for (; i < n; i++) {
            a += x[i];
        }
        return a + b + (c + d);
    }

    private static float max(float[] x, int n) {
        float a = x[0];
        float b = a;
        float c = a;
        float d = a;
        int i = 0;
        for (; i <= n - 4; i += 4) {
            a = Math.max(a, x[i]);
            b = Math.max(b, x[i + 1]);
            c = Math.max(c, x[i + 2]);
            d = Math.max(d, x[i + 3]);
        }
        for (; i < n; i++) {
            a = Math.max(a, x[i]);
        }
        return Math.max(Math.max(a, b), Math.max(c, d));
    }

    private static void shift(float[] x, float top, float more, int n) {
        for (int i = 0; i < n; i++) {
            x[i] = x[i] - top - more;
        }
    }

    private static void multiply(float[] x, float c, int n) {
        for (int i = 0; i < n; i++) {
            x[i] *= c;
        }
    }

    private static void divide(float[] x, float c, int n) {
        for (int i = 0; i < n; i++) {
            x[i] /= c;
        }
    }

    private static void multiplyAdd(float[] x, float[] y, float c, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] - y[i] * c;
        }
    }

    /** a = e^(a - top), for a top that no element is above; returns their sum. Infinite elements count 1, and then the others 0. */
    private float exponentials(float top, int n) {
        beneath(a, level(top, n), 0, a, n);
        vectors.decay(a, a, n);
        return fold(Binary.ADD, a, n);
    }

    /** The top; where that is infinite 0, and in a the infinite elements are 0 too then, and the others minus infinity. */
    private float level(float top, int n) {
        if (top != Float.POSITIVE_INFINITY) {
            return top;
        }
        for (int i = 0; i < n; i++) {
            a[i] = less(a[i], top);
        }
        return 0;
    }

    /** An element less the largest one. */
    public static float less(float x, float top) {
        return top != Float.POSITIVE_INFINITY ? x - top : x == top ? 0 : Float.NEGATIVE_INFINITY;
    }

    /** How far elements are beneath the top and something more, so far as their exponentials can be told from 0. */
    private static void beneath(float[] x, float top, float more, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.min(top - x[i] + more, 104.5f);
        }
    }

    private float load(float[] x, int at, int n) {
        System.arraycopy(x, at, a, 0, n);
        return fold(Binary.MAXIMUM, a, n);
    }

    /** The softmax of a row, times a number. */
    public void softmax(float[] x, int at, float factor, float[] z, int to, int n) {
        float sum = exponentials(load(x, at, n), n);
        divide(a, sum, n);
        if (factor != 1) {
            multiply(a, factor, n);
        }
        System.arraycopy(a, 0, z, to, n);
    }

    /** {@code y (g - sum(g y))}. */
    public void softmaxGradient(float[] y, int at, float[] g, int from, float[] z, int to, int n) {
        System.arraycopy(y, at, a, 0, n);
        System.arraycopy(g, from, b, 0, n);
        vectors.apply(Binary.MUL, a, b, b, n);
        multiplyAdd(b, a, fold(Binary.ADD, b, n), a, n);
        System.arraycopy(a, 0, z, to, n);
    }

    /** {@code x - top - ln sum e^(x - top)}. */
    public void logSoftmax(float[] x, int at, float[] z, int to, int n) {
        float top = load(x, at, n);
        float sum = exponentials(top, n);
        System.arraycopy(x, at, a, 0, n);
        shift(a, level(top, n), (float) Math.log(sum), n);
        System.arraycopy(a, 0, z, to, n);
    }

    /** {@code g - e^y sum(g)}. */
    public void logSoftmaxGradient(float[] y, int at, float[] g, int from, float[] z, int to, int n) {
        System.arraycopy(y, at, a, 0, n);
        System.arraycopy(g, from, b, 0, n);
        vectors.apply(Unary.EXP, a, a, n);
        multiplyAdd(b, a, fold(Binary.ADD, b, n), a, n);
        System.arraycopy(a, 0, z, to, n);
    }

    /** {@code ln sum e^x}; the largest element where that is infinite. */
    public float logSumExp(float[] x, int at, int n) {
        float top = load(x, at, n);
        return Float.isInfinite(top) ? top : top + (float) Math.log(exponentials(top, n));
    }

    /** The derivative of {@link #logSumExp} times a number: the softmax, of which infinite elements have equal shares. */
    public void logSumExpGradient(float[] x, int at, float factor, float[] z, int to, int n) {
        divide(a, exponentials(load(x, at, n), n), n);
        multiply(a, factor, n);
        System.arraycopy(a, 0, z, to, n);
    }

    /** {@code ln sum e^(x - top)}, where top, the largest element, is left at an index of an array. */
    public float logOfSum(float[] x, int at, int n, float[] tops, int index) {
        tops[index] = load(x, at, n);
        return (float) Math.log(exponentials(tops[index], n));
    }

    /** The softmax, less 1 at the label, times a number, for what {@link #logOfSum} has found. */
    public void crossEntropyGradient(
            float[] x, int at, float top, float log, int label, float factor, float[] z, int to, int n) {
        System.arraycopy(x, at, a, 0, n);
        beneath(a, level(top, n), log, a, n);
        vectors.decay(a, a, n);
        a[label] -= 1;
        multiply(a, factor, n);
        System.arraycopy(a, 0, z, to, n);
    }

    /** Whether all elements lie in a range. */
    public boolean isWithin(float[] x, int n, float low, float high) {
        beyond(x, low, high, a, n);
        return fold(Binary.MAXIMUM, a, n) <= 0; // not for NaN
    }

    private static void beyond(float[] x, float low, float high, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.max(low - x[i], x[i] - high);
        }
    }

    /** The largest element; NaN if there is one. */
    public float max(float[] x, int at, int n) {
        return load(x, at, n);
    }

    /** g, shared evenly by the elements that equal the extremum; NaN where none does. */
    public void extremumGradient(float[] x, int at, float extremum, float g, float[] z, int to, int n) {
        System.arraycopy(x, at, a, 0, n);
        equal(a, extremum, b, n);
        float count = fold(Binary.ADD, b, n);
        multiply(b, count == 0 ? Float.NaN : g / count, n);
        for (int i = 0; Float.isInfinite(g) && i < n; i++) {
            b[i] = a[i] == extremum ? g : 0;
        }
        System.arraycopy(b, 0, z, to, n);
    }

    private static void equal(float[] x, float y, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] == y ? 1 : 0;
        }
    }
}
