package org.autodiff.special;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.function.UnaryOperator;

/**
 * A number to 60 digits with its derivatives by two directions and its mixed second derivative, and a bound for each of
 * what the same formula loses that is computed step by step in an element type, in units of the last place of 1. From one formula
 * follow value, gradient, tangent, second derivative and tolerance. A part that is null is NaN.
 */
record Jet(BigDecimal v, BigDecimal a, BigDecimal b, BigDecimal ab, BigDecimal[] lost) {
    private static final MathContext MC = new MathContext(60);
    private static final MathContext ROUGH = new MathContext(8);
    private static final BigDecimal ZERO = BigDecimal.ZERO;
    private static final BigDecimal ONE = BigDecimal.ONE;
    private static final BigDecimal TWO = BigDecimal.valueOf(2);
    private static final BigDecimal[] EXACT = {ZERO, ZERO, ZERO, ZERO};

    /** What a loss of both factors weighs beside that of one. */
    private static final BigDecimal SMALL = new BigDecimal("1e-7");

    static final Jet NAN = new Jet(null, null, null, null, EXACT);

    static Jet of(double value) {
        return of(new BigDecimal(value));
    }

    static Jet of(BigDecimal value) {
        return new Jet(value, ZERO, ZERO, ZERO, EXACT);
    }

    /** An input that changes in both directions, and is known to so many units. */
    static Jet variable(BigDecimal value, double a, double b, double lost) {
        BigDecimal[] losses = {new BigDecimal(lost), ZERO, ZERO, ZERO};
        return new Jet(value, new BigDecimal(a), new BigDecimal(b), ZERO, losses);
    }

    private static BigDecimal plus(BigDecimal x, BigDecimal y) {
        return x == null || y == null ? null : x.add(y, MC);
    }

    /** A product in which 0 wins over everything: a direction in which nothing changes. */
    private static BigDecimal times(BigDecimal x, BigDecimal y) {
        if (x != null && x.signum() == 0 || y != null && y.signum() == 0) {
            return ZERO;
        }
        return x == null || y == null ? null : x.multiply(y, MC);
    }

    private static BigDecimal size(BigDecimal x) {
        return x == null ? ZERO : x.abs(ROUGH);
    }

    private static BigDecimal rough(BigDecimal x, BigDecimal y) {
        return x == null || y == null ? ZERO : x.abs(ROUGH).multiply(y.abs(ROUGH), ROUGH);
    }

    private static BigDecimal sum(BigDecimal... all) {
        BigDecimal s = ZERO;
        for (BigDecimal x : all) {
            s = s.add(x, ROUGH);
        }
        return s;
    }

    Jet add(Jet y) {
        BigDecimal sv = plus(v, y.v);
        BigDecimal sa = plus(a, y.a);
        BigDecimal sb = plus(b, y.b);
        BigDecimal sab = plus(ab, y.ab);
        return new Jet(sv, sa, sb, sab, new BigDecimal[] {
            sum(lost[0], y.lost[0], size(sv)),
            sum(lost[1], y.lost[1], size(sa)),
            sum(lost[2], y.lost[2], size(sb)),
            sum(lost[3], y.lost[3], size(sab))
        });
    }

    Jet neg() {
        return new Jet(negate(v), negate(a), negate(b), negate(ab), lost);
    }

    private static BigDecimal negate(BigDecimal x) {
        return x == null ? null : x.negate();
    }

    Jet sub(Jet y) {
        return add(y.neg());
    }

    Jet add(double y) {
        return add(of(y));
    }

    Jet mul(double y) {
        return mul(of(y));
    }

    Jet mul(Jet y) {
        BigDecimal pv = v == null || y.v == null ? null : v.multiply(y.v, MC);
        BigDecimal pa = plus(times(a, y.v), times(v, y.a));
        BigDecimal pb = plus(times(b, y.v), times(v, y.b));
        BigDecimal pab = plus(plus(times(ab, y.v), times(v, y.ab)), plus(times(a, y.b), times(b, y.a)));
        BigDecimal[] l = {
            sum(
                    rough(v, y.lost[0]),
                    rough(lost[0], y.v),
                    rough(lost[0], y.lost[0]).multiply(SMALL),
                    size(pv)),
            sum(products(1, y), rough(a, y.v), rough(v, y.a)),
            sum(products(2, y), rough(b, y.v), rough(v, y.b)),
            sum(
                    products(3, y),
                    rough(lost[1], y.b),
                    rough(a, y.lost[2]),
                    rough(lost[2], y.a),
                    rough(b, y.lost[1]),
                    rough(ab, y.v),
                    rough(v, y.ab),
                    rough(a, y.b),
                    rough(b, y.a))
        };
        return new Jet(pv, pa, pb, pab, l);
    }

