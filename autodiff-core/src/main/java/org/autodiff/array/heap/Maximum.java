package org.autodiff.array.heap;

/** The maximum of neighbouring elements: NaN if there is one, 0 above -0, negative infinity of none. */
public final class Maximum {
    private Maximum() {}

    /** The maximum of n elements of a {@code float[]} or {@code double[]} from an offset. */
    public static double of(Object x, int from, int n) {
        return x instanceof float[] f ? of(f, from, n) : of((double[]) x, from, n);
    }

    /** Four maxima side by side, for each has to wait for the one before it. */
    private static float of(float[] x, int from, int n) {
        float a = Float.NEGATIVE_INFINITY;
        float b = a;
        float c = a;
        float d = a;
        int i = from;
        for (; i <= from + n - 4; i += 4) {
            a = Math.max(a, x[i]);
            b = Math.max(b, x[i + 1]);
            c = Math.max(c, x[i + 2]);
            d = Math.max(d, x[i + 3]);
        }
        for (; i < from + n; i++) {
            a = Math.max(a, x[i]);
        }
        return Math.max(Math.max(a, b), Math.max(c, d));
    }

    private static double of(double[] x, int from, int n) {
        double a = Double.NEGATIVE_INFINITY;
        double b = a;
        double c = a;
        double d = a;
        int i = from;
        for (; i <= from + n - 4; i += 4) {
            a = Math.max(a, x[i]);
            b = Math.max(b, x[i + 1]);
            c = Math.max(c, x[i + 2]);
            d = Math.max(d, x[i + 3]);
        }
        for (; i < from + n; i++) {
            a = Math.max(a, x[i]);
        }
        return Math.max(Math.max(a, b), Math.max(c, d));
    }
}
