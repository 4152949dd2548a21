package org.autodiff.special;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.functional.ParametricActivation;
import org.autodiff.transform.Autodiff;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Functions of one element at numbers of every size, in both types, against references to 120 digits: the value, the slope by
 * both sweeps, and the second derivative. What is finite in truth is never NaN, and right to rounding.
 */
class SpecialValuesTest {
    /**
     * A function and its reference.
     *
     * @param condition by how many units in the last place, times x^2, the value changes with the last place of x
     */
    private record Function(
            UnaryOperator<Tensor> f, UnaryOperator<BigDecimal> reference, double low, double high, double condition) {}

    private static final BigDecimal ONE = BigDecimal.ONE;
    private static final BigDecimal HALF = new BigDecimal("0.5");
    private static final double INF = Double.POSITIVE_INFINITY;

    private static Map<String, Function> functions() {
        Map<String, Function> all = new LinkedHashMap<>();
        add(all, "exp", Tensor::exp, BigFunctions::exp);
        add(all, "expm1", Tensor::expm1, BigFunctions::expm1);
        add(all, "exp2", Tensor::exp2, x -> BigFunctions.exp(x.multiply(BigFunctions.log(BigDecimal.valueOf(2)))));
        add(all, "log", Tensor::log, BigFunctions::log, Double.MIN_VALUE, INF);
        add(all, "log1p", Tensor::log1p, BigFunctions::log1p, Math.nextUp(-1.0), INF);
        add(all, "sqrt", Tensor::sqrt, BigFunctions::sqrt, Double.MIN_VALUE, INF);
        add(all, "rsqrt", Tensor::rsqrt, x -> ONE.divide(BigFunctions.sqrt(x), BigFunctions.MC), Double.MIN_VALUE, INF);
        add(all, "square", Tensor::square, x -> x.multiply(x));
        add(all, "reciprocal", Tensor::reciprocal, x -> ONE.divide(x, BigFunctions.MC), Double.MIN_VALUE, INF);
        add(all, "sigmoid", Tensor::sigmoid, BigFunctions::sigmoid);
        add(
                all,
                "logSigmoid",
                Tensor::logSigmoid,
                x -> BigFunctions.softplus(x.negate()).negate());
        add(all, "softplus", Tensor::softplus, BigFunctions::softplus);
        add(all, "silu", Tensor::silu, x -> x.multiply(BigFunctions.sigmoid(x)));
        add(all, "mish", Tensor::mish, x -> x.multiply(BigFunctions.tanh(BigFunctions.softplus(x))));
        add(
                all,
                "gelu",
                Tensor::gelu,
                x -> x.multiply(HALF).multiply(BigFunctions.erfc(x.negate().multiply(BigFunctions.sqrt(HALF)))));
        add(all, "sin", Tensor::sin, BigFunctions::sin, -1e6, 1e6);
        add(all, "cos", Tensor::cos, BigFunctions::cos, -1e6, 1e6);
        add(all, "tan", Tensor::tan, x -> BigFunctions.sin(x).divide(BigFunctions.cos(x), BigFunctions.MC), -1e6, 1e6);
        add(all, "asin", Tensor::asin, BigFunctions::asin, Math.nextUp(-1.0), Math.nextDown(1.0));
        add(all, "acos", Tensor::acos, BigFunctions::acos, Math.nextUp(-1.0), Math.nextDown(1.0));
        add(all, "atan", Tensor::atan, BigFunctions::atan);
        add(all, "sinh", Tensor::sinh, BigFunctions::sinh);
        add(all, "cosh", Tensor::cosh, BigFunctions::cosh);
        add(all, "tanh", Tensor::tanh, BigFunctions::tanh);
        add(all, "asinh", Tensor::asinh, BigFunctions::asinh);
        add(all, "acosh", Tensor::acosh, BigFunctions::acosh, Math.nextUp(1.0), INF);
        add(all, "atanh", Tensor::atanh, BigFunctions::atanh, Math.nextUp(-1.0), Math.nextDown(1.0));
        add(all, "erf", Tensor::erf, BigFunctions::erf);
        add(all, "erfc", Tensor::erfc, BigFunctions::erfc);
        add(all, "tanhshrink", Tensor::tanhshrink, BigFunctions::tanhshrink);
        add(all, "softsign", Tensor::softsign, x -> x.divide(ONE.add(x.abs()), BigFunctions.MC));
        add(all, "elu", x -> ParametricActivation.elu(x, 1), x -> x.signum() > 0 ? x : BigFunctions.expm1(x));
        add(
                all,
                "celu",
                x -> ParametricActivation.celu(x, 2),
                x -> x.signum() > 0 ? x : BigFunctions.expm1(x.multiply(HALF)).multiply(BigDecimal.valueOf(2)));
        return all;
    }

    private static void add(
            Map<String, Function> all, String name, UnaryOperator<Tensor> f, UnaryOperator<BigDecimal> r) {
        add(all, name, f, r, -INF, INF);
    }

    private static void add(
            Map<String, Function> all,
            String name,
            UnaryOperator<Tensor> f,
            UnaryOperator<BigDecimal> r,
            double low,
            double high) {
        all.put(name, new Function(f, r, low, high, name.equals("gelu") ? 2 : 0));
    }