    private BigDecimal part(int i) {
        return i == 1 ? a : i == 2 ? b : ab;
    }

    private BigDecimal products(int i, Jet y) {
        return sum(rough(lost[0], y.part(i)), rough(v, y.lost[i]), rough(lost[i], y.v), rough(part(i), y.lost[0]));
    }

    Jet div(Jet y) {
        return mul(y.unary(x -> ONE.divide(x, MC), x -> {
            BigDecimal r = ONE.divide(x, MC);
            BigDecimal square = r.multiply(r, MC).negate();
            return new BigDecimal[] {
                square,
                square.multiply(r, MC).multiply(TWO).negate(),
                square.multiply(square, MC).multiply(BigDecimal.valueOf(-6))
            };
        }));
    }

    /** A part of so many equal ones, without the rounding of a reciprocal. */
    Jet over(double n) {
        BigDecimal d = new BigDecimal(n);
        return new Jet(part(v, d), part(a, d), part(b, d), part(ab, d), new BigDecimal[] {
            sum(lost[0], size(v)), sum(lost[1], size(a)), sum(lost[2], size(b)), sum(lost[3], size(ab))
        });
    }

    private static BigDecimal part(BigDecimal x, BigDecimal n) {
        return x == null ? null : x.divide(n, MC);
    }

    /** The first three derivatives. */
    interface Derivatives {
        BigDecimal[] at(BigDecimal x);
    }

    Jet unary(UnaryOperator<BigDecimal> f, Derivatives derivatives) {
        if (v == null) {
            return new Jet(
                    null, times(null, a), times(null, b), plus(times(null, ab), times(null, times(a, b))), EXACT);
        }
        BigDecimal y = f.apply(v);
        boolean constant = isZero(a) && isZero(b) && isZero(ab);
        if (y == null) {
            return NAN;
        }
        BigDecimal[] d = constant && lost[0].signum() == 0 ? new BigDecimal[] {ZERO, ZERO, ZERO} : derivatives.at(v);
        BigDecimal yab = plus(times(d[0], ab), times(d[1], times(a, b)));
        BigDecimal slope = sum(rough(d[1], lost[0]), size(d[0]), size(d[0]));
        BigDecimal bend = sum(rough(d[2], lost[0]), size(d[1]), size(d[1]));
        return new Jet(y, times(d[0], a), times(d[0], b), yab, new BigDecimal[] {
            sum(rough(d[0], lost[0]), size(y)),
            sum(rough(slope, a), rough(d[0], lost[1])),
            sum(rough(slope, b), rough(d[0], lost[2])),
            sum(
                    rough(slope, ab),
                    rough(d[0], lost[3]),
                    rough(bend, a == null || b == null ? null : a.multiply(b, ROUGH)),
                    rough(d[1], sum(rough(lost[1], b), rough(a, lost[2]))),
                    size(yab))
        });
    }

    private static boolean isZero(BigDecimal x) {
        return x != null && x.signum() == 0;
    }

    Jet exp() {
        return unary(BigFunctions::exp, x -> {
            BigDecimal e = BigFunctions.exp(x);
            return new BigDecimal[] {e, e, e};
        });
    }

    /** The logarithm; of 0 a number below every number of an element type, of what is negative NaN. */
    Jet log() {
        return unary(
                x -> x.signum() < 0
                        ? null
                        : x.signum() == 0 ? BigDecimal.TEN.pow(6000).negate() : BigFunctions.log(x),
                x -> {
                    BigDecimal r = x.signum() == 0 ? BigDecimal.TEN.pow(7000) : ONE.divide(x, MC);
                    BigDecimal square = r.multiply(r, MC).negate();
                    return new BigDecimal[] {
                        r, square, square.multiply(r, MC).multiply(TWO).negate()
                    };
                });
    }

