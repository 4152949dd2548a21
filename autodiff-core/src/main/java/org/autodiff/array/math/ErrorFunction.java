package org.autodiff.array.math;

/**
 * The error function 2/sqrt(pi) times the integral of exp(-t^2) from 0 to x, what is missing to 1, and its inverse.
 *
 * <p>Approximated by the rational functions of W. J. Cody, Rational Chebyshev approximations for the error function,
 * Mathematics of Computation 23 (1969), 631-637: three intervals, relative errors below 1e-17 before rounding.
 */
public final class ErrorFunction {
    /** The slope at 0, 2 over the root of pi. */
    public static final double SLOPE = 1.12837916709551257390;

    private static final double FIRST = 0.46875;
    private static final double SECOND = 4;
    private static final double ONE_OVER_SQRT_PI = 0.56418958354775628695;

    /** Cody's R for |x| up to 15/32, in powers of x^2, the lowest first: erf x = x P / Q. */
    private static final double[] P1 = {
        3.20937758913846947e03,
        3.77485237685302021e02,
        1.13864154151050156e02,
        3.16112374387056560e00,
        1.85777706184603153e-1
    };

    private static final double[] Q1 = {
        2.84423683343917062e03, 1.28261652607737228e03, 2.44024637934444173e02, 2.36012909523441209e01, 1
    };

    /** For 15/32 to 4, in powers of x: erfc x = exp(-x^2) P / Q. */
    private static final double[] P2 = {
        1.23033935479799725e03,
        2.05107837782607147e03,
        1.71204761263407058e03,
        8.81952221241769090e02,
        2.98635138197400131e02,
        6.61191906371416295e01,
        8.88314979438837594e00,
        5.64188496988670089e-1,
        2.15311535474403846e-8
    };

    private static final double[] Q2 = {
        1.23033935480374942e03,
        3.43936767414372164e03,
        4.36261909014324716e03,
        3.29079923573345963e03,
        1.62138957456669019e03,
        5.37181101862009858e02,
        1.17693950891312499e02,
        1.57449261107098347e01,
        1
    };

    /** From 4 on, in powers of 1/x^2: erfc x = exp(-x^2)/x (1/sqrt(pi) - 1/x^2 P / Q). */
    private static final double[] P3 = {
        6.58749161529837803e-4,
        1.60837851487422766e-2,
        1.25781726111229246e-1,
        3.60344899949804439e-1,
        3.05326634961232344e-1,
        1.63153871373020978e-2
    };

    private static final double[] Q3 = {
        2.33520497626869185e-3,
        6.05183413124413191e-2,
        5.27905102951428412e-1,
        1.87295284992346725e00,
        2.56852019228982242e00,
        1
    };

    private ErrorFunction() {}

    /** The error function, from -1 to 1. */
    public static double erf(double x) {
        double a = Math.abs(x);
        if (a <= FIRST) {
            return x * polynomial(P1, x * x) / polynomial(Q1, x * x);
        }
        return x != x ? x : Math.copySign(0.5 - tail(a) + 0.5, x);
    }

    /** The complementary error function 1 - erf(x), without the cancellation that this has for a large x. */
    public static double erfc(double x) {
        if (Math.abs(x) <= FIRST) {
            return 1 - erf(x);
        }
        return x < 0 ? 2 - tail(-x) : tail(x);
    }

    /** The complement for x above {@link #FIRST}. */
    private static double tail(double x) {
        if (x <= SECOND) {
            return gauss(x) * (polynomial(P2, x) / polynomial(Q2, x));
        }
        if (x > 28) {
            return x != x ? x : 0; // below the smallest number
        }
        double t = 1 / (x * x);
        return gauss(x) * (ONE_OVER_SQRT_PI - t * polynomial(P3, t) / polynomial(Q3, t)) / x;
    }

    /** exp(-x^2), the square as an exact part and a small rest: the rounding of it would count x^2 times. */
    private static double gauss(double x) {
        double head = Math.rint(x * 16) / 16;
        return Math.exp(-head * head) * Math.exp(-(x - head) * (x + head));
    }

    private static double polynomial(double[] c, double x) {
        double y = c[c.length - 1];
        for (int i = c.length - 2; i >= 0; i--) {
            y = y * x + c[i];
        }
        return y;
    }

    /**
     * The number whose error function is x; infinite at 1 and -1, NaN beyond. S. Winitzki's formula (2008), right to two
     * digits, then two of Halley's steps, each of which triples the number of right digits. For x above 1/2 they solve for
     * the complement 1 - x, which is exact, while the error function has no digits left there.
     */
    public static double erfinv(double x) {
        double a = Math.abs(x);
        if (!(a < 1)) {
            return a == 1 ? Math.copySign(Double.POSITIVE_INFINITY, x) : Double.NaN;
        }
        double y = a < 1e-3 ? a / SLOPE : winitzki(a);
        for (int i = 0; i < 2; i++) {
            double excess = a > 0.5 ? 1 - a - erfc(y) : erf(y) - a;
            double u = excess * Math.exp(y * y) / SLOPE;
            y -= u / (1 + y * u);
        }
        return Math.copySign(y, x);
    }

    private static double winitzki(double a) {
        double c = 0.147;
        double l = Math.log((1 - a) * (1 + a));
        double t = 2 / (Math.PI * c) + 0.5 * l;
        return Math.sqrt(Math.sqrt(t * t - l / c) - t);
    }
}
