package org.autodiff;

import static org.autodiff.OpDef.discrete;
import static org.autodiff.OpDef.elementwise;
import static org.autodiff.OpDef.linear;
import static org.autodiff.op.Domain.real;
import static org.autodiff.op.Saved.INPUT;
import static org.autodiff.op.Saved.OUTPUT;

import org.autodiff.array.Unary;

/**
 * Functions of one value, element by element. Each entry is the whole definition of its operation; the engine, the tests
 * and the documents follow from it.
 *
 * @param <T> {@link Tensor} or {@link Scalar}
 */
public interface Elementwise<T extends Operand<T>> extends Operand<T> {
    OpDef NEG = linear("neg")
            .forward(Unary.NEG)
            .transpose((call, g, i) -> g.neg())
            .scalar(x -> -x, (x, y) -> -1)
            .domain(real(-3, 3))
            .formula("-x", "-1")
            .define();

    /** The negative. */
    default T neg() {
        return apply(NEG);
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
        return apply(ABS);
    }

    OpDef SIGN = discrete("sign")
            .forward(Unary.SIGN)
            .scalar(x -> x > 0 ? 1 : x < 0 ? -1 : 0, (x, y) -> 0)
            .domain(real(-3, 3).avoiding(0))
            .formula("\\operatorname{sign} x")
            .define();

    /** -1, 0 or 1 by the sign; 0 for NaN, as PyTorch. */
    default T sign() {
        return apply(SIGN);
    }

    OpDef EXP = elementwise("exp")
            .forward(Unary.EXP)
            .derivative((x, y) -> y)
            .saves(OUTPUT)
            .scalar(Math::exp, (x, y) -> y)
            .domain(real(-3, 3))
            .formula("e^x", "e^x")
            .define();

    /** The exponential. */
    default T exp() {
        return apply(EXP);
    }

    OpDef EXPM1 = elementwise("expm1")
            .forward(Unary.EXPM1)
            .derivative((x, y) -> y.add(1))
            .saves(OUTPUT)
            .scalar(Math::expm1, (x, y) -> y + 1)
            .domain(real(-3, 3))
            .formula("e^x - 1", "e^x")
            .define();

    /** The exponential less one, exact near 0. */
    default T expm1() {
        return apply(EXPM1);
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
        return apply(LOG);
    }

    OpDef SQRT = elementwise("sqrt")
            .forward(Unary.SQRT)
            .derivative((x, y) -> y.reciprocal().mul(0.5))
            .saves(OUTPUT)
            .scalar(Math::sqrt, (x, y) -> 0.5 / y)
            .domain(real(0.2, 4))
            .kink(0, Double.POSITIVE_INFINITY, "the limit from the right, as PyTorch")
            .formula("\\sqrt x", "1/(2\\sqrt x)")
            .define();

    /** The square root; NaN below 0. */
    default T sqrt() {
        return apply(SQRT);
    }

    OpDef SQUARE = elementwise("square")
            .forward(Unary.SQUARE)
            .derivative((x, y) -> x.mul(2))
            .saves(INPUT)
            .scalar(x -> x * x, (x, y) -> 2 * x)
            .domain(real(-3, 3))
            .formula("x^2", "2x")
            .define();

    /** The square. */
    default T square() {
        return apply(SQUARE);
    }

    OpDef RECIPROCAL = elementwise("reciprocal")
            .forward(Unary.RECIPROCAL)
            .derivative((x, y) -> y.square().neg())
            .saves(OUTPUT)
            .scalar(x -> 1 / x, (x, y) -> -y * y)
            .domain(real(0.4, 3))
            .formula("1/x", "-1/x^2")
            .define();

    /** One over the value. */
    default T reciprocal() {
        return apply(RECIPROCAL);
    }

    OpDef SIN = elementwise("sin")
            .forward(Unary.SIN)
            .derivative((x, y) -> x.cos())
            .saves(INPUT)
            .scalar(Math::sin, (x, y) -> Math.cos(x))
            .domain(real(-3, 3))
            .formula("\\sin x", "\\cos x")
            .define();

    /** The sine of an angle in radians. */
    default T sin() {
        return apply(SIN);
    }

    OpDef COS = elementwise("cos")
            .forward(Unary.COS)
            .derivative((x, y) -> x.sin().neg())
            .saves(INPUT)
            .scalar(Math::cos, (x, y) -> -Math.sin(x))
            .domain(real(-3, 3))
            .formula("\\cos x", "-\\sin x")
            .define();

    /** The cosine of an angle in radians. */
    default T cos() {
        return apply(COS);
    }

    OpDef TANH = elementwise("tanh")
            .forward(Unary.TANH)
            .derivative((x, y) -> y.square().rsub(1))
            .saves(OUTPUT)
            .scalar(Math::tanh, (x, y) -> 1 - y * y)
            .domain(real(-3, 3))
            .formula("\\tanh x", "1-\\tanh^2 x")
            .define();

    /** The hyperbolic tangent. */
    default T tanh() {
        return apply(TANH);
    }

    OpDef SIGMOID = elementwise("sigmoid")
            .forward(Unary.SIGMOID)
            .derivative((x, y) -> y.rsub(1).mul(y))
            .saves(OUTPUT)
            .scalar(x -> 1 / (1 + Math.exp(-x)), (x, y) -> y * (1 - y))
            .domain(real(-4, 4))
            .formula("\\sigma(x) = 1/(1+e^{-x})", "\\sigma(x)(1-\\sigma(x))")
            .define();

    /** The logistic function. */
    default T sigmoid() {
        return apply(SIGMOID);
    }

    OpDef RELU = elementwise("relu")
            .forward(Unary.RELU)
            .derivative((x, y) -> y.sign())
            .saves(OUTPUT)
            .scalar(x -> x <= 0 ? 0 : x, (x, y) -> y > 0 ? 1 : 0)
            .domain(real(-3, 3).avoiding(0))
            .kink(0, 0, "the derivative from the left, as PyTorch")
            .formula("\\max(x, 0)", "[x > 0]")
            .define();

    /** The positive part; the derivative at 0 is 0. NaN stays NaN. */
    default T relu() {
        return apply(RELU);
    }
}
