package org.autodiff;

import static org.autodiff.OpDef.elementwise;
import static org.autodiff.Recorder.apply;
import static org.autodiff.op.Domain.real;
import static org.autodiff.op.Saved.INPUT;
import static org.autodiff.op.Saved.OUTPUT;

import org.autodiff.array.Binary;
import org.autodiff.array.Unary;
import org.autodiff.array.math.CardinalSine;
import org.autodiff.array.math.Hyperbolic;
import org.autodiff.op.Attrs;

/**
 * Circular and hyperbolic functions of one value, element by element, and their inverses.
 *
 * @param <T> {@link Tensor} or {@link Scalar}
 */
public sealed interface Trigonometry<T extends Operand<T>> extends Operand<T> permits Tensor, Scalar {
    OpDef SIN = elementwise("sin")
            .forward(Unary.SIN)
            .derivative((x, y) -> x.cos())
            .saves(INPUT)
            .scalar(Math::sin, (x, y) -> Math.cos(x))
            .formula("\\sin x", "\\cos x")
            .define();

    /** The sine of an angle in radians. */
    default T sin() {
        return apply(SIN, this);
    }

    OpDef COS = elementwise("cos")
            .forward(Unary.COS)
            .derivative((x, y) -> x.sin().neg())
            .saves(INPUT)
            .scalar(Math::cos, (x, y) -> -Math.sin(x))
            .formula("\\cos x", "-\\sin x")
            .define();

    /** The cosine of an angle in radians. */
    default T cos() {
        return apply(COS, this);
    }

    OpDef TAN = elementwise("tan")
            .forward(Unary.TAN)
            .derivative((x, y) -> y.square().add(1))
            .saves(OUTPUT)
            .scalar(Math::tan, (x, y) -> 1 + y * y)
            .domain(real(-1.2, 1.2))
            .formula("\\tan x", "1 + \\tan^2 x")
            .define();

    /** The tangent of an angle in radians. */
    default T tan() {
        return apply(TAN, this);
    }

    OpDef ASIN = elementwise("asin")
            .forward(Unary.ASIN)
            .derivative((x, y) -> withinOne(x).rsqrt())
            .saves(INPUT)
            .scalar(Math::asin, (x, y) -> 1 / Math.sqrt((1 - x) * (1 + x)))
            .domain(real(-0.9, 0.9))
            .formula("\\arcsin x", "1/\\sqrt{1 - x^2}")
            .define();

    /** The angle from -pi/2 to pi/2 that has this sine; NaN outside of [-1, 1]. */
    default T asin() {
        return apply(ASIN, this);
    }

    /**
     * 1 - x^2: as a product, which loses no digits near 0, and where it is 0 in a form whose own derivative is no difference of
     * infinities.
     */
    private static Tensor withinOne(Tensor x) {
        Tensor product = x.rsub(1).mul(x.add(1));
        return product.ne(0).where(product, x.square().rsub(1));
    }

    OpDef ACOS = elementwise("acos")
            .forward(Unary.ACOS)
            .derivative((x, y) -> withinOne(x).rsqrt().neg())
            .saves(INPUT)
            .scalar(Math::acos, (x, y) -> -1 / Math.sqrt((1 - x) * (1 + x)))
            .domain(real(-0.9, 0.9))
            .formula("\\arccos x", "-1/\\sqrt{1 - x^2}")
            .define();

    /** The angle from 0 to pi that has this cosine; NaN outside of [-1, 1]. */
    default T acos() {
        return apply(ACOS, this);
    }

    OpDef ATAN = elementwise("atan")
            .forward(Unary.ATAN)
            .derivative((x, y) -> x.hypot(x.constant(1)).reciprocal().square())
            .saves(INPUT)
            .scalar(Math::atan, (x, y) -> 1 / (1 + x * x))
            .formula("\\arctan x", "1/(1 + x^2)")
            .define();