    Jet log1p() {
        return unary(BigFunctions::log1p, x -> {
            BigDecimal r = ONE.divide(ONE.add(x), MC);
            BigDecimal square = r.multiply(r, MC).negate();
            return new BigDecimal[] {
                r, square, square.multiply(r, MC).multiply(TWO).negate()
            };
        });
    }

    /** x^p of a positive number; of 0 the limit from above. */
    Jet pow(double p) {
        return unary(x -> power(x, p), x -> new BigDecimal[] {
            scaled(power(x, p - 1), p),
            scaled(power(x, p - 2), p * (p - 1)),
            scaled(power(x, p - 3), p * (p - 1) * (p - 2))
        });
    }

    private static BigDecimal scaled(BigDecimal x, double factor) {
        return factor == 0 ? ZERO : x.multiply(new BigDecimal(factor), MC);
    }

    private static BigDecimal power(BigDecimal x, double p) {
        if (p == 0) {
            return ONE;
        }
        if (x.signum() < 0) {
            return null;
        }
        if (x.signum() == 0) {
            return p > 0 ? ZERO : BigDecimal.TEN.pow(6000);
        }
        if (p == Math.rint(p)) {
            BigDecimal whole = x.pow((int) Math.abs(p), MC);
            return p > 0 ? whole : ONE.divide(whole, MC);
        }
        if (2 * p == Math.rint(2 * p)) {
            return power(x.sqrt(MC), 2 * p);
        }
        return BigFunctions.exp(BigFunctions.log(x).multiply(new BigDecimal(p), MC));
    }

    /** The root of a positive number, as {@link #pow}. */
    Jet root(double p) {
        if (p == 2) {
            return sqrt();
        }
        BigDecimal exponent = ONE.divide(new BigDecimal(p), MC);
        return unary(x -> x.signum() == 0 ? ZERO : rooted(x, exponent), x -> {
            BigDecimal y = rooted(x, exponent);
            BigDecimal[] d = new BigDecimal[3];
            for (int i = 0; i < 3; i++) {
                y = y.multiply(exponent.subtract(BigDecimal.valueOf(i)), MC).divide(x, MC);
                d[i] = y;
            }
            return d;
        });
    }

    private static BigDecimal rooted(BigDecimal x, BigDecimal exponent) {
        return exponent.compareTo(BigDecimal.valueOf(2)) == 0
                ? x.multiply(x, MC)
                : BigFunctions.exp(BigFunctions.log(x).multiply(exponent, BigFunctions.MC));
    }

    Jet sqrt() {
        return pow(0.5);
    }

    Jet square() {
        return mul(this);
    }

    /** Its absolute value, with slope 0 at 0. */
    Jet abs() {
        if (v == null) {
            return this;
        }
        return v.signum() < 0 ? neg() : v.signum() > 0 ? this : new Jet(v, ZERO, ZERO, ZERO, lost);
    }

    Jet sigmoid() {
        return unary(BigFunctions::sigmoid, x -> {
            BigDecimal s = BigFunctions.sigmoid(x);
            BigDecimal d = s.multiply(BigFunctions.sigmoid(x.negate()), MC);
            BigDecimal w = ONE.subtract(s.multiply(TWO));
            return new BigDecimal[] {d, d.multiply(w, MC), d};
        });
    }

    Jet tanh() {
        return mul(2).sigmoid().mul(2).add(-1);
    }

    Jet relu() {
        return v == null || v.signum() > 0 ? this : of(0);
    }

    int sign() {
        return v == null ? 0 : v.signum();
    }

    boolean isNaN() {
        return v == null;
    }

    static Jet total(Jet... all) {
        Jet s = of(0);
        for (Jet x : all) {
            s = s.add(x);
        }
        return s;
    }

    /** The largest of all, of equal ones the mean of their slopes; NaN if there is one. */
    static Jet max(Jet... all) {
        Jet best = null;
        int ties = 0;
        Jet sum = of(0);
        for (Jet x : all) {
            if (x.isNaN()) {
                return NAN;
            }
            int order = best == null ? 1 : x.v.compareTo(best.v);
            if (order > 0) {
                best = x;
                sum = x;
                ties = 1;
            } else if (order == 0) {
                sum = sum.add(x);
                ties++;
            }
        }
        if (best == null || ties == 1) {
            return best;
        }
        Jet mean = sum.mul(1.0 / ties);
        return new Jet(best.v, mean.a, mean.b, mean.ab, mean.lost);
    }
}
