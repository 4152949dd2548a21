package org.autodiff;

import static org.autodiff.OpDef.elementwise;
import static org.autodiff.Recorder.apply;
import static org.autodiff.array.math.ActivationConstants.GELU_CUBIC;
import static org.autodiff.array.math.ActivationConstants.GELU_LINEAR;
import static org.autodiff.array.math.ActivationConstants.SELU_ALPHA;
import static org.autodiff.array.math.ActivationConstants.SELU_SCALE;
import static org.autodiff.op.Domain.real;
import static org.autodiff.op.Saved.INPUT;
import static org.autodiff.op.Saved.OUTPUT;

import org.autodiff.array.Array;
import org.autodiff.array.Binary;
import org.autodiff.array.Comparator;
import org.autodiff.array.Shape;
import org.autodiff.array.Unary;
import org.autodiff.array.math.ErrorFunction;
import org.autodiff.array.math.Hyperbolic;
import org.autodiff.array.math.Logarithm;
import org.autodiff.op.Composite;

/**
 * The activation functions of neural networks that take no numbers, element by element. Each keeps one tensor for its
 * derivative, which is written so that no order of it overflows or cancels for a large |x|. NaN stays NaN.
 *
 * @param <T> {@link Tensor} or {@link Scalar}
 */
public sealed interface Activation<T extends Operand<T>> extends Operand<T> permits Tensor, Scalar {
    /** A product with a factor that is 0 where the other one is minus infinity; and so is the product then. */
    private static double gated(double x, double gate) {
        return gate == 0 && x < 0 ? -0.0 : x * gate;
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
        return apply(SIGMOID, this);
    }

    OpDef RELU = elementwise("relu")
            .forward(Unary.RELU)
            .product((t, x, y) -> y.le(0).where(t.constant(0), t))
            .saves(OUTPUT)
            .scalar(x -> x <= 0 ? 0 : x, (x, y) -> y <= 0 ? 0 : 1)
            .domain(real(-3, 3).avoiding(0))
            .kink(0, 0, "the derivative from the left, as PyTorch")
            .kink(Double.NaN, 1, "the gradient passes where the value is NaN, as PyTorch")
            .formula("\\max(x, 0)", "[x > 0]")
            .define();

    /** The positive part; the derivative at 0 is 0. */
    default T relu() {
        return apply(RELU, this);
    }

    OpDef RELU6 = elementwise("relu6")
            .forward(Unary.RELU6)
            .derivative((x, y) -> y.rsub(6).mul(y).step())
            .saves(OUTPUT)
            .scalar(x -> Math.min(Math.max(x, 0), 6), (x, y) -> y <= 0 || y >= 6 ? 0 : 1)
            .domain(real(-3, 9).avoiding(0, 6))
            .kink(0, 0, "the derivative from outside, as PyTorch")
            .kink(6, 0, "the derivative from outside, as PyTorch")
            .kink(Double.NaN, 1, "the gradient passes where the value is NaN, as PyTorch")
            .formula("\\min(\\max(x, 0), 6)", "[0 < x < 6]")
            .define();

    /** The positive part up to 6; the derivative is 0 at both ends. */
    default T relu6() {
        return apply(RELU6, this);
    }

    OpDef SILU = elementwise("silu")
            .forward((b, x, out, attrs) -> Reduced.gated(b, x[0], b.unary(Unary.SIGMOID, x[0])))
            .derivative((x, y) -> {
                Tensor s = x.sigmoid();
                return s.rsub(1).mul(x.clamp(-800, 800)).add(1).mul(s); // beyond, s is 0 or 1 to any precision
            })
            .saves(INPUT)
            .scalar(x -> gated(x, Unary.SIGMOID.apply(x)), (x, y) -> {
                double s = Unary.SIGMOID.apply(x);
                return s * (1 + Math.min(Math.max(x, -800), 800) * (1 - s));
            })
            .domain(real(-4, 4))
            .formula("x \\sigma(x)", "\\sigma(x)(1 + x(1 - \\sigma(x)))")
            .define();

