package org.autodiff.inspect;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers as pictures and derivations write them: four significant digits, a true minus sign, no trailing zeros. */
public final class Numbers {
    private static final MathContext DIGITS = new MathContext(4, RoundingMode.HALF_EVEN);
    private static final double LARGE = 1e6;
    private static final double SMALL = 1e-4;

    private Numbers() {}

    /** A number as it stands alone: {@code −0.3679}, {@code 1.2e−7}, {@code NaN}, {@code ∞}. */
    public static String text(double x) {
        if (Double.isNaN(x)) {
            return "NaN";
        }
        if (Double.isInfinite(x)) {
            return x > 0 ? "∞" : "−∞";
        }
        if (x == 0) {
            return "0";
        }
        BigDecimal rounded = new BigDecimal(x).round(DIGITS).stripTrailingZeros();
        double size = Math.abs(x);
        if (size == Math.rint(size) && size < LARGE) {
            rounded = new BigDecimal(x);
        }
        String s = rounded.toPlainString();
        if (size >= LARGE || size < SMALL) {
            int exponent = rounded.precision() - rounded.scale() - 1;
            s = rounded.movePointLeft(exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
        }
        return s.replace('-', '−');
    }

    /** A number as a factor or a summand after another: in parentheses if it is negative. */
    public static String operand(double x) {
        return x < 0 ? "(" + text(x) + ")" : text(x);
    }
}
