package org.autodiff.array.math;

/**
 * Sines and cosines of multiples of pi. The number is reduced before it is multiplied, which loses nothing: the values are
 * exact at halves of whole numbers, and right to rounding however large the number is.
 */
final class PiTrigonometry {
    private PiTrigonometry() {}

    /** The sine of pi x. */
    static double sin(double x) {
        double r = x - 2 * Math.rint(x / 2); // in [-1, 1], exactly
        double a = Math.abs(r);
        double folded = a > 0.5 ? 1 - a : a;
        double s = folded > 0.25 ? Math.cos(Math.PI * (0.5 - folded)) : Math.sin(Math.PI * folded);
        return r < 0 ? -s : s;
    }

    /** The cosine of pi x. */
    static double cos(double x) {
        double a = Math.abs(x - 2 * Math.rint(x / 2));
        if (a <= 0.25) {
            return Math.cos(Math.PI * a);
        }
        return a < 0.75 ? Math.sin(Math.PI * (0.5 - a)) : -Math.cos(Math.PI * (1 - a));
    }
}