    /** x times its logistic function, also known as swish. */
    default T silu() {
        return apply(SILU, this);
    }

    OpDef SOFTPLUS = elementwise("softplus")
            .forward(Unary.SOFTPLUS)
            .derivative((x, y) -> x.sigmoid())
            .saves(INPUT)
            .scalar(Logarithm::softplus, (x, y) -> Unary.SIGMOID.apply(x))
            .domain(real(-4, 4))
            .formula("\\ln(1 + e^x)", "\\sigma(x)")
            .define();

    /** A smooth positive part: x for a large x, e^x for a small one. */
    default T softplus() {
        return apply(SOFTPLUS, this);
    }

    /** The logarithm of the logistic function: x for a small x, -e^-x for a large one. */
    @Composite("\\ln \\sigma(x) = -\\ln(1 + e^{-x})")
    default T logSigmoid() {
        return apply(Elementwise.NEG, apply(SOFTPLUS, apply(Elementwise.NEG, this)));
    }

    OpDef MISH = elementwise("mish")
            .forward((b, x, out, attrs) -> Reduced.gated(b, x[0], b.unary(Unary.TANH, b.unary(Unary.SOFTPLUS, x[0]))))
            .derivative((x, y) -> {
                Tensor t = x.softplus().tanh();
                return t.square()
                        .rsub(1)
                        .mul(x.clamp(-800, 800))
                        .mul(x.sigmoid())
                        .add(t);
            })
            .saves(INPUT)
            .scalar(x -> gated(x, Math.tanh(Logarithm.softplus(x))), (x, y) -> {
                double t = Math.tanh(Logarithm.softplus(x));
                return t + Math.min(Math.max(x, -800), 800) * (1 - t * t) * Unary.SIGMOID.apply(x);
            })
            .domain(real(-4, 4))
            .formula("x \\tanh t,\\ t = \\ln(1 + e^x)", "\\tanh t + x \\sigma(x) (1 - \\tanh^2 t)")
            .define();

    /** x times the hyperbolic tangent of its {@link #softplus}. */
    default T mish() {
        return apply(MISH, this);
    }

    /* The distribution by erfc, for 1 + erf cancels where x is negative. Beyond 40 the density is 0 to any precision; cut there,
     * x has no infinite square, whose derivatives are 0 times infinity. */
    OpDef GELU = elementwise("gelu")
            .forward((b, x, out, attrs) ->
                    Reduced.gated(b, b.times(0.5, x[0]), b.unary(Unary.ERFC, b.times(-Math.sqrt(0.5), x[0]))))
            .derivative((x, y) -> {
                Tensor cut = x.clamp(-40, 40);
                Tensor density = cut.square().mul(-0.5).exp().mul(0.5 * Math.sqrt(0.5) * ErrorFunction.SLOPE);
                return x.mul(-Math.sqrt(0.5)).erfc().mul(0.5).add(density.mul(cut));
            })
            .saves(INPUT)
            .scalar(
                    x -> gated(0.5 * x, ErrorFunction.erfc(-Math.sqrt(0.5) * x)),
                    (x, y) -> 0.5 * ErrorFunction.erfc(-Math.sqrt(0.5) * x)
                            + 0.5
                                    * Math.sqrt(0.5)
                                    * ErrorFunction.SLOPE
                                    * Math.min(Math.max(x, -40), 40)
                                    * Math.exp(-0.5 * x * x))
            .domain(real(-4, 4))
            .formula(
                    "x \\Phi(x) = \\tfrac{x}{2} \\operatorname{erfc}(-x/\\sqrt 2)",
                    "\\Phi(x) + \\tfrac{x}{\\sqrt{2\\pi}} e^{-x^2/2}")
            .define();

    /** x times the distribution function of the normal distribution. */
    default T gelu() {
        return apply(GELU, this);
    }