    /** Numbers of every size, and neighbours of the places where formulas break. */
    private static double[] points(DType dtype) {
        double[] sizes = {
            1e-320, 1e-300, 1e-200, 1e-160, 1e-100, 1e-45, 1e-40, 1e-30, 1e-20, 1e-16, 1e-12, 1e-9, 1e-8, 1e-6, 1e-5,
            1e-4, 1e-3, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.999, 1 - 1e-12, 1, 1 + 1e-12, 1.001, 1.5, 2, 3, 5, 8, 12, 17,
            20, 27, 30, 38, 40, 45, 88, 89, 103, 200, 500, 700, 709, 710, 745, 746, 1000, 1e4, 1e5, 1e6, 1e8, 1e15,
            1e19, 1e20, 1e30, 3e38, 1e100, 1e154, 1e160, 1e200, 1e300, 1e308
        };
        List<Double> all = new ArrayList<>();
        for (double s : sizes) {
            for (double x : new double[] {s, -s}) {
                double rounded = dtype == DType.FLOAT32 ? (float) x : x;
                if (rounded != 0 && !Double.isInfinite(rounded)) {
                    all.add(rounded);
                }
            }
        }
        return all.stream().mapToDouble(Double::doubleValue).distinct().toArray();
    }

    @TestFactory
    Stream<DynamicTest> everySize() {
        return functions().entrySet().stream()
                .flatMap(e -> Stream.of(DType.FLOAT64, DType.FLOAT32)
                        .map(dtype -> dynamicTest(e.getKey() + " " + dtype, () -> {
                            List<String> wrong = new ArrayList<>();
                            for (double x : points(dtype)) {
                                if (x >= e.getValue().low() && x <= e.getValue().high()) {
                                    compare(e.getValue(), dtype, x, wrong);
                                }
                            }
                            assertThat(wrong).isEmpty();
                        })));
    }

    private static void compare(Function f, DType dtype, double at, List<String> wrong) {
        Tensor point = Tensor.of(new double[] {at}).to(dtype);
        Tensor one = Tensor.ones(dtype, 1);
        UnaryOperator<Tensor> sum = t -> f.f().apply(t).sum();
        double value = f.f().apply(point).toDoubles()[0];
        double gradient = Autodiff.grad(sum).apply(point).toDoubles()[0];
        double tangent = Autodiff.jvp(f.f(), point, one).tangent().toDoubles()[0];
        double second = Autodiff.hvp(sum, point, one).toDoubles()[0];

        BigDecimal x = new BigDecimal(at);
        BigDecimal exact = f.reference().apply(x);
        check(dtype, at, "value", value, exact, 8 + f.condition() * Math.min(at * at, 1e4), wrong);
        if (Double.isInfinite(round(dtype, exact.doubleValue()))) {
            return; // derivatives of what overflows are infinite too
        }
        if (Double.isNaN(gradient) || Double.isNaN(tangent) || Double.isNaN(second)) {
            wrong.add(at + ": NaN among " + gradient + ", " + tangent + ", " + second);
        }
        boolean nearZero = f.low() < 0 && Math.abs(at) < 1e-14; // there 120 digits are not enough for differences
        if (nearZero) {
            return;
        }
        BigDecimal h = x.abs().scaleByPowerOfTen(-25).round(new MathContext(1));
        BigDecimal above = f.reference().apply(x.add(h));
        BigDecimal below = f.reference().apply(x.subtract(h));
        BigDecimal slope = above.subtract(below).divide(h.multiply(BigDecimal.valueOf(2)), BigFunctions.MC);
        BigDecimal bend =
                above.add(below).subtract(exact.multiply(BigDecimal.valueOf(2))).divide(h.multiply(h), BigFunctions.MC);
        checkSlope(dtype, at, "gradient", gradient, slope, wrong);
        checkSlope(dtype, at, "tangent", tangent, slope, wrong);
        // cancellation in second derivatives costs digits where they are small beside the first, but never makes a NaN
        double scale = slope.abs().max(exact.abs()).doubleValue();
        double expected = bend.doubleValue();
        double eps = dtype == DType.FLOAT32 ? 0x1p-23 : 0x1p-52;
        boolean close =
                Math.abs(second - round(dtype, expected)) <= 64 * eps * (Math.abs(expected) + scale) + least(dtype)
                        || Double.isInfinite(round(dtype, expected));
        if (!close) {
            wrong.add(at + " second derivative " + second + ", not " + expected);
        }
    }

    private static double round(DType dtype, double v) {
        return dtype == DType.FLOAT32 ? (float) v : v;
    }

    /** A few of the smallest normal numbers: results there may be flushed. */
    private static double least(DType dtype) {
        return dtype == DType.FLOAT32 ? 4 * Float.MIN_NORMAL : 4 * Double.MIN_NORMAL;
    }

    /**
     * A convention: slopes of functions that level off (expm1, sigmoid, tanh, asinh and their relatives) are formed from the
     * value, as in PyTorch; they are right to the last places of 1, not of themselves.
     */
    private static void checkSlope(
            DType dtype, double at, String what, double actual, BigDecimal expected, List<String> wrong) {
        double eps = dtype == DType.FLOAT32 ? 0x1p-23 : 0x1p-52;
        if (!(Math.abs(actual - expected.doubleValue()) <= 2 * eps)) {
            check(dtype, at, what, actual, expected, 32, wrong);
        }
    }

    private static void check(
            DType dtype, double at, String what, double actual, BigDecimal expected, double ulps, List<String> wrong) {
        double right = round(dtype, expected.doubleValue());
        double eps = dtype == DType.FLOAT32 ? 0x1p-23 : 0x1p-52;
        boolean close = Double.compare(actual, right) == 0
                || Math.abs(actual - right) <= ulps * eps * Math.abs(right) + least(dtype);
        if (!close) {
            wrong.add(at + " " + what + " " + actual + ", not " + right);
        }
    }
}
