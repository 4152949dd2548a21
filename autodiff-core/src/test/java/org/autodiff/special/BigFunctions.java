package org.autodiff.special;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/**
 * Elementary and special functions to 120 digits, from their series: the reference for values and, by differences too fine
 * for any rounding, for derivatives. Written without the library, and without {@code Math}.
 */
final class BigFunctions {
    static final MathContext MC = new MathContext(120);

    private static final BigDecimal TWO = BigDecimal.valueOf(2);
    private static final BigDecimal HALF = new BigDecimal("0.5");
    private static final BigDecimal ONE_THIRD = BigDecimal.ONE.divide(BigDecimal.valueOf(3), MC);
    private static final BigDecimal TINY = BigDecimal.ONE.scaleByPowerOfTen(-131);

    /** Machin's formula. */
    static final BigDecimal PI = atanSmall(inverse(5))
            .multiply(BigDecimal.valueOf(16))
            .subtract(atanSmall(inverse(239)).multiply(BigDecimal.valueOf(4)), MC);

    private static final BigDecimal LN2 = ln2();

    private BigFunctions() {}

    private static BigDecimal inverse(int n) {
        return BigDecimal.ONE.divide(BigDecimal.valueOf(n), new MathContext(136));
    }

    /** The sum of a series whose terms follow from one another. */
    private interface Step {
        BigDecimal next(BigDecimal term, int n);
    }

    private static BigDecimal sum(BigDecimal first, Step step) {
        BigDecimal sum = first;
        BigDecimal term = first;
        BigDecimal least = first.signum() == 0 ? TINY : first.abs().multiply(TINY, MC);
        for (int n = 1; n < 20_000; n++) {
            term = step.next(term, n);
            sum = sum.add(term, new MathContext(141));
            if (term.abs().compareTo(least) < 0
                    && term.abs().compareTo(sum.abs().multiply(TINY, MC)) <= 0) {
                break;
            }
        }
        return sum.round(MC);
    }

    private static BigDecimal atanSmall(BigDecimal x) {
        MathContext mc = new MathContext(136);
        BigDecimal square = x.multiply(x, mc).negate();
        BigDecimal power = x;
        BigDecimal sum = x;
        for (int n = 1; power.abs().compareTo(TINY.multiply(x.abs(), mc)) > 0; n++) {
            power = power.multiply(square, mc);
            sum = sum.add(power.divide(BigDecimal.valueOf(2L * n + 1), mc), mc);
        }
        return sum;
    }

    private static BigDecimal ln2() {
        MathContext mc = new MathContext(136);
        BigDecimal third = BigDecimal.ONE.divide(BigDecimal.valueOf(3), mc);
        BigDecimal square = third.multiply(third, mc);
        BigDecimal power = third;
        BigDecimal sum = third;
        for (int n = 1; power.compareTo(TINY) > 0; n++) {
            power = power.multiply(square, mc);
            sum = sum.add(power.divide(BigDecimal.valueOf(2L * n + 1), mc), mc);
        }
        return sum.multiply(TWO);
    }

    /** e^x; 0 far below, and a number beyond every double far above. */
    static BigDecimal exp(BigDecimal x) {
        if (x.compareTo(BigDecimal.valueOf(100_000)) > 0) {
            return BigDecimal.ONE.scaleByPowerOfTen(40_000);
        }
        if (x.compareTo(BigDecimal.valueOf(-100_000)) < 0) {
            return BigDecimal.ZERO;
        }
        BigInteger k =
                x.divide(LN2, MC).setScale(0, java.math.RoundingMode.HALF_EVEN).toBigInteger();
        BigDecimal rest = x.subtract(LN2.multiply(new BigDecimal(k)), new MathContext(141));
        BigDecimal small = rest.divide(BigDecimal.valueOf(256), new MathContext(141));
        BigDecimal e =
                sum(BigDecimal.ONE, (t, n) -> t.multiply(small).divide(BigDecimal.valueOf(n), new MathContext(141)));
        for (int i = 0; i < 8; i++) {
            e = e.multiply(e, new MathContext(136));
        }
        int power = k.intValueExact();
        BigDecimal two = TWO.pow(Math.abs(power), new MathContext(136));
        return power < 0 ? e.divide(two, MC) : e.multiply(two, MC);
    }

    static BigDecimal expm1(BigDecimal x) {
        if (x.abs().compareTo(BigDecimal.ONE) > 0) {
            return exp(x).subtract(BigDecimal.ONE, MC);
        }
        return x.signum() == 0
                ? x
                : sum(x, (t, n) -> t.multiply(x).divide(BigDecimal.valueOf(n + 1L), new MathContext(141)));
    }

