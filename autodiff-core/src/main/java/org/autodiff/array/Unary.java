package org.autodiff.array;

import java.util.function.DoubleUnaryOperator;
import org.autodiff.array.math.CardinalSine;
import org.autodiff.array.math.ErrorFunction;
import org.autodiff.array.math.GammaFunction;
import org.autodiff.array.math.Hyperbolic;
import org.autodiff.array.math.Logarithm;

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
    RELU(x -> x <= 0 ? 0 : x),
    /** 1 where the number is above 0, or NaN: the slope of {@link #RELU}. */
    STEP(x -> x <= 0 ? 0 : 1),
    /** Between 0 and 6; NaN stays NaN. */
    RELU6(x -> Math.min(Math.max(x, 0), 6)),
    RSQRT(x -> 1 / Math.sqrt(x)),
    EXP2(x -> Math.pow(2, x)),
    LOG1P(Math::log1p),
    LOG2(Logarithm::log2),
    LOG10(Math::log10),
    LOGIT(Logarithm::logit),
    SOFTPLUS(Logarithm::softplus),
    TAN(Math::tan),
    ASIN(Math::asin),
    ACOS(Math::acos),
    ATAN(Math::atan),
    SINH(Math::sinh),
    COSH(Math::cosh),
    ASINH(Hyperbolic::asinh),
    ACOSH(Hyperbolic::acosh),
    ATANH(Hyperbolic::atanh),
    TANH_SHRINK(Hyperbolic::tanhShrink),
    SINC(CardinalSine::value),
    FLOOR(Math::floor),
    CEIL(Math::ceil),
    /** To the nearest whole number; halves to the even one. */
    ROUND(Math::rint),
    /** Towards 0. */
    TRUNC(x -> x < 0 ? Math.ceil(x) : Math.floor(x)),
    ERF(ErrorFunction::erf),
    ERFC(ErrorFunction::erfc),
    ERFINV(ErrorFunction::erfinv),
    LGAMMA(GammaFunction::logGamma),
    DIGAMMA(GammaFunction::digamma);

    private final DoubleUnaryOperator f;

    Unary(DoubleUnaryOperator f) {
        this.f = f;
    }

    /** The function's value. */
    public double apply(double x) {
        return f.applyAsDouble(x);
    }

    /** About how much one element costs where a loop computes it, in additions; only to divide work by. */
    public int weight() {
        return switch (this) {
            case NEG, ABS, SIGN, SQRT, SQUARE, RECIPROCAL, RELU, STEP, RELU6, RSQRT, FLOOR, CEIL, ROUND, TRUNC -> 1;
            case EXP, EXPM1, EXP2, LOG, LOG1P, LOG2, LOG10, LOGIT, SIN, COS, TAN, ASIN, ACOS, ATAN, ERF, ERFC -> 8;
            case TANH, SINH, COSH, ASINH, ACOSH, ATANH, SIGMOID, SOFTPLUS -> 8;
            default -> 64;
        };
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
