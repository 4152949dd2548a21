package org.autodiff.array.math;

/** Derivatives of the power x^y by its base and its exponent, in plain doubles. */
public final class Power {
    private Power() {}

    /**
     * The derivative of x^y, m times by x and n times by y: {@code x^(y-m)} times the sum over k of
     * {@code C(n,k) f_k ln^(n-k) x}, where f_k is the k-th derivative of {@code y (y-1) ... (y-m+1)} (Leibniz's rule). Infinite
     * logarithms of a base 0 count 0 where the power is 0 or the exponent is 0.
     */
    public static double derivative(int m, int n, double x, double y) {
        double power = Math.pow(x, y - m);
        boolean atEnd = x == 0 || x == Double.POSITIVE_INFINITY;
        if (n > 0 && atEnd && (power == 0 || x == 0 && y == 0 && m == 0)) {
            return 0;
        }
        double factor = factor(m, n, y, n == 0 ? 1 : Math.log(x));
        if (factor == 0 || power == 0 && Double.isInfinite(factor)) {
            return 0;
        }
        double whole = factor * Math.pow(x, y);
        boolean ordinary = Math.abs(whole) >= Double.MIN_NORMAL && Math.abs(whole) < Double.POSITIVE_INFINITY;
        if (!ordinary || atEnd) {
            return factor * power;
        }
        for (int i = 0; i < m; i++) { // y - m would be rounded, and its power may overflow where this does not
            whole /= x;
        }
        return whole;
    }

    private static double factor(int m, int n, double y, double log) {
        double[] f = new double[m + 1]; // f_0 to f_m, of as many factors as have been multiplied so far
        f[0] = 1;
        for (int i = 0; i < m; i++) {
            for (int k = i + 1; k >= 0; k--) {
                f[k] = f[k] * (y - i) + (k == 0 ? 0 : k * f[k - 1]);
            }
        }
        double sum = 0;
        double choose = 1;
        for (int k = 0; k <= Math.min(m, n); k++) {
            sum += f[k] == 0 ? 0 : choose * f[k] * Math.pow(log, n - k); // not 0 times infinity
            choose = choose * (n - k) / (k + 1);
        }
        return sum;
    }
}