    /** The natural logarithm of a positive number. */
    static BigDecimal log(BigDecimal x) {
        int digits = x.precision() - x.scale();
        BigDecimal ten = BigDecimal.valueOf(digits);
        BigDecimal m = x.scaleByPowerOfTen(-digits); // in [0.1, 1)
        int twos = 0;
        while (m.compareTo(new BigDecimal("0.75")) < 0) {
            m = m.multiply(TWO);
            twos++;
        }
        BigDecimal ln10 = logNear1(new BigDecimal("1.25")).add(LN2.multiply(BigDecimal.valueOf(3)));
        return logNear1(m).add(ten.multiply(ln10)).subtract(LN2.multiply(BigDecimal.valueOf(twos)), MC);
    }

    private static BigDecimal logNear1(BigDecimal m) {
        BigDecimal d = m.subtract(BigDecimal.ONE);
        return d.signum() == 0 ? BigDecimal.ZERO : log1pSmall(d);
    }

    /** ln(1 + d) for |d| up to 1/2, by the inverse hyperbolic tangent. */
    private static BigDecimal log1pSmall(BigDecimal d) {
        MathContext mc = new MathContext(141);
        BigDecimal z = d.divide(d.add(TWO), mc);
        BigDecimal square = z.multiply(z, mc);
        BigDecimal power = z;
        BigDecimal sum = z;
        for (int n = 1; power.abs().compareTo(TINY.multiply(z.abs(), mc)) > 0; n++) {
            power = power.multiply(square, mc);
            sum = sum.add(power.divide(BigDecimal.valueOf(2L * n + 1), mc), mc);
        }
        return sum.multiply(TWO);
    }

    static BigDecimal log1p(BigDecimal x) {
        return x.signum() == 0 ? x : x.abs().compareTo(HALF) < 0 ? log1pSmall(x).round(MC) : log(BigDecimal.ONE.add(x));
    }

    static BigDecimal sqrt(BigDecimal x) {
        return x.sqrt(MC);
    }

    static BigDecimal sin(BigDecimal x) {
        int digits = Math.max(0, x.precision() - x.scale());
        MathContext wide = new MathContext(151 + digits);
        BigDecimal turns = digits > 2 ? x.divideToIntegralValue(PI.multiply(TWO)) : BigDecimal.ZERO;
        BigDecimal r = x.subtract(turns.multiply(PI.multiply(TWO)), wide);
        if (r.signum() == 0) {
            return BigDecimal.ZERO;
        }
        BigDecimal square = r.multiply(r, wide).negate();
        return sum(
                r,
                (t, n) -> t.multiply(square).divide(BigDecimal.valueOf((2L * n) * (2L * n + 1)), new MathContext(151)));
    }

    static BigDecimal cos(BigDecimal x) {
        BigDecimal half = sin(x.multiply(HALF));
        return BigDecimal.ONE.subtract(TWO.multiply(half).multiply(half), MC);
    }

    static BigDecimal atan(BigDecimal x) {
        if (x.signum() == 0) {
            return x;
        }
        if (x.abs().compareTo(BigDecimal.ONE) > 0) {
            BigDecimal half = PI.multiply(HALF);
            return (x.signum() > 0 ? half : half.negate())
                    .subtract(atan(BigDecimal.ONE.divide(x, new MathContext(141))), MC);
        }
        if (x.abs().compareTo(new BigDecimal("0.1")) > 0) { // atan x = 2 atan(x / (1 + sqrt(1 + x^2)))
            BigDecimal root = BigDecimal.ONE.add(x.multiply(x)).sqrt(new MathContext(136));
            return TWO.multiply(atan(x.divide(BigDecimal.ONE.add(root), new MathContext(136))), MC);
        }
        return atanSmall(x).round(MC);
    }

    static BigDecimal asin(BigDecimal x) {
        BigDecimal rest = BigDecimal.ONE.subtract(x.multiply(x));
        return rest.signum() == 0
                ? PI.multiply(HALF).multiply(BigDecimal.valueOf(x.signum()))
                : atan(x.divide(rest.sqrt(new MathContext(136)), new MathContext(136)));
    }

    static BigDecimal acos(BigDecimal x) {
        return PI.multiply(HALF).subtract(asin(x), MC);
    }

