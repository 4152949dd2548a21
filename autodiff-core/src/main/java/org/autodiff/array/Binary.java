package org.autodiff.array;

import java.util.function.DoubleBinaryOperator;

/** The functions of two elements that backends have kernels for, with their meaning in double precision. */
public enum Binary {
    ADD((x, y) -> x + y),
    SUB((x, y) -> x - y),
    MUL((x, y) -> x * y),
    DIV((x, y) -> x / y),
    /** 1 to any power is 1, NaN included, as in C and NumPy; Java says NaN. */
    POW((x, y) -> x == 1 || x == -1 && Double.isInfinite(y) ? 1 : Math.pow(x, y)),
    MAXIMUM(Math::max),
    MINIMUM(Math::min),
    /** The angle of the point with ordinate x and abscissa y. */
    ATAN2(Math::atan2),
    HYPOT(Math::hypot),
    /** x over the length of (x, y), by halves, for the length of the longest vectors overflows. */
    DIRECTION_COSINE(Binary::cosine),
    /** The first coordinate of the inversion of (x, y) in the unit circle: x over the square of its length. */
    INVERSION((x, y) -> cosine(x, y) / Math.hypot(x, y)),
    /** The remainder with the sign of the dividend, exact. */
    FMOD((x, y) -> x % y),
    /** The remainder with the sign of the divisor. */
    REMAINDER(Binary::remainder),
    FLOOR_DIVIDE(Binary::floorDivide),
    LOG_ADD_EXP(Binary::logAddExp),
    /** 0 where x is 0, whatever the logarithm, but NaN where y is NaN. */
    XLOGY((x, y) -> x == 0 && !Double.isNaN(y) ? 0 : x * Math.log(y));

    private final DoubleBinaryOperator f;

    Binary(DoubleBinaryOperator f) {
        this.f = f;
    }

    /** The function's value. */
    public double apply(double x, double y) {
        return f.applyAsDouble(x, y);
    }

    /** About how much one element costs, in additions; only to divide work by. */
    int weight() {
        return switch (this) {
            case ADD, SUB, MUL, DIV, MAXIMUM, MINIMUM -> 1;
            default -> 64;
        };
    }

    private static double cosine(double x, double y) {
        if (Double.isInfinite(x) && !Double.isInfinite(y)) {
            return Math.signum(x) + 0 * y; // NaN stays
        }
        boolean large = Math.abs(x) > 0x1p1000 || Math.abs(y) > 0x1p1000;
        return large && Double.isFinite(x) && Double.isFinite(y)
                ? x / 4 / Math.hypot(x / 4, y / 4)
                : x / Math.hypot(x, y);
    }

    private static double remainder(double x, double y) {
        double r = x % y;
        return r != 0 && r < 0 != y < 0 ? r + y : r;
    }

    /** The whole number that {@link #REMAINDER} belongs to: the rounded quotient may already be the next one. */
    private static double floorDivide(double x, double y) {
        if (y == 0) {
            return x / y;
        }
        double r = x % y;
        double q = (x - r) / y - (r != 0 && r < 0 != y < 0 ? 1 : 0);
        return q == 0 ? Math.copySign(0, x / y) : Math.rint(q);
    }

    /** Shifted by the larger one, so that no exponential overflows. */
    private static double logAddExp(double x, double y) {
        double top = Math.max(x, y);
        return Double.isInfinite(top) ? top : top + Math.log1p(Math.exp(Math.min(x, y) - top));
    }
}
