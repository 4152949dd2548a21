package org.autodiff;

import static org.autodiff.OpDef.discrete;
import static org.autodiff.OpDef.elementwise;
import static org.autodiff.OpDef.linear;
import static org.autodiff.Recorder.apply;
import static org.autodiff.op.Domain.real;
import static org.autodiff.op.Saved.INPUT;
import static org.autodiff.op.Saved.OUTPUT;

import org.autodiff.array.Shape;
import org.autodiff.array.Unary;
import org.autodiff.array.math.Logarithm;
import org.autodiff.array.math.Power;
import org.autodiff.error.ArgumentException;
import org.autodiff.op.Attrs;

/**
 * Functions of one value, element by element: signs, powers, exponentials and logarithms. Each entry is the whole
 * definition of its operation; the engine, the tests and the documents follow from it.
 *
 * @param <T> {@link Tensor} or {@link Scalar}
 */
public sealed interface Elementwise<T extends Operand<T>> extends Operand<T> permits Tensor, Scalar {
    OpDef NEG = linear("neg")
            .forward(Unary.NEG)
            .transpose((call, g, i) -> g.neg())
            .scalar(x -> -x, (x, y) -> -1)
            .formula("-x", "-1")
            .define();

    /** The negative. */
    default T neg() {
        return apply(NEG, this);
    }

    OpDef ABS = elementwise("abs")
            .forward(Unary.ABS)
            .derivative((x, y) -> x.sign())
            .saves(INPUT)
            .scalar(Math::abs, (x, y) -> Unary.SIGN.apply(x))
            .domain(real(-3, 3).avoiding(0))
            .kink(0, 0, "the middle of the subdifferential, as PyTorch")
            .formula("|x|", "\\operatorname{sign} x")
            .define();

    /** The absolute value; the derivative at 0 is 0. */
    default T abs() {
        return apply(ABS, this);
    }

    OpDef SIGN = discrete("sign")
            .forward(Unary.SIGN)
            .scalar(x -> x > 0 ? 1 : x < 0 ? -1 : 0, (x, y) -> 0)
            .domain(real(-3, 3).avoiding(0))
            .formula("\\operatorname{sign} x")
            .define();

    /** -1, 0 or 1 by the sign; 0 for NaN, as PyTorch. */
    default T sign() {
        return apply(SIGN, this);
    }

    OpDef STEP = discrete("step")
            .forward(Unary.STEP)
            .scalar(x -> x <= 0 ? 0 : 1, (x, y) -> 0)
            .domain(real(-3, 3).avoiding(0))
            .formula("[x > 0]")
            .define();

    /** 1 where the value is above 0, else 0; also 1 for NaN, so that as a slope it lets a gradient through there. */
    default T step() {
        return apply(STEP, this);
    }

    OpDef EXP = elementwise("exp")
            .forward(Unary.EXP)
            .derivative((x, y) -> y)
            .saves(OUTPUT)
            .scalar(Math::exp, (x, y) -> y)
            .formula("e^x", "e^x")
            .define();

    /** The exponential. */
    default T exp() {
        return apply(EXP, this);
    }

    OpDef EXPM1 = elementwise("expm1")
            .forward(Unary.EXPM1)
            .derivative((x, y) -> y.add(1))
            .saves(OUTPUT)
            .scalar(Math::expm1, (x, y) -> y + 1)
            .formula("e^x - 1", "e^x")
            .define();

    /** The exponential less one, exact near 0. */
    default T expm1() {
        return apply(EXPM1, this);
    }

    OpDef EXP2 = elementwise("exp2")
            .forward(Unary.EXP2)
            .derivative((x, y) -> y.mul(Math.log(2)))
            .saves(OUTPUT)
            .scalar(x -> Math.pow(2, x), (x, y) -> y * Math.log(2))
            .formula("2^x", "2^x \\ln 2")
            .define();

    /** 2 to this power. */
    default T exp2() {
        return apply(EXP2, this);
    }

    OpDef LOG = elementwise("log")
            .forward(Unary.LOG)
            .derivative((x, y) -> x.reciprocal())
            .saves(INPUT)
            .scalar(Math::log, (x, y) -> 1 / x)
            .domain(real(0.2, 4))
            .formula("\\ln x", "1/x")
            .define();

    /** The natural logarithm; NaN below 0, minus infinity at 0. */
    default T log() {
        return apply(LOG, this);
    }

    OpDef LOG1P = elementwise("log1p")
            .forward(Unary.LOG1P)
            .derivative((x, y) -> x.add(1).reciprocal())
            .saves(INPUT)
            .scalar(Math::log1p, (x, y) -> 1 / (1 + x))
            .domain(real(-0.7, 3))
            .formula("\\ln(1 + x)", "1/(1 + x)")
            .define();

    /** The natural logarithm of one more, exact near 0; NaN below -1, minus infinity at -1. */
    default T log1p() {
        return apply(LOG1P, this);
    }

    OpDef LOG2 = elementwise("log2")
            .forward(Unary.LOG2)
            .derivative((x, y) -> x.reciprocal().mul(1 / Math.log(2)))
            .saves(INPUT)
            .scalar(Logarithm::log2, (x, y) -> 1 / (x * Math.log(2)))
            .domain(real(0.2, 4))
            .formula("\\log_2 x", "1/(x \\ln 2)")
            .define();

    /** The logarithm to base 2; NaN below 0, minus infinity at 0. */
    default T log2() {
        return apply(LOG2, this);
    }

    OpDef LOG10 = elementwise("log10")
            .forward(Unary.LOG10)
            .derivative((x, y) -> x.reciprocal().mul(1 / Math.log(10)))
            .saves(INPUT)
            .scalar(Math::log10, (x, y) -> 1 / (x * Math.log(10)))
            .domain(real(0.2, 4))
            .formula("\\log_{10} x", "1/(x \\ln 10)")
            .define();

