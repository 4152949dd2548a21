package org.autodiff.array;

import java.util.function.DoubleBinaryOperator;

/** The functions of two elements that backends have kernels for, with their meaning in double precision. */
public enum Binary {
    ADD((x, y) -> x + y),
    SUB((x, y) -> x - y),
    MUL((x, y) -> x * y),
    DIV((x, y) -> x / y),
    POW(Math::pow),
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
