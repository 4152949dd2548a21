package org.autodiff.array;

import java.util.function.DoubleUnaryOperator;

/** The functions of one element that backends have kernels for, with their meaning in double precision. */
public enum Unary {
    NEG(x -> -x),
    ABS(Math::abs),
    /** -1, 0 or 1; 0 for NaN, as PyTorch. */
    SIGN(x -> x > 0 ? 1 : x < 0 ? -1 : 0),
    EXP(Math::exp),
    EXPM1(Math::expm1),
    LOG(Math::log),
    SQRT(Math::sqrt),
    SQUARE(x -> x * x),
    RECIPROCAL(x -> 1 / x),
    SIN(Math::sin),
    COS(Math::cos),
    TANH(Math::tanh),
    SIGMOID(Unary::logistic),
    RELU(x -> x <= 0 ? 0 : x);

    private final DoubleUnaryOperator f;

    Unary(DoubleUnaryOperator f) {
        this.f = f;
    }

    /** The function's value. */
    public double apply(double x) {
        return f.applyAsDouble(x);
    }

    /** Stable on both sides: never the quotient of two infinities. */
    private static double logistic(double x) {
        if (x >= 0) {
            return 1 / (1 + Math.exp(-x));
        }
        double e = Math.exp(x);
        return e / (1 + e);
    }
}
