package org.autodiff.nn.init;

import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.ShapeException;

/**
 * A rule for initial values: immutable, and a pure function of seed, element type and shape.
 *
 * <p>The rules that look at fan-in and fan-out expect a weight [out, in, ...] and throw {@link ShapeException} for
 * fewer than two axes. All factories throw {@link ArgumentException} for a number that is not finite.
 */
@FunctionalInterface
public interface Init {
    /**
     * Draws a tensor.
     *
     * @param seed the only source of randomness: the same seed gives the same values
     * @param dtype a floating element type
     * @param shape the shape of the result
     */
    Tensor sample(Seed seed, DType dtype, int... shape);

    /** All zeros. */
    static Init zeros() {
        return constant(0);
    }

    /**
     * Zeros that take no memory until they are changed: for parameters whose values are about to be loaded. (They are one
     * number in memory, expanded to the shape.)
     */
    static Init untouched() {
        return (seed, dtype, shape) ->
                Tensor.zeros(floating("Init.untouched", dtype)).expand(shape);
    }

    /** All equal to {@code value}. */
    static Init constant(double value) {
        finite("Init.constant", "value", value);
        return (seed, dtype, shape) -> Tensor.full(floating("Init.constant", dtype), value, shape);
    }

    /**
     * Uniform on [low, high).
     *
     * @throws ArgumentException if {@code low > high}
     */
    static Init uniform(double low, double high) {
        finite("Init.uniform", "low", low);
        finite("Init.uniform", "high", high);
        if (low > high) {
            throw new ArgumentException("Init.uniform: low " + low + " is above high " + high + "; swap them");
        }
        return (seed, dtype, shape) -> Tensor.uniform(seed, floating("Init.uniform", dtype), low, high, shape);
    }

    /**
     * Normal with the given mean and standard deviation.
     *
     * @throws ArgumentException if {@code std} is negative
     */
    static Init normal(double mean, double std) {
        finite("Init.normal", "mean", mean);
        notNegative("Init.normal", "std", std);
        return (seed, dtype, shape) -> Tensor.normal(seed, floating("Init.normal", dtype), mean, std, shape);
    }

    /** {@link #xavierUniform(double)} with gain 1. */
    static Init xavierUniform() {
        return xavierUniform(1);
    }

    /**
     * Uniform on (-b, b) with b = gain sqrt(6 / (fanIn + fanOut)), which keeps the variance of values and gradients
     * over layers (Glorot and Bengio 2010, "Understanding the difficulty of training deep feedforward neural
     * networks").
     *
     * @throws ArgumentException if {@code gain} is negative
     */
    static Init xavierUniform(double gain) {
        notNegative("Init.xavierUniform", "gain", gain);
        return (seed, dtype, shape) -> {
            Fan fan = Fan.of("Init.xavierUniform", shape);
            return symmetric("Init.xavierUniform", Math.sqrt(3) * xavierStd(gain, fan), seed, dtype, shape);
        };
    }

    /** {@link #xavierNormal(double)} with gain 1. */
    static Init xavierNormal() {
        return xavierNormal(1);
    }

    /**
     * Normal with mean 0 and standard deviation gain sqrt(2 / (fanIn + fanOut)) (Glorot and Bengio 2010).
     *
     * @throws ArgumentException if {@code gain} is negative
     */
    static Init xavierNormal(double gain) {
        notNegative("Init.xavierNormal", "gain", gain);
        return (seed, dtype, shape) -> {
            Fan fan = Fan.of("Init.xavierNormal", shape);
            return normal(0, xavierStd(gain, fan)).sample(seed, dtype, shape);
        };
    }

    /** {@link #heUniform(double)} for the plain ReLU. */
    static Init heUniform() {
        return heUniform(0);
    }

    /**
     * Uniform on (-b, b) with b = sqrt(3) s, where s is that of {@link #heNormal(double)}; PyTorch's
     * {@code kaiming_uniform_} with fan-in.
     *
     * @param negativeSlope the slope a of a leaky ReLU below zero
     */
    static Init heUniform(double negativeSlope) {
        finite("Init.heUniform", "negativeSlope", negativeSlope);
        return (seed, dtype, shape) -> {
            Fan fan = Fan.of("Init.heUniform", shape);
            return symmetric("Init.heUniform", Math.sqrt(3) * heStd(negativeSlope, fan), seed, dtype, shape);
        };
    }

    /** {@link #heNormal(double)} for the plain ReLU. */
    static Init heNormal() {
        return heNormal(0);
    }

    /**
     * Normal with mean 0 and standard deviation s = sqrt(2 / ((1 + a^2) fanIn)), which keeps the variance of the
     * values through layers with ReLU (He et al. 2015, "Delving Deep into Rectifiers"); PyTorch's
     * {@code kaiming_normal_} with fan-in.
     *
     * @param negativeSlope the slope a of a leaky ReLU below zero
     */
    static Init heNormal(double negativeSlope) {
        finite("Init.heNormal", "negativeSlope", negativeSlope);
        return (seed, dtype, shape) -> {
            Fan fan = Fan.of("Init.heNormal", shape);
            return normal(0, heStd(negativeSlope, fan)).sample(seed, dtype, shape);
        };
    }

    /**
     * Normal with mean 0 and standard deviation sqrt(2 / fanOut), which keeps the variance of the gradients through layers
     * with ReLU; PyTorch's {@code kaiming_normal_(mode="fan_out")}, with which torchvision's networks start.
     */
    static Init heNormalFanOut() {
        return (seed, dtype, shape) -> {
            Fan fan = Fan.of("Init.heNormalFanOut", shape);
            return normal(0, Math.sqrt(2.0 / atLeastOne(fan.out()))).sample(seed, dtype, shape);
        };
    }

    /**
     * Uniform on (-b, b) with b = 1 / sqrt(fanIn): how PyTorch starts the weights of linear and convolution layers
     * ({@code kaiming_uniform_(a=sqrt(5))} comes to that).
     */
    static Init linearDefault() {
        return (seed, dtype, shape) -> {
            Fan fan = Fan.of("Init.linearDefault", shape);
            return symmetric("Init.linearDefault", 1 / Math.sqrt(atLeastOne(fan.in())), seed, dtype, shape);
        };
    }

    private static double xavierStd(double gain, Fan fan) {
        return gain * Math.sqrt(2.0 / atLeastOne(fan.in() + fan.out()));
    }

    private static double heStd(double negativeSlope, Fan fan) {
        return Math.sqrt(2 / ((1 + negativeSlope * negativeSlope) * atLeastOne(fan.in())));
    }

    /** A fan of 0 means that the weight has no elements: any finite bound will do. */
    private static long atLeastOne(long fan) {
        return Math.max(1, fan);
    }

    private static Tensor symmetric(String init, double bound, Seed seed, DType dtype, int[] shape) {
        return Tensor.uniform(seed, floating(init, dtype), -bound, bound, shape);
    }

    private static DType floating(String init, DType dtype) {
        if (!dtype.isFloating()) {
            throw new DTypeException(init + ": initial values are FLOAT32 or FLOAT64, not " + dtype);
        }
        return dtype;
    }

    private static void finite(String init, String name, double value) {
        if (!Double.isFinite(value)) {
            throw new ArgumentException(init + ": " + name + " must be finite, got " + value);
        }
    }

    private static void notNegative(String init, String name, double value) {
        if (!Double.isFinite(value) || value < 0) {
            throw new ArgumentException(init + ": " + name + " must be finite and not negative, got " + value);
        }
    }
}
