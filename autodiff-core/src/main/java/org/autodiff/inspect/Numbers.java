package org.autodiff.inspect;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers as pictures and derivations write them: four significant digits, a true minus sign, no trailing zeros. */
public final class Numbers {
    private static final int SIGNIFICANT = 4;
    private static final MathContext DIGITS = new MathContext(SIGNIFICANT, RoundingMode.HALF_EVEN);
    private static final double LARGE = 1e6;
    private static final double SMALL = 1e-4;

    /** How far from the middle between two last digits a scaled number must be, so that its own rounding does not matter. */
    private static final double CLEAR = 1e-9;

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
        double size = Math.abs(x);
        String quick = size < LARGE && size >= SMALL ? quick(size) : null;
        if (quick != null) {
            return x < 0 ? "−" + quick : quick;
        }
        BigDecimal rounded = new BigDecimal(x).round(DIGITS).stripTrailingZeros();
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

    /**
     * A number between {@link #SMALL} and {@link #LARGE} in a twentieth of the time that decimals take, of which a page
     * has many; null where only those can tell which way to round.
     */
    private static String quick(double size) {
        if (size == Math.rint(size)) {
            return String.valueOf((long) size);
        }
        int decimals = SIGNIFICANT;
        double scaled = size * 1e4;
        for (; scaled >= 1e4; decimals--) {
            scaled = decimals > 1 ? size * power(decimals - 1) : size / power(1 - decimals);
        }
        for (; scaled < 1e3; decimals++) {
            scaled = size * power(decimals + 1);
        }
        if (Math.abs(scaled - Math.floor(scaled) - 0.5) < CLEAR) {
            return null;
        }
        long digits = (long) Math.rint(scaled);
        if (decimals <= 0) {
            return String.valueOf(digits * (long) power(-decimals));
        }
        for (; decimals > 0 && digits % 10 == 0; decimals--) {
            digits /= 10;
        }
        String s = String.valueOf(digits);
        if (decimals == 0) {
            return s;
        }
        String padded = s.length() > decimals ? s : "0".repeat(decimals + 1 - s.length()) + s;
        int point = padded.length() - decimals;
        return padded.substring(0, point) + "." + padded.substring(point);
    }

    /** A power of ten, exact up to 22. */
    private static double power(int exponent) {
        double power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= 10;
        }
        return power;
    }

    /** A number as a factor or a summand after another: in parentheses if it is negative. */
    public static String operand(double x) {
        return x < 0 ? "(" + text(x) + ")" : text(x);
    }
}
