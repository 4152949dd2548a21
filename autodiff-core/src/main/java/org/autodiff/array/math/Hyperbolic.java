package org.autodiff.array.math;

/**
 * The inverse hyperbolic functions by the logarithm of 1 + t with a small t, so that nothing is lost near 0 (asinh, atanh)
 * and near 1 (acosh); W. Kahan, Branch cuts for complex elementary functions, 1987, gives such forms.
 */
public final class Hyperbolic {
    /** From here on 1 is nothing beside the square. */
    private static final double LARGE = 1e9;

    private static final double LN2 = Math.log(2);
    /** Up to here the continued fraction is exact; beyond it the difference loses only two bits. */
    private static final double NEAR = 1;

    private Hyperbolic() {}

    /** The number whose hyperbolic sine is x. */
    public static double asinh(double x) {
        double a = Math.abs(x);
        double y = a > LARGE ? Math.log(a) + LN2 : Math.log1p(a + a * a / (1 + Math.sqrt(1 + a * a)));
        return Math.copySign(y, x);
    }

    /** The number of 0 or more whose hyperbolic cosine is x; NaN below 1. */
    public static double acosh(double x) {
        if (!(x >= 1)) {
            return Double.NaN;
        }
        double t = x - 1;
        return x > LARGE ? Math.log(x) + LN2 : Math.log1p(t + Math.sqrt(t * (t + 2)));
    }

    /** The number whose hyperbolic tangent is x; infinite at 1 and -1, NaN beyond. */
    public static double atanh(double x) {
        double a = Math.abs(x);
        return Math.copySign(0.5 * Math.log1p(2 * a / (1 - a)), x);
    }

    /**
     * x less its hyperbolic tangent, which near 0 is x^3 / 3 and drowns in the rounding of x. By Lambert's continued
     * fraction tanh x = x / (1 + f) with f = x^2 / (3 + x^2 / (5 + ...)), so that the difference is x f / (1 + f).
     */
    public static double tanhShrink(double x) {
        if (!(Math.abs(x) < NEAR)) {
            return x - Math.tanh(x);
        }
        double t = x * x;
        double f = 0;
        for (int k = 21; k >= 3; k -= 2) {
            f = t / (k + f);
        }
        return x * f / (1 + f);
    }
}
