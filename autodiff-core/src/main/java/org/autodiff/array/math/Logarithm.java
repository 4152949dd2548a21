package org.autodiff.array.math;

/** Logarithms that Java lacks, and functions made of them. */
public final class Logarithm {
    private static final double LN2 = Math.log(2);
    private static final double TWO_54 = 0x1p54;

    private Logarithm() {}

    /** The logarithm to base 2: exact at the powers of 2, because the exponent is split off first. */
    public static double log2(double x) {
        if (!(x > 0) || x == Double.POSITIVE_INFINITY) {
            return Math.log(x);
        }
        double normal = x < Double.MIN_NORMAL ? x * TWO_54 : x;
        int e = Math.getExponent(normal);
        double m = Math.scalb(normal, -e); // in [1, 2)
        if (m > 1.4) { // nearer to 2, so that a number just below 1 does not become a difference
            m *= 0.5;
            e++;
        }
        return (x < Double.MIN_NORMAL ? e - 54 : e) + Math.log(m) / LN2;
    }

    /** ln(x / (1 - x)): near 1/2 by the logarithm of 1 + t, for there the quotient is near 1; NaN outside of [0, 1]. */
    public static double logit(double x) {
        if (x > 0.25 && x < 0.75) {
            return Math.log1p((2 * x - 1) / (1 - x));
        }
        return Math.log(x / (1 - x));
    }

    /** ln(1 + e^x), which is x for a large x and e^x for a small one. */
    public static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }
}