    /** The angle from -pi/2 to pi/2 that has this tangent. */
    default T atan() {
        return apply(ATAN, this);
    }

    OpDef SINH = elementwise("sinh")
            .forward(Unary.SINH)
            .derivative((x, y) -> x.cosh())
            .saves(INPUT)
            .scalar(Math::sinh, (x, y) -> Math.cosh(x))
            .formula("\\sinh x", "\\cosh x")
            .define();

    /** The hyperbolic sine. */
    default T sinh() {
        return apply(SINH, this);
    }

    OpDef COSH = elementwise("cosh")
            .forward(Unary.COSH)
            .derivative((x, y) -> x.sinh())
            .saves(INPUT)
            .scalar(Math::cosh, (x, y) -> Math.sinh(x))
            .formula("\\cosh x", "\\sinh x")
            .define();

    /** The hyperbolic cosine. */
    default T cosh() {
        return apply(COSH, this);
    }

    OpDef TANH = elementwise("tanh")
            .forward(Unary.TANH)
            .derivative((x, y) -> y.square().rsub(1))
            .saves(OUTPUT)
            .scalar(Math::tanh, (x, y) -> 1 - y * y)
            .formula("\\tanh x", "1-\\tanh^2 x")
            .define();

    /** The hyperbolic tangent. */
    default T tanh() {
        return apply(TANH, this);
    }

    OpDef ASINH = elementwise("asinh")
            .forward(Unary.ASINH)
            .derivative((x, y) -> directionCosine(x.constant(1), x))
            .saves(INPUT)
            .scalar(Hyperbolic::asinh, (x, y) -> 1 / Math.cosh(y))
            .formula("\\operatorname{arsinh} x", "1/\\sqrt{1 + x^2}")
            .define();

    /** The number that has this hyperbolic sine. */
    default T asinh() {
        return apply(ASINH, this);
    }

    OpDef ACOSH = elementwise("acosh")
            .forward(Unary.ACOSH)
            .derivative((x, y) -> x.abs().sub(1).rsqrt().mul(x.abs().add(1).rsqrt()))
            .saves(INPUT)
            .scalar(Hyperbolic::acosh, (x, y) -> 1 / Math.sqrt(Math.abs(x) - 1) / Math.sqrt(Math.abs(x) + 1))
            .domain(real(1.2, 4))
            .formula("\\operatorname{arcosh} x", "1/\\sqrt{x^2 - 1}")
            .define();

    /** The number of 0 or more that has this hyperbolic cosine; NaN below 1. */
    default T acosh() {
        return apply(ACOSH, this);
    }

    OpDef ATANH = elementwise("atanh")
            .forward(Unary.ATANH)
            .derivative((x, y) -> withinOne(x).reciprocal())
            .saves(INPUT)
            .scalar(Hyperbolic::atanh, (x, y) -> 1 / ((1 - x) * (1 + x)))
            .domain(real(-0.9, 0.9))
            .formula("\\operatorname{artanh} x", "1/(1 - x^2)")
            .define();

    /** The number that has this hyperbolic tangent; infinite at 1 and -1, NaN beyond. */
    default T atanh() {
        return apply(ATANH, this);
    }

    OpDef SINC_DERIVATIVE = elementwise("sincDerivative")
            .scalar(Attrs.Derivatives.class, (x, a) -> CardinalSine.derivative(a.n(), x))
            .derivative(Attrs.Derivatives.class, (x, y, a) -> sincDerivative(a.n() + 1, x))
            .saves(INPUT)
            .samples(new Attrs.Derivatives(1), "[3,4]")
            .samples(new Attrs.Derivatives(2), "[]")
            .samples(new Attrs.Derivatives(5), "[7]")
            .formula("\\operatorname{sinc}^{(n)} x", "\\operatorname{sinc}^{(n+1)} x")
            .define();

