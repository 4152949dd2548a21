package org.autodiff;

import static org.autodiff.OpDef.elementwise;
import static org.autodiff.Recorder.apply;
import static org.autodiff.op.Domain.real;
import static org.autodiff.op.Saved.INPUT;
import static org.autodiff.op.Saved.OUTPUT;

import org.autodiff.array.Unary;
import org.autodiff.array.math.ErrorFunction;
import org.autodiff.array.math.GammaFunction;
import org.autodiff.op.Attrs;

/**
 * The error function, the logarithm of the gamma function, and their relatives, element by element.
 *
 * @param <T> {@link Tensor} or {@link Scalar}
 */
public sealed interface SpecialFunctions<T extends Operand<T>> extends Operand<T> permits Tensor, Scalar {
    OpDef ERF = elementwise("erf")
            .forward(Unary.ERF)
            .derivative((x, y) -> bell(x).mul(ErrorFunction.SLOPE))
            .saves(INPUT)
            .scalar(ErrorFunction::erf, (x, y) -> ErrorFunction.SLOPE * Math.exp(-x * x))
            .formula("\\operatorname{erf} x", "\\frac{2}{\\sqrt\\pi} e^{-x^2}")
            .define();

    /** {@code e^(-x^2)}. Where it is 0 to any precision x is cut off: an infinite square has derivatives 0 times infinity. */
    private static Tensor bell(Tensor x) {
        return x.clamp(-40, 40).square().neg().exp();
    }

    /** The error function. */
    default T erf() {
        return apply(ERF, this);
    }

    OpDef ERFC = elementwise("erfc")
            .forward(Unary.ERFC)
            .derivative((x, y) -> bell(x).mul(-ErrorFunction.SLOPE))
            .saves(INPUT)
            .scalar(ErrorFunction::erfc, (x, y) -> -ErrorFunction.SLOPE * Math.exp(-x * x))
            .formula("1 - \\operatorname{erf} x", "-\\frac{2}{\\sqrt\\pi} e^{-x^2}")
            .define();

    /** One less the error function, with all its digits where the error function is near 1. */
    default T erfc() {
        return apply(ERFC, this);
    }

    OpDef ERFINV = elementwise("erfinv")
            .forward(Unary.ERFINV)
            .derivative((x, y) -> y.square().exp().mul(1 / ErrorFunction.SLOPE))
            .saves(OUTPUT)
            .scalar(ErrorFunction::erfinv, (x, y) -> Math.exp(y * y) / ErrorFunction.SLOPE)
            .domain(real(-0.9, 0.9))
            .formula("\\operatorname{erf}^{-1} x", "\\frac{\\sqrt\\pi}{2} e^{w^2}")
            .define();

    /** The inverse of the error function; infinite at 1 and -1, NaN beyond. */
    default T erfinv() {
        return apply(ERFINV, this);
    }

    OpDef LGAMMA = elementwise("lgamma")
            .forward(Unary.LGAMMA)
            .derivative((x, y) -> x.digamma())
            .saves(INPUT)
            .scalar(GammaFunction::logGamma, (x, y) -> GammaFunction.digamma(x))
            .domain(real(0.3, 5))
            .formula("\\ln |\\Gamma(x)|", "\\psi(x)")
            .define();

    /** The logarithm of the absolute value of the gamma function; infinite at 0 and the negative whole numbers. */
    default T lgamma() {
        return apply(LGAMMA, this);
    }

    OpDef DIGAMMA = elementwise("digamma")
            .forward(Unary.DIGAMMA)
            .derivative((x, y) -> polygamma(1, x))
            .saves(INPUT)
            .scalar(GammaFunction::digamma, (x, y) -> GammaFunction.polygamma(1, x))
            .domain(real(0.5, 5))
            .formula("\\psi(x)", "\\psi'(x)")
            .define();

    /** The derivative of {@link #lgamma}; NaN at the negative whole numbers, infinite at 0. */
    default T digamma() {
        return apply(DIGAMMA, this);
    }

    OpDef POLYGAMMA = elementwise("polygamma")
            .scalar(Attrs.Derivatives.class, (x, a) -> GammaFunction.polygamma(a.n(), x))
            .derivative(Attrs.Derivatives.class, (x, y, a) -> polygamma(a.n() + 1, x))
            .saves(INPUT)
            .domain(real(0.7, 5))
            .samples(new Attrs.Derivatives(1), "[3,4]")
            .samples(new Attrs.Derivatives(2), "[]")
            .samples(new Attrs.Derivatives(0), "[5]")
            .rejects(new Attrs.Derivatives(-1), "order -1", "[3]")
            .formula("\\psi^{(n)}(x)", "\\psi^{(n+1)}(x)")
            .define();

    /**
     * The n-th derivative of {@link #digamma}, element by element.
     *
     * @param n from 0, digamma itself, to 100
     */
    static Tensor polygamma(int n, Tensor x) {
        return POLYGAMMA.apply(new Attrs.Derivatives(n), x);
    }
}
