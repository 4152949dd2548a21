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

    /** A row of so many is folded one by one. */
    private static final int SHORT = 32;

    private final FloatVectors vectors = new FloatVectors();
    private final float[] a = new float[LENGTH];
    private final float[] b = new float[LENGTH];
    private final float[] p = new float[LENGTH];
    private final float[] q = new float[LENGTH];

    private float fold(Binary f, float[] x, int length) {
        System.arraycopy(x, 0, p, 0, length);
        int n = length;
        while (n > SHORT) {
            int half = n / 2;
            System.arraycopy(p, n - half, q, 0, half);
            vectors.apply(f, p, q, p, half);
            n -= half;
        }
        float z = p[0];
        for (int i = 1; i < n; i++) {
            z = f == Binary.ADD ? z + p[i] : Math.max(z, p[i]);
        }
        return z;
    }

    private static void subtract(float[] x, float c, int n) {
        for (int i = 0; i < n; i++) {
            x[i] -= c;
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

    /** a = e^(x - top), the largest; returns their sum. Infinite elements count 1, and then the others 0. */
    private float exponentials(float top, int n) {
        shift(top, n);
        vectors.apply(Unary.EXP, a, a, n);
        return fold(Binary.ADD, a, n);
    }

    private void shift(float top, int n) {
        if (top == Float.POSITIVE_INFINITY) {
            for (int i = 0; i < n; i++) {
                a[i] = a[i] == top ? 0 : Float.NEGATIVE_INFINITY;
            }
        } else {
            subtract(a, top, n);
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
        shift(top, n);
        subtract(a, (float) Math.log(sum), n);
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

    /** {@code ln sum e^(x - top) - (x_label - top)}. */
    public float crossEntropy(float[] x, int at, int label, int n) {
        float top = load(x, at, n);
        float sum = exponentials(top, n);
        float of = x[at + label];
        float less = top != Float.POSITIVE_INFINITY ? of - top : of == top ? 0 : Float.NEGATIVE_INFINITY;
        return (float) Math.log(sum) - less;
    }

    /** The softmax, less 1 at the label, times a number. */
    public void crossEntropyGradient(float[] x, int at, int label, float factor, float[] z, int to, int n) {
        divide(a, exponentials(load(x, at, n), n), n);
        a[label] -= 1;
        multiply(a, factor, n);
        System.arraycopy(a, 0, z, to, n);
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