    /** The logarithm to base 10; NaN below 0, minus infinity at 0. */
    default T log10() {
        return apply(LOG10, this);
    }

    OpDef SQRT = elementwise("sqrt")
            .forward(Unary.SQRT)
            .product((t, x, y) -> t.mul(0.5).div(y))
            .saves(OUTPUT)
            .scalar(Math::sqrt, (x, y) -> 0.5 / y)
            .domain(real(0.2, 4))
            .kink(0, Double.POSITIVE_INFINITY, "the limit from the right, as PyTorch")
            .formula("\\sqrt x", "1/(2\\sqrt x)")
            .define();

    /** The square root; NaN below 0. */
    default T sqrt() {
        return apply(SQRT, this);
    }

    OpDef RSQRT = elementwise("rsqrt")
            .forward(Unary.RSQRT)
            .product((t, x, y) -> t.mul(-0.5).mul(y).mul(y).mul(y))
            .saves(OUTPUT)
            .scalar(x -> 1 / Math.sqrt(x), (x, y) -> -0.5 * y * y * y)
            .domain(real(0.2, 4))
            .formula("1/\\sqrt x", "-1/(2 x^{3/2})")
            .define();

    /** One over the square root; infinite at 0, NaN below. */
    default T rsqrt() {
        return apply(RSQRT, this);
    }

    OpDef SQUARE = elementwise("square")
            .forward(Unary.SQUARE)
            .product((t, x, y) -> t.mul(x).mul(2))
            .saves(INPUT)
            .scalar(x -> x * x, (x, y) -> 2 * x)
            .formula("x^2", "2x")
            .define();

    /** The square. */
    default T square() {
        return apply(SQUARE, this);
    }

    OpDef RECIPROCAL = elementwise("reciprocal")
            .forward(Unary.RECIPROCAL)
            .product((t, x, y) -> t.mul(y).mul(y).neg())
            .saves(OUTPUT)
            .scalar(x -> 1 / x, (x, y) -> -y * y)
            .domain(real(0.4, 3))
            .formula("1/x", "-1/x^2")
            .define();

    /** One over the value. */
    default T reciprocal() {
        return apply(RECIPROCAL, this);
    }

    /* Outside of [0, 1], where the function is NaN, so must the derivative be, which 1/(x(1-x)) alone is not. */
    OpDef LOGIT = elementwise("logit")
            .forward(Unary.LOGIT)
            .derivative((x, y) -> {
                Tensor q = x.rsub(1).mul(x);
                Tensor atEnds =
                        x.mul(2).sub(1).square().rsub(1).mul(0.25); // has no difference of infinities in its slope
                Tensor within = q.ne(0).where(q, atEnds);
                return q.lt(0).where(q.constant(Double.NaN), within).reciprocal();
            })
            .saves(INPUT)
            .scalar(Logarithm::logit, (x, y) -> x < 0 || x > 1 ? Double.NaN : 1 / (x * (1 - x)))
            .domain(real(0.1, 0.9))
            .formula("\\ln \\frac{x}{1 - x}", "\\frac{1}{x(1 - x)}")
            .define();

    /** The inverse of {@link Activation#sigmoid}; infinite at 0 and 1, NaN beyond. */
    default T logit() {
        return apply(LOGIT, this);
    }

    /** How often a power is differentiated by its base and by its exponent. */
    record PowerOrders(int byBase, int byExponent) implements Attrs {
        private static final int MOST = 100;

        @Override
        public void check(String op, Shape first) {
            if (byBase < 0 || byExponent < 0 || byBase > MOST || byExponent > MOST) {
                throw new ArgumentException(op + ": the orders " + byBase + " and " + byExponent
                        + " of the derivative are not from 0 to " + MOST);
            }
        }

        @Override
        public String toString() {
            return "orders=" + byBase + "," + byExponent;
        }
    }

    OpDef POW_DERIVATIVE = elementwise("powDerivative")
            .scalar(PowerOrders.class, (x, y, a) -> Power.derivative(a.byBase(), a.byExponent(), x, y))
            .broadcasts()
            .products(
                    PowerOrders.class,
                    (t, x, y, z, a) -> Arithmetic.CHAIN.apply(t, powDerivative(a.byBase() + 1, a.byExponent(), x, y)),
                    (t, x, y, z, a) -> Arithmetic.CHAIN.apply(t, powDerivative(a.byBase(), a.byExponent() + 1, x, y)))
            .saves(INPUT)
            .domains(real(0.3, 3), real(-2, 2))
            .samples(new PowerOrders(0, 1), "[3,4] [4]")
            .samples(new PowerOrders(1, 0), "[3,1] [2,1,4]")
            .samples(new PowerOrders(2, 1), "[] []")
            .rejects(new PowerOrders(-1, 0), "orders -1 and 0", "[3] [3]")
            .formula(
                    "\\partial_x^m \\partial_y^n x^y",
                    "\\partial_x^{m+1} \\partial_y^n x^y",
                    "\\partial_x^m \\partial_y^{n+1} x^y")
            .define();

    /**
     * A derivative of {@link Arithmetic#pow} of any order, element by element: right wherever it is a number of the element
     * type, however large or small base and exponent are.
     *
     * @param byBase how often by the base, from 0 to 100
     * @param byExponent how often by the exponent, from 0 to 100; at a base of 0 that is 0 where the power is, though the
     *     logarithm is infinite, and, as PyTorch has it, where the exponent is 0
     */
    static Tensor powDerivative(int byBase, int byExponent, Tensor x, Tensor y) {
        return POW_DERIVATIVE.apply(new PowerOrders(byBase, byExponent), x, y);
    }
}
