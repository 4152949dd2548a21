package org.autodiff.array.math;

import java.math.BigDecimal;

/**
 * The logarithm of the gamma function and its derivatives. Formulas by number are those of the NIST Digital Library of
 * Mathematical Functions, chapters 5 (gamma) and 25 (zeta).
 */
public final class GammaFunction {
    /** The Bernoulli numbers B2, B4, ... */
    private static final double[] BERNOULLI = {
        1.0 / 6,
        -1.0 / 30,
        1.0 / 42,
        -1.0 / 30,
        5.0 / 66,
        -691.0 / 2730,
        7.0 / 6,
        -3617.0 / 510,
        43867.0 / 798,
        -174611.0 / 330
    };

    private static final double EULER = 0.57721566490153286061;
    private static final double HALF_LOG_TWO_PI = 0.91893853320467274178;
    /** From here on the asymptotic series are exact. */
    private static final double FAR = 10;

    /** The positive zero of digamma, to more digits than a double holds. */
    private static final BigDecimal ZERO = new BigDecimal("1.461632144968362341262659542325721328");

    private static final double ZERO_HIGH = ZERO.doubleValue();
    private static final double ZERO_LOW =
            ZERO.subtract(new BigDecimal(ZERO_HIGH)).doubleValue();

    /** (-1)^k (zeta(k) - 1) / k for k from 2 on: the Taylor series at 2, from 5.7.3. */
    private static final double[] AT_TWO = new double[28];
    /** The Taylor series of digamma at its zero without the power 0, from 5.15.1. */
    private static final double[] AT_ZERO = new double[26];

    static {
        for (int i = 0; i < AT_TWO.length; i++) {
            int k = i + 2;
            AT_TWO[i] = ((k & 1) == 0 ? 1 : -1) * hurwitz(k, 2) / k;
        }
        for (int i = 0; i < AT_ZERO.length; i++) {
            AT_ZERO[i] = ((i & 1) == 0 ? 1 : -1) * hurwitz(i + 2, ZERO_HIGH);
        }
    }

    private GammaFunction() {}

    /** The logarithm of the absolute value of gamma; infinite at 0 and the negative whole numbers. */
    public static double logGamma(double x) {
        if (x != x || Double.isInfinite(x)) {
            return x * x;
        }
        if (Math.abs(x) < 0.5) {
            return nearTwo(x) - Math.log1p(x) - Math.log(Math.abs(x));
        }
        if (x < 0) {
            double s = Math.abs(PiTrigonometry.sin(x)); // reflection, 5.5.3
            return s == 0 ? Double.POSITIVE_INFINITY : Math.log(Math.PI / s) - logGamma(1 - x);
        }
        if (x < 1.5) {
            return nearTwo(x - 1) - Math.log1p(x - 1);
        }
        if (x < FAR) {
            double product = 1;
            double y = x;
            while (y > 2.5) {
                y -= 1;
                product *= y;
            }
            return nearTwo(y - 2) + Math.log(product);
        }
        double sum = 0; // Stirling's series, 5.11.1
        double t = 1 / (x * x);
        for (int k = BERNOULLI.length; k >= 1; k--) {
            sum = sum * t + BERNOULLI[k - 1] / (2 * k * (2 * k - 1));
        }
        double log = Math.log(x);
        return x * (log - 1) - 0.5 * log + (HALF_LOG_TWO_PI + sum / x);
    }

    /** The logarithm of gamma at 2 + z for |z| up to 1/2: relatively exact, for every term has a factor z. */
    private static double nearTwo(double z) {
        double sum = 0;
        for (int i = AT_TWO.length - 1; i >= 0; i--) {
            sum = (sum + AT_TWO[i]) * z;
        }
        return (1 - EULER + sum) * z;
    }

