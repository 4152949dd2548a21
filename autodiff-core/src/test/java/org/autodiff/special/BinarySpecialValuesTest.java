package org.autodiff.special;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.transform.Autodiff;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Functions of two elements at numbers of every size, in both types, against formulas to 60 digits: the value, both slopes by
 * both sweeps, and all second derivatives. What is a number of the type in truth is right to rounding, and never NaN.
 */
class BinarySpecialValuesTest {
    private static final MathContext MC = new MathContext(60);
    private static final BigDecimal ONE = BigDecimal.ONE;
    private static final BigDecimal TWO = BigDecimal.valueOf(2);

    /** A function of two numbers to 60 digits; null where it has no value. */
    private interface Big extends BinaryOperator<BigDecimal> {}

    /**
     * A function, its value and derivatives: z, by x, by y, by x twice, by both, by y twice.
     *
     * @param signs whether negative numbers are inputs, by argument
     */
    private record Function(
            String name, BinaryOperator<Tensor> f, boolean negativeX, boolean negativeY, List<Big> truths) {}

    private static Function of(String name, BinaryOperator<Tensor> f, boolean nx, boolean ny, Big... truths) {
        return new Function(name, f, nx, ny, List.of(truths));
    }

    private static List<Function> functions() {
        Big zero = (x, y) -> BigDecimal.ZERO;
        Big one = (x, y) -> ONE;
        return List.of(
                of("add", Tensor::add, true, true, (x, y) -> x.add(y), one, one, zero, zero, zero),
                of(
                        "sub",
                        Tensor::sub,
                        true,
                        true,
                        (x, y) -> x.subtract(y),
                        one,
                        (x, y) -> ONE.negate(),
                        zero,
                        zero,
                        zero),
                of("mul", Tensor::mul, true, true, (x, y) -> x.multiply(y), (x, y) -> y, (x, y) -> x, zero, one, zero),
                of(
                        "div",
                        Tensor::div,
                        true,
                        true,
                        (x, y) -> over(x, y),
                        (x, y) -> over(ONE, y),
                        (x, y) -> over(x, y.pow(2)).negate(),
                        zero,
                        (x, y) -> over(ONE, y.pow(2)).negate(),
                        (x, y) -> over(TWO.multiply(x), y.pow(3))),
                of(
                        "pow",
                        Tensor::pow,
                        false,
                        true,
                        (x, y) -> pow(x, y),
                        (x, y) -> y.multiply(pow(x, y.subtract(ONE))),
                        (x, y) -> pow(x, y).multiply(BigFunctions.log(x)),
                        (x, y) -> y.multiply(y.subtract(ONE)).multiply(pow(x, y.subtract(TWO))),
                        (x, y) -> pow(x, y.subtract(ONE)).multiply(ONE.add(y.multiply(BigFunctions.log(x)))),
                        (x, y) -> pow(x, y).multiply(BigFunctions.log(x).pow(2))),
                of(
                        "xlogy",
                        Tensor::xlogy,
                        true,
                        false,
                        (x, y) -> x.multiply(BigFunctions.log(y)),
                        (x, y) -> BigFunctions.log(y),
                        (x, y) -> over(x, y),
                        zero,
                        (x, y) -> over(ONE, y),
                        (x, y) -> over(x, y.pow(2)).negate()),
                of(
                        "atan2",
                        Tensor::atan2,
                        true,
                        true,
                        (x, y) -> atan2(x, y),
                        (x, y) -> over(y, square(x, y)),
                        (x, y) -> over(x, square(x, y)).negate(),
                        (x, y) -> over(TWO.multiply(x).multiply(y), square(x, y).pow(2))
                                .negate(),
                        (x, y) -> over(x.pow(2).subtract(y.pow(2)), square(x, y).pow(2)),
                        (x, y) -> over(TWO.multiply(x).multiply(y), square(x, y).pow(2))),
                of(
                        "hypot",
                        Tensor::hypot,
                        true,
                        true,
                        (x, y) -> root(x, y),
                        (x, y) -> over(x, root(x, y)),
                        (x, y) -> over(y, root(x, y)),
                        (x, y) -> over(y.pow(2), root(x, y).pow(3)),
                        (x, y) -> over(x.multiply(y), root(x, y).pow(3)).negate(),
                        (x, y) -> over(x.pow(2), root(x, y).pow(3))),
                of(
                        "logAddExp",
                        Tensor::logAddExp,
                        true,
                        true,
                        (x, y) -> x.max(y)
                                .add(BigFunctions.log1p(
                                        BigFunctions.exp(x.subtract(y).abs().negate()))),
                        (x, y) -> BigFunctions.sigmoid(x.subtract(y)),
                        (x, y) -> BigFunctions.sigmoid(y.subtract(x)),
                        (x, y) -> bell(x.subtract(y)),
                        (x, y) -> bell(x.subtract(y)).negate(),
                        (x, y) -> bell(x.subtract(y))));
    }

    private static BigDecimal over(BigDecimal x, BigDecimal y) {
        return x.divide(y, MC);
    }

    private static BigDecimal pow(BigDecimal x, BigDecimal y) {
        return BigFunctions.exp(y.multiply(BigFunctions.log(x), BigFunctions.MC));
    }

