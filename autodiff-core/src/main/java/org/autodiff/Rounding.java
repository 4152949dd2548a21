package org.autodiff;

import static org.autodiff.OpDef.discrete;
import static org.autodiff.Recorder.apply;

import org.autodiff.array.Unary;
import org.autodiff.op.Composite;

/**
 * Whole numbers near a value, element by element: piecewise constant, so without a gradient.
 *
 * @param <T> {@link Tensor} or {@link Scalar}
 */
public sealed interface Rounding<T extends Operand<T>> extends Operand<T> permits Tensor, Scalar {
    OpDef FLOOR = discrete("floor")
            .forward(Unary.FLOOR)
            .scalar(Math::floor, (x, y) -> 0)
            .formula("\\lfloor x \\rfloor")
            .define();

    /** The largest whole number that is not above. */
    default T floor() {
        return apply(FLOOR, this);
    }

    OpDef CEIL = discrete("ceil")
            .forward(Unary.CEIL)
            .scalar(Math::ceil, (x, y) -> 0)
            .formula("\\lceil x \\rceil")
            .define();

    /** The smallest whole number that is not below. */
    default T ceil() {
        return apply(CEIL, this);
    }

    OpDef ROUND = discrete("round")
            .forward(Unary.ROUND)
            .scalar(Math::rint, (x, y) -> 0)
            .formula("\\operatorname{round} x")
            .define();

    /** The nearest whole number; from the middle between two the even one. */
    default T round() {
        return apply(ROUND, this);
    }

    OpDef TRUNC = discrete("trunc")
            .forward(Unary.TRUNC)
            .scalar(x -> x < 0 ? Math.ceil(x) : Math.floor(x), (x, y) -> 0)
            .formula("\\operatorname{trunc} x")
            .define();

    /** The nearest whole number towards 0. */
    default T trunc() {
        return apply(TRUNC, this);
    }

    /** What is left without the whole number towards 0: of this value's sign; it has the gradient 1. */
    @Composite("x - \\operatorname{trunc} x")
    default T frac() {
        return apply(Arithmetic.SUB, this, trunc());
    }
}