    /**
     * The derivative of {@link #logGamma}. At 0 it is infinite, of the sign opposite to that of the zero; NaN at the
     * negative whole numbers, where it has no sign.
     */
    public static double digamma(double x) {
        if (x == 0) {
            return Math.copySign(Double.POSITIVE_INFINITY, -x);
        }
        if (x < 0) {
            double s = PiTrigonometry.sin(x);
            return s == 0 || x == Double.NEGATIVE_INFINITY
                    ? Double.NaN
                    : digamma(1 - x) - Math.PI * PiTrigonometry.cos(x) / s; // 5.5.4
        }
        if (Math.abs(x - ZERO_HIGH) < 0.25) {
            double d = x - ZERO_HIGH - ZERO_LOW;
            double sum = 0;
            for (int i = AT_ZERO.length - 1; i >= 0; i--) {
                sum = sum * d + AT_ZERO[i];
            }
            return sum * d;
        }
        double y = x;
        double shift = 0;
        while (y < FAR) {
            shift += 1 / y; // 5.5.2
            y += 1;
        }
        double sum = 0; // 5.11.2
        double t = 1 / (y * y);
        for (int k = BERNOULLI.length; k >= 1; k--) {
            sum = (sum + BERNOULLI[k - 1] / (2 * k)) * t;
        }
        return Math.log(y) - 0.5 / y - sum - shift;
    }

    /**
     * The derivative of an order n >= 0 of {@link #digamma}. At 0 and the negative whole numbers it is infinite, for an
     * even order with the sign of the approach from the right.
     */
    public static double polygamma(int n, double x) {
        if (n == 0) {
            return digamma(x);
        }
        double sign = (n & 1) == 1 ? 1 : -1;
        if (x != x || Double.isInfinite(x)) {
            return x > 0 ? sign * 0 : Double.NaN;
        }
        if (x > 0) {
            return sign * factorial(n) * hurwitz(n + 1, x); // 25.11.12
        }
        double s = PiTrigonometry.sin(x);
        if (s == 0) {
            return sign * Double.POSITIVE_INFINITY;
        }
        // reflection, 5.15.6
        double cotangents = cotangent(n, PiTrigonometry.cos(x) / s);
        return -sign * polygamma(n, 1 - x) - Math.pow(Math.PI, n + 1.0) * cotangents;
    }

    /** The derivative of an order n of the cotangent, where that has the value c: a polynomial, for cot' = -1 - cot^2. */
    private static double cotangent(int n, double c) {
        double[] p = new double[n + 2];
        p[1] = 1;
        for (int k = 1; k <= n; k++) {
            double[] next = new double[n + 2];
            for (int i = 1; i <= k; i++) {
                next[i - 1] -= i * p[i];
                next[i + 1] -= i * p[i];
            }
            p = next;
        }
        double y = 0;
        for (int i = n + 1; i >= 0; i--) {
            y = y * c + p[i];
        }
        return y;
    }

    private static double factorial(int n) {
        double f = 1;
        for (int i = 2; i <= n; i++) {
            f *= i;
        }
        return f;
    }

    /**
     * The sum of (q + k)^-s over k from 0 on, for a whole s of 2 or more and a q above 0: the terms up to a, then the
     * Euler-Maclaurin formula for the rest, 25.11.5.
     */
    private static double hurwitz(int s, double q) {
        int n = (int) Math.max(0, Math.ceil(FAR + s - q));
        double a = q + n;
        double power = Math.pow(a, -s);
        double rest = power * (a / (s - 1) + 0.5);
        double factor = s * power / (2 * a);
        for (int j = 1; j <= BERNOULLI.length; j++) {
            rest += factor * BERNOULLI[j - 1];
            factor *= (s + 2.0 * j - 1) * (s + 2.0 * j) / ((2.0 * j + 1) * (2.0 * j + 2) * a * a);
        }
        for (int k = n - 1; k >= 0; k--) {
            rest += Math.pow(q + k, -s);
        }
        return rest;
    }
}