    static BigDecimal sinh(BigDecimal x) {
        return x.abs().compareTo(BigDecimal.ONE) > 0
                ? exp(x).subtract(exp(x.negate())).multiply(HALF, MC)
                : x.signum() == 0
                        ? x
                        : sum(
                                x,
                                (t, n) -> t.multiply(x.multiply(x, new MathContext(141)))
                                        .divide(BigDecimal.valueOf((2L * n) * (2L * n + 1)), new MathContext(141)));
    }

    static BigDecimal cosh(BigDecimal x) {
        return exp(x).add(exp(x.negate())).multiply(HALF, MC);
    }

    static BigDecimal tanh(BigDecimal x) {
        if (x.abs().compareTo(BigDecimal.valueOf(1000)) > 0) {
            return BigDecimal.valueOf(x.signum());
        }
        return sinh(x).divide(cosh(x), MC);
    }

    /** x - tanh x; where that cancels, x^3/3 - 2x^5/15 + 17x^7/315. */
    static BigDecimal tanhshrink(BigDecimal x) {
        if (x.abs().compareTo(new BigDecimal("1e-20")) > 0) {
            return x.subtract(tanh(x));
        }
        BigDecimal square = x.multiply(x, MC);
        BigDecimal inner = BigDecimal.valueOf(17)
                .multiply(square)
                .divide(BigDecimal.valueOf(315), MC)
                .subtract(TWO.divide(BigDecimal.valueOf(15), MC));
        return inner.multiply(square, MC).add(ONE_THIRD).multiply(square, MC).multiply(x, MC);
    }

    static BigDecimal asinh(BigDecimal x) {
        BigDecimal a = x.abs();
        BigDecimal root = BigDecimal.ONE.add(a.multiply(a)).sqrt(new MathContext(136));
        // ln(a + sqrt(1 + a^2)) = log1p(a + a^2 / (1 + sqrt(1 + a^2)))
        BigDecimal z = log1p(a.add(a.multiply(a).divide(BigDecimal.ONE.add(root), new MathContext(136))));
        return x.signum() < 0 ? z.negate() : z;
    }

    static BigDecimal acosh(BigDecimal x) {
        BigDecimal d = x.subtract(BigDecimal.ONE);
        return log1p(d.add(d.multiply(x.add(BigDecimal.ONE)).sqrt(new MathContext(136))));
    }

    static BigDecimal atanh(BigDecimal x) {
        return log1p(TWO.multiply(x).divide(BigDecimal.ONE.subtract(x), new MathContext(136)))
                .multiply(HALF, MC);
    }

    static BigDecimal sigmoid(BigDecimal x) {
        return x.compareTo(BigDecimal.valueOf(100_000)) > 0
                ? BigDecimal.ONE
                : BigDecimal.ONE.divide(BigDecimal.ONE.add(exp(x.negate().max(BigDecimal.valueOf(-100_000)))), MC);
    }

    static BigDecimal softplus(BigDecimal x) {
        return x.signum() > 0 ? x.add(log1p(exp(x.negate())), MC) : log1p(exp(x));
    }

    /** The error function by its series up to 7, and 1 less {@link #erfc} beyond. */
    static BigDecimal erf(BigDecimal x) {
        if (x.abs().compareTo(BigDecimal.valueOf(7)) > 0) {
            BigDecimal z = BigDecimal.ONE.subtract(erfc(x.abs()), MC);
            return x.signum() < 0 ? z.negate() : z;
        }
        MathContext mc = new MathContext(181);
        BigDecimal square = x.multiply(x, mc).negate();
        BigDecimal power = x;
        BigDecimal sum = x;
        for (int n = 1; n < 5000 && power.abs().compareTo(TINY.multiply(x.abs(), mc)) > 0; n++) {
            power = power.multiply(square, mc).divide(BigDecimal.valueOf(n), mc);
            sum = sum.add(power.divide(BigDecimal.valueOf(2L * n + 1), mc), mc);
        }
        return sum.multiply(TWO).divide(PI.sqrt(new MathContext(136)), MC);
    }

    /** 1 less the error function; beyond 7 by the continued fraction. */
    static BigDecimal erfc(BigDecimal x) {
        if (x.compareTo(BigDecimal.valueOf(7)) <= 0) {
            return BigDecimal.ONE.subtract(erf(x), MC);
        }
        if (x.compareTo(BigDecimal.valueOf(300)) > 0) {
            return BigDecimal.ZERO;
        }
        MathContext mc = new MathContext(141);
        BigDecimal f = x;
        for (int n = 900; n >= 1; n--) {
            f = x.add(BigDecimal.valueOf(n).multiply(HALF).divide(f, mc), mc);
        }
        return exp(x.multiply(x).negate()).divide(f.multiply(PI.sqrt(mc)), MC);
    }
}
