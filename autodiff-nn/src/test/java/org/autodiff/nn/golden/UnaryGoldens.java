package org.autodiff.nn.golden;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.autodiff.Tensor;

/** The operations of the reference group {@code unary}. */
final class UnaryGoldens {
    private UnaryGoldens() {}

    /** Adds them, by the format's names. */
    static void register(Map<String, GoldenOp> ops) {
        put(ops, "neg", Tensor::neg);
        put(ops, "abs", Tensor::abs);
        put(ops, "exp", Tensor::exp);
        put(ops, "expm1", Tensor::expm1);
        put(ops, "sin", Tensor::sin);
        put(ops, "cos", Tensor::cos);
        put(ops, "tanh", Tensor::tanh);
        put(ops, "sigmoid", Tensor::sigmoid);
        put(ops, "rsqrt", Tensor::rsqrt);
        put(ops, "square", Tensor::square);
        put(ops, "atan", Tensor::atan);
        put(ops, "ceil", Tensor::ceil);
        put(ops, "isnan", Tensor::isNan);
        put(ops, "isinf", Tensor::isInf);
        put(ops, "isfinite", Tensor::isFinite);
        put(ops, "sinh", Tensor::sinh);
        put(ops, "cosh", Tensor::cosh);
        put(ops, "log", Tensor::log);
        put(ops, "log2", Tensor::log2);
        put(ops, "log1p", Tensor::log1p);
        put(ops, "asin", Tensor::asin);
        put(ops, "acos", Tensor::acos);
        put(ops, "atanh", Tensor::atanh);
        put(ops, "acosh", Tensor::acosh);
        put(ops, "log10", Tensor::log10);
        put(ops, "round", Tensor::round);
        put(ops, "sinc", Tensor::sinc);
        put(ops, "asinh", Tensor::asinh);
        put(ops, "sign", Tensor::sign);
        put(ops, "exp2", Tensor::exp2);
        put(ops, "sqrt", Tensor::sqrt);
        put(ops, "reciprocal", Tensor::reciprocal);
        put(ops, "tan", Tensor::tan);
        put(ops, "logit", Tensor::logit);
        put(ops, "erf", Tensor::erf);
        put(ops, "erfc", Tensor::erfc);
        put(ops, "erfinv", Tensor::erfinv);
        put(ops, "lgamma", Tensor::lgamma);
        put(ops, "digamma", Tensor::digamma);
        put(ops, "floor", Tensor::floor);
        put(ops, "trunc", Tensor::trunc);
        put(ops, "frac", Tensor::frac);
    }

    /** Adds an operation of the one input {@code x}. */
    static void put(Map<String, GoldenOp> ops, String name, UnaryOperator<Tensor> op) {
        ops.put(name, (in, a) -> List.of(op.apply(in.x())));
    }
}