    private static BigDecimal square(BigDecimal x, BigDecimal y) {
        return x.pow(2).add(y.pow(2));
    }

    private static BigDecimal root(BigDecimal x, BigDecimal y) {
        return square(x, y).sqrt(MC);
    }

    private static BigDecimal bell(BigDecimal x) {
        return BigFunctions.sigmoid(x).multiply(BigFunctions.sigmoid(x.negate()));
    }

    private static BigDecimal atan2(BigDecimal x, BigDecimal y) {
        BigDecimal angle = BigFunctions.atan(over(x, y));
        return y.signum() > 0 ? angle : angle.add(x.signum() > 0 ? BigFunctions.PI : BigFunctions.PI.negate());
    }

    private static double[] sizes(DType type) {
        return type == DType.FLOAT32
                ? new double[] {
                    1e-38, 1e-30, 1e-20, 1e-12, 1e-6, 0.01, 0.75, 1, 1.5, 3, 20, 1e3, 1e6, 1e12, 1e20, 1e30, 3e38
                }
                : new double[] {
                    1e-307, 1e-200, 1e-160, 1e-100, 1e-30, 1e-12, 1e-6, 0.01, 0.75, 1, 1.5, 3, 20, 1e3, 1e6, 1e12, 1e30,
                    1e100, 1e160, 1e200, 1e308
                };
    }

    private static double[] points(DType type, boolean negative) {
        List<Double> all = new ArrayList<>();
        for (double size : sizes(type)) {
            double s = type == DType.FLOAT32 ? (float) size : size;
            all.add(s);
            if (negative) {
                all.add(-s);
            }
        }
        return all.stream().mapToDouble(Double::doubleValue).toArray();
    }

    @TestFactory
    Stream<DynamicTest> everyPairOfSizes() {
        return functions().stream()
                .flatMap(f -> Stream.of(DType.FLOAT64, DType.FLOAT32)
                        .map(type -> dynamicTest(f.name() + " " + type, () -> check(f, type))));
    }

    private static void check(Function f, DType type) {
        double[] xs = points(type, f.negativeX());
        double[] ys = points(type, f.negativeY());
        double[] x = new double[xs.length * ys.length];
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = xs[i / ys.length];
            y[i] = ys[i % ys.length];
        }
        Tensor[] at = {Tensor.of(x).to(type), Tensor.of(y).to(type)};
        Tensor one = Tensor.ones(type, x.length);
        Tensor none = Tensor.zeros(type, x.length);
        org.autodiff.TensorFunction function = in -> f.f().apply(in[0], in[1]);
        org.autodiff.TensorFunction sum = in -> function.apply(in).sum();
        List<Tensor> slopes = Autodiff.grad(sum, at);
        List<Tensor> byX = Autodiff.hvp(sum, at, one, none);
        List<Tensor> byY = Autodiff.hvp(sum, at, none, one);
        List<String> wrong = new ArrayList<>();
        double[][] got = {
            f.f().apply(at[0], at[1]).toDoubles(),
            slopes.get(0).toDoubles(),
            slopes.get(1).toDoubles(),
            byX.get(0).toDoubles(),
            byX.get(1).toDoubles(),
            byY.get(1).toDoubles(),
            Autodiff.jvp(function, at, one, none).tangent().toDoubles(),
            Autodiff.jvp(function, at, none, one).tangent().toDoubles(),
            byY.get(0).toDoubles(),
        };
        String[] names = {"z", "dx", "dy", "dxx", "dxy", "dyy", "jvp x", "jvp y", "dyx"};
        int[] truth = {0, 1, 2, 3, 4, 5, 1, 2, 4};
        for (int i = 0; i < x.length; i++) {
            BigDecimal[] expected = new BigDecimal[6];
            for (int k = 0; k < 6; k++) {
                expected[k] = f.truths().get(k).apply(new BigDecimal(x[i]), new BigDecimal(y[i]));
            }
            for (int k = 0; k < got.length; k++) {
                double ulps = 64;
                if (f.name().equals("pow")) { // x^y for a y that is rounded
                    ulps += Math.min(1e6, Math.abs(y[i] * Math.log(x[i])) + Math.abs(Math.log(x[i])));
                }
                // what levels off is formed from the value, as in PyTorch: right to the last places of 1, not of itself
                double floor = f.name().equals("logAddExp") && k > 0 ? 2 : 0;
                compare(
                        wrong,
                        type,
                        names[k] + "(" + x[i] + ", " + y[i] + ")",
                        expected[truth[k]],
                        got[k][i],
                        ulps,
                        floor);
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static void compare(
            List<String> wrong, DType type, String what, BigDecimal expected, double got, double ulps, double floor) {
        double right = type == DType.FLOAT32 ? expected.floatValue() : expected.doubleValue();
        double eps = type == DType.FLOAT32 ? 0x1p-23 : 0x1p-52;
        double least = type == DType.FLOAT32 ? 4 * Float.MIN_NORMAL : 4 * Double.MIN_NORMAL;
        boolean close = Double.compare(got, right) == 0
                || Math.abs(got - right) <= eps * (ulps * Math.abs(right) + floor) + least;
        if (!close) {
            wrong.add(what + " is " + got + ", not " + right);
        }
    }
}