    /* 1 + tanh u is 2 sigma(2u), which does not cancel. Beyond 40 the cubic is as good as infinite; cut there, it does not
     * multiply a derivative of 0 by an infinity. */
    OpDef GELU_TANH = elementwise("geluTanh")
            .forward((b, x, out, attrs) -> {
                Array cube = b.binary(Binary.MUL, b.unary(Unary.SQUARE, x[0]), x[0], out);
                Array v = b.binary(Binary.ADD, b.times(GELU_LINEAR, x[0]), b.times(GELU_CUBIC, cube), out);
                return Reduced.gated(b, x[0], b.unary(Unary.SIGMOID, v));
            })
            .derivative((x, y) -> {
                Tensor cut = x.clamp(-40, 40);
                Tensor square = cut.square();
                Tensor s = square.mul(GELU_CUBIC).add(GELU_LINEAR).mul(cut).sigmoid();
                Tensor slope = square.mul(3 * GELU_CUBIC).add(GELU_LINEAR);
                return s.rsub(1).mul(s).mul(slope).mul(cut).add(s); // the factor that is 0 first
            })
            .saves(INPUT)
            .scalar(x -> gated(x, Unary.SIGMOID.apply(x * (GELU_LINEAR + GELU_CUBIC * x * x))), (x, y) -> {
                double cut = Math.min(Math.max(x, -40), 40);
                double s = Unary.SIGMOID.apply(cut * (GELU_LINEAR + GELU_CUBIC * cut * cut));
                return s + s * (1 - s) * (GELU_LINEAR + 3 * GELU_CUBIC * cut * cut) * cut;
            })
            .domain(real(-4, 4))
            .formula(
                    "\\tfrac{x}{2}(1 + \\tanh u),\\ u = \\sqrt{2/\\pi}\\,(x + 0.044715 x^3)",
                    "\\tfrac12 (1 + \\tanh u) + \\tfrac{x}{2} (1 - \\tanh^2 u) u'")
            .define();

    /** The approximation of {@link #gelu} by a hyperbolic tangent that many models were trained with. */
    default T geluTanh() {
        return apply(GELU_TANH, this);
    }

    OpDef SELU = elementwise("selu")
            .forward((b, x, out, attrs) -> {
                Array below = b.unary(Unary.EXPM1, b.negativePart(x[0]));
                Array above = b.times(SELU_SCALE, b.unary(Unary.RELU, x[0]));
                return b.binary(Binary.ADD, above, b.times(SELU_SCALE * SELU_ALPHA, below), out);
            })
            .derivative((x, y) -> {
                Tensor above = x.step();
                Tensor below = x.neg().relu().neg().exp().mul(SELU_SCALE * SELU_ALPHA);
                return above.mul(SELU_SCALE).add(above.rsub(1).mul(below));
            })
            .saves(INPUT)
            .scalar(
                    x -> SELU_SCALE * (x > 0 ? x : SELU_ALPHA * Math.expm1(x)),
                    (x, y) -> SELU_SCALE * (x > 0 ? 1 : SELU_ALPHA * Math.exp(x)))
            .domain(real(-4, 4).avoiding(0))
            .kink(0, SELU_SCALE * SELU_ALPHA, "the derivative from the left, as PyTorch")
            .formula(
                    "\\lambda (x > 0 \\mathbin{?} x : \\alpha(e^x - 1)),\\ \\lambda = 1.0507\\ldots,\\ \\alpha = 1.6732\\ldots",
                    "\\lambda (x > 0 \\mathbin{?} 1 : \\alpha e^x)")
            .define();

    /** The scaled exponential linear unit, which keeps mean 0 and variance 1. */
    default T selu() {
        return apply(SELU, this);
    }

    /* The slope is PyTorch's, which is 1/6 rounded to single precision (3e-8 off) for either type. */
    OpDef HARDSIGMOID = elementwise("hardsigmoid")
            .forward((b, x, out, attrs) -> {
                Array six = b.full(x[0].dtype(), Shape.SCALAR, 6);
                Array three = b.full(x[0].dtype(), Shape.SCALAR, 3);
                return b.binary(Binary.DIV, b.unary(Unary.RELU6, b.binary(Binary.ADD, x[0], three, out)), six, out);
            })
            .derivative((x, y) -> y.rsub(1).mul(y).sign().mul(1f / 6))
            .saves(OUTPUT)
            .scalar(x -> Math.min(Math.max(x + 3, 0), 6) / 6, (x, y) -> y > 0 && y < 1 ? 1f / 6 : 0)
            .domain(real(-5, 5).avoiding(-3, 3))
            .kink(-3, 0, "the derivative from outside, as PyTorch")
            .kink(3, 0, "the derivative from outside, as PyTorch")
            .formula("\\min(\\max(x + 3, 0), 6) / 6", "[-3 < x < 3] / 6")
            .define();

