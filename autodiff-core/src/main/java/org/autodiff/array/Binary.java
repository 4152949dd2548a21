package org.autodiff.array;

import java.util.function.DoubleBinaryOperator;

/** The functions of two elements that backends have kernels for, with their meaning in double precision. */
public enum Binary {
    ADD((x, y) -> x + y),
    SUB((x, y) -> x - y),
    MUL((x, y) -> x * y),
    DIV((x, y) -> x / y),
    /** 1 to any power is 1, NaN included, as in C and NumPy; Java says NaN. */
    POW((x, y) -> x == 1 || x == -1 && Double.isInfinite(y) ? 1 : Math.pow(x, y)),
    MAXIMUM(Math::max),
    MINIMUM(Math::min);

    private final DoubleBinaryOperator f;

    Binary(DoubleBinaryOperator f) {
        this.f = f;
    }

    /** The function's value. */
    public double apply(double x, double y) {
        return f.applyAsDouble(x, y);
    }
}
