package org.autodiff.array.heap;

/** The maximum of elements that lie equally far apart: NaN if there is one, 0 above -0, negative infinity of none. */
final class Maximum {
    private Maximum() {}

    /** The maximum of n elements of a {@code float[]} or {@code double[]} from an offset, by so many. */
    static double of(Object x, int from, int n, int step) {
        return x instanceof float[] f ? of(f, from, n, step) : of((double[]) x, from, n, step);
    }

    /** Four maxima side by side, for each has to wait for the one before it. */
    private static float of(float[] x, int from, int n, int step) {
        float a = Float.NEGATIVE_INFINITY;
        float b = a;
        float c = a;
        float d = a;
        int i = 0;
        for (; i <= n - 4; i += 4) {
            int at = from + i * step;
            a = Math.max(a, x[at]);
            b = Math.max(b, x[at + step]);
            c = Math.max(c, x[at + 2 * step]);
            d = Math.max(d, x[at + 3 * step]);
        }
        for (; i < n; i++) {
            a = Math.max(a, x[from + i * step]);
        }
        return Math.max(Math.max(a, b), Math.max(c, d));
    }

    private static double of(double[] x, int from, int n, int step) {
        double a = Double.NEGATIVE_INFINITY;
        double b = a;
        double c = a;
        double d = a;
        int i = 0;
        for (; i <= n - 4; i += 4) {
            int at = from + i * step;
            a = Math.max(a, x[at]);
            b = Math.max(b, x[at + step]);
            c = Math.max(c, x[at + 2 * step]);
            d = Math.max(d, x[at + 3 * step]);
        }
        for (; i < n; i++) {
            a = Math.max(a, x[from + i * step]);
        }
        return Math.max(Math.max(a, b), Math.max(c, d));
    }

    /** The position of the first maximum among n elements of any type, the first NaN if there is one; 0 of none. */
    static int indexOf(Object x, int from, int n, int step) {
        if (x instanceof float[] f) {
            float top = of(f, from, n, step);
            for (int i = 0; i < n; i++) {
                if (f[from + i * step] == top || top != top && Float.isNaN(f[from + i * step])) {
                    return i;
                }
            }
            return 0;
        }
        int best = 0;
        double top = n == 0 ? 0 : Elements.get(x, from);
        for (int i = 1; i < n; i++) {
            double v = Elements.get(x, from + i * step);
            if (v > top || Double.isNaN(v) && !Double.isNaN(top)) {
                best = i;
                top = v;
            }
        }
        return best;
    }
}