    /** A logistic function of straight pieces, from 0 at -3 to 1 at 3. */
    default T hardsigmoid() {
        return apply(HARDSIGMOID, this);
    }

    OpDef HARDSWISH = elementwise("hardswish")
            .forward((b, x, out, attrs) -> {
                Array six = b.full(x[0].dtype(), Shape.SCALAR, 6);
                Array three = b.full(x[0].dtype(), Shape.SCALAR, 3);
                Array gate = b.unary(Unary.RELU6, b.binary(Binary.ADD, x[0], three, out));
                return b.binary(Binary.DIV, Reduced.gated(b, x[0], gate), six, out);
            })
            .derivative((x, y) -> {
                Tensor above = x.sub(3).step();
                Tensor between = x.add(3).neg().step().add(above).rsub(1);
                Tensor rising = x.add(3).relu6().div(3).sub(0.5); // x/3 + 1/2, but finite for an infinite x
                return rising.mul(between).add(above);
            })
            .saves(INPUT)
            .scalar(x -> gated(x, Math.min(Math.max(x + 3, 0), 6)) / 6, (x, y) -> x < -3 ? 0 : x > 3 ? 1 : x / 3 + 0.5)
            .domain(real(-5, 5).avoiding(-3, 3))
            .kink(-3, -0.5, "the derivative from inside, as PyTorch")
            .kink(3, 1.5, "the derivative from inside, as PyTorch")
            .formula("x \\min(\\max(x + 3, 0), 6) / 6", "x < -3 \\mathbin{?} 0 : x > 3 \\mathbin{?} 1 : x/3 + 1/2")
            .define();

    /** x times its {@link #hardsigmoid}. */
    default T hardswish() {
        return apply(HARDSWISH, this);
    }

    OpDef SOFTSIGN = elementwise("softsign")
            .forward((b, x, out, attrs) -> {
                Array one = b.full(x[0].dtype(), Shape.SCALAR, 1);
                Array z = b.binary(Binary.DIV, x[0], b.binary(Binary.ADD, b.unary(Unary.ABS, x[0]), one, out), out);
                Array infinite = b.compare(Comparator.EQ, x[0], b.binary(Binary.ADD, x[0], one, out), out);
                return b.where(infinite, b.unary(Unary.SIGN, x[0]), z, out);
            })
            .derivative((x, y) -> x.abs().add(1).reciprocal().square())
            .saves(INPUT)
            .scalar(
                    x -> Double.isInfinite(x) ? Math.signum(x) : x / (1 + Math.abs(x)),
                    (x, y) -> 1 / (1 + Math.abs(x)) / (1 + Math.abs(x)))
            .domain(real(-3, 3).avoiding(0))
            .formula("\\frac{x}{1 + |x|}", "\\frac{1}{(1 + |x|)^2}")
            .define();

    /** A slow approach to -1 and 1. */
    default T softsign() {
        return apply(SOFTSIGN, this);
    }

    OpDef TANHSHRINK = elementwise("tanhshrink")
            .forward(Unary.TANH_SHRINK)
            .derivative((x, y) -> x.tanh().square())
            .saves(INPUT)
            .scalar(Hyperbolic::tanhShrink, (x, y) -> Math.tanh(x) * Math.tanh(x))
            .formula("x - \\tanh x", "\\tanh^2 x")
            .define();

    /** x less its hyperbolic tangent, exact near 0. */
    default T tanhshrink() {
        return apply(TANHSHRINK, this);
    }
}