    /**
     * The n-th derivative of {@link #sinc}, element by element: exact near 0 too, where its formula cancels.
     *
     * @param n from 0, the function itself, to 100
     */
    static Tensor sincDerivative(int n, Tensor x) {
        return SINC_DERIVATIVE.apply(new Attrs.Derivatives(n), x);
    }

    OpDef SINC = elementwise("sinc")
            .forward(Unary.SINC)
            .derivative((x, y) -> sincDerivative(1, x))
            .saves(INPUT)
            .scalar(CardinalSine::value, (x, y) -> CardinalSine.derivative(1, x))
            .formula("\\frac{\\sin \\pi x}{\\pi x}", "\\frac{\\cos \\pi x - \\operatorname{sinc} x}{x}")
            .define();

    /** The cardinal sine sin(pi x) / (pi x), 1 at 0. */
    default T sinc() {
        return apply(SINC, this);
    }

    OpDef DIRECTION_COSINE = elementwise("directionCosine")
            .forward(Binary.DIRECTION_COSINE)
            .scalar(
                    Binary.DIRECTION_COSINE::apply,
                    (x, y, z) -> cosine(y, x) / Math.hypot(x, y) * cosine(y, x),
                    (x, y, z) -> -cosine(x, y) / Math.hypot(x, y) * cosine(y, x))
            .products(
                    (t, x, y, z) -> {
                        Tensor s = directionCosine(y, x);
                        return t.mul(s).mul(s).div(x.hypot(y));
                    },
                    (t, x, y, z) ->
                            t.mul(z).mul(directionCosine(y, x)).div(x.hypot(y)).neg())
            .saves(INPUT, OUTPUT)
            .domains(real(-3, 3).avoiding(0), real(-3, 3).avoiding(0))
            .kink(new double[] {0, 0}, new double[] {Double.NaN, Double.NaN}, "the origin has no direction; NaN")
            .formula("x/w,\\ w = \\sqrt{x^2 + y^2}", "y^2/w^3", "-xy/w^3")
            .define();

    private static double cosine(double x, double y) {
        return Binary.DIRECTION_COSINE.apply(x, y);
    }

    /** The cosine of the angle between vectors (x, y) and the first axis, element by element: {@code x / hypot(x, y)}. */
    static Tensor directionCosine(Tensor x, Tensor y) {
        return DIRECTION_COSINE.apply(x, y);
    }

    OpDef INVERSION = elementwise("inversion")
            .forward(Binary.INVERSION)
            .scalar(
                    Binary.INVERSION::apply,
                    (x, y, z) -> (cosine(y, x) - cosine(x, y))
                            / Math.hypot(x, y)
                            * (cosine(y, x) + cosine(x, y))
                            / Math.hypot(x, y),
                    (x, y, z) -> -2 * cosine(x, y) / Math.hypot(x, y) * cosine(y, x) / Math.hypot(x, y))
            .products(
                    (t, x, y, z) -> {
                        Tensor c = directionCosine(x, y);
                        Tensor s = directionCosine(y, x);
                        Tensor radius = x.hypot(y);
                        return t.mul(s.sub(c)).mul(s.add(c)).div(radius).div(radius);
                    },
                    (t, x, y, z) -> {
                        Tensor radius = x.hypot(y);
                        return t.mul(-2)
                                .mul(directionCosine(x, y))
                                .mul(directionCosine(y, x))
                                .div(radius)
                                .div(radius);
                    })
            .saves(INPUT)
            .domains(real(-3, 3).avoiding(0), real(-3, 3).avoiding(0))
            .formula("x/(x^2+y^2)", "(y^2-x^2)/(x^2+y^2)^2", "-2xy/(x^2+y^2)^2")
            .define();

    /** The first coordinate of the inversion of a point in the unit circle, element by element; no square overflows. */
    static Tensor inversion(Tensor x, Tensor y) {
        return INVERSION.apply(x, y);
    }
}
