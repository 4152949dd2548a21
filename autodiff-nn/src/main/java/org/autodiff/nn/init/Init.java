package org.autodiff.nn.init;

import org.autodiff.InPlace;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;

/**
 * A rule for initial values: immutable, and a pure function of seed, element type and shape. The factories throw {@link
 * ArgumentException} for numbers that are not finite, negative deviations and gains, and intervals whose ends are the wrong
 * way round.
 *
 * <p>The rules that look at fan-in and fan-out expect a weight [out, in, ...] and throw {@link ShapeException} for fewer
 * than two axes.
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

    /**
     * Draws new values for a parameter, in place; what {@code torch.nn.init.kaiming_uniform_(w)} and the like do.
     *
     * @param leaf a parameter, such as {@code linear.weight()}
     * @param seed the only source of randomness
     */
    default void fill(Tensor leaf, Seed seed) {
        Require.nonNull(leaf, "Init.fill", "the parameter", "pass one such as linear.weight()");
        InPlace.assign(leaf, sample(seed, leaf.dtype(), leaf.shape().toArray()));
    }

    /** Zeros everywhere. */
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

    /** One value everywhere. */
    static Init constant(double value) {
        Require.finite(value, "Init.constant", "value");
        return (seed, dtype, shape) -> Tensor.full(floating("Init.constant", dtype), value, shape);
    }

    /** Ones everywhere. */
    static Init ones() {
        return constant(1);
    }

    /**
     * 0.1 everywhere: biases from which most ReLU start in the part where they have a slope (Goodfellow, Bengio and
     * Courville 2016, section 8.4).
     */
    static Init positiveBias() {
        return constant(0.1);
    }

    /** Uniform on [-0.05, 0.05): the small noise of textbooks, whatever the size of the layer. */
    static Init smallUniform() {
        return uniform(-0.05, 0.05);
    }

    /** Uniform on [low, high), both finite. */
    static Init uniform(double low, double high) {
        rising("Init.uniform", low, high);
        return (seed, dtype, shape) ->
                Tensor.uniform(seed("Init.uniform", seed), floating("Init.uniform", dtype), low, high, shape);
    }

    /** Normal with the given mean and a standard deviation of at least 0. */
    static Init normal(double mean, double std) {
        Require.finite(mean, "Init.normal", "mean");
        Require.notNegative(std, "Init.normal", "std");
        return (seed, dtype, shape) ->
                Tensor.normal(seed("Init.normal", seed), floating("Init.normal", dtype), mean, std, shape);
    }

    /** Normal with mean 0 and a standard deviation of at least 0, cut at two of them: outliers are drawn again. */
    static Init truncatedNormal(double std) {
        return truncatedNormal(0, std, -2 * std, 2 * std);
    }

    /**
     * Normal on [low, high] only, as PyTorch's {@code trunc_normal_}. The mean and the deviation are those before the cut;
     * the mean may lie outside.
     *
     * @param low absolute, not in units of the deviation
     */
    static Init truncatedNormal(double mean, double std, double low, double high) {
        Require.finite(mean, "Init.truncatedNormal", "mean");
        Require.notNegative(std, "Init.truncatedNormal", "std");
        rising("Init.truncatedNormal", low, high);
        return (seed, dtype, shape) -> TruncatedNormal.sample(
                mean,
                std,
                low,
                high,
                seed("Init.truncatedNormal", seed),
                floating("Init.truncatedNormal", dtype),
                shape);
    }

    /** {@link #orthogonal(double)} with gain 1. */
    static Init orthogonal() {
        return orthogonal(1);
    }

    /**
     * Rows, or columns where there are fewer of them, that are perpendicular to each other and of length gain (Saxe et al.
     * 2014): layers that keep lengths. Weights of more than two axes are taken as [out, the rest]. The matrix is drawn evenly
     * from all of its kind; PyTorch's {@code orthogonal_}.
     */
    static Init orthogonal(double gain) {
        Require.notNegative(gain, "Init.orthogonal", "gain");
        return (seed, dtype, shape) ->
                Orthogonal.sample(gain, seed("Init.orthogonal", seed), floating("Init.orthogonal", dtype), shape);
    }

    /** Ones on the diagonal of a matrix [n, m], else zeros: a layer that passes on its input; PyTorch's {@code eye_}. */
    static Init eye() {
        return (seed, dtype, shape) -> Structured.eye(floating("Init.eye", dtype), shape);
    }

    /**
     * A convolution [out, in, k...] that passes on its first channels: ones in the middle of the kernel from channel i to
     * channel i, else zeros; PyTorch's {@code dirac_}. For even kernels the middle is k / 2.
     */
    static Init dirac() {
        return (seed, dtype, shape) -> Structured.dirac(floating("Init.dirac", dtype), shape);
    }

    /**
     * Of each column of a matrix [out, in] a share of zeros at random places, the rest normal with mean 0 (Martens 2010);
     * PyTorch's {@code sparse_}. The number of zeros is rounded up.
     *
     * @param sparsity the share of zeros, from 0 to 1
     */
    static Init sparse(double sparsity, double std) {
        Require.notNegative(std, "Init.sparse", "std");
        Require.probability(sparsity, "Init.sparse", "sparsity");
        return (seed, dtype, shape) ->
                Structured.sparse(sparsity, std, seed("Init.sparse", seed), floating("Init.sparse", dtype), shape);
    }

    /** {@link #xavierUniform(double)} with gain 1. */
    static Init xavierUniform() {
        return xavierUniform(1);
    }

    /**
     * Uniform on (-b, b) with b = gain sqrt(6 / (fanIn + fanOut)), which keeps the variance of values and gradients
     * over layers (Glorot and Bengio 2010, "Understanding the difficulty of training deep feedforward neural
     * networks").
     */
    static Init xavierUniform(double gain) {
        Require.notNegative(gain, "Init.xavierUniform", "gain");
        return (seed, dtype, shape) -> {
            Fan fan = Fan.of("Init.xavierUniform", shape);
            return symmetric("Init.xavierUniform", Math.sqrt(3) * xavierStd(gain, fan), seed, dtype, shape);
        };
    }

    /** {@link #xavierNormal(double)} with gain 1. */
    static Init xavierNormal() {
        return xavierNormal(1);
    }

    /** Normal with mean 0 and standard deviation gain sqrt(2 / (fanIn + fanOut)), gain at least 0 (Glorot and Bengio 2010). */
    static Init xavierNormal(double gain) {
        Require.notNegative(gain, "Init.xavierNormal", "gain");
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
        return heUniform(FanMode.IN, Gain.leakyRelu(negativeSlope));
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
        return heNormal(FanMode.IN, Gain.leakyRelu(negativeSlope));
    }

    /**
     * Normal with mean 0 and standard deviation sqrt(2 / fanOut), which keeps the variance of the gradients through layers
     * with ReLU; PyTorch's {@code kaiming_normal_(mode="fan_out")}, with which torchvision's networks start.
     */
    static Init heNormalFanOut() {
        return heNormal(FanMode.OUT, Gain.RELU);
    }

    /**
     * Uniform on (-b, b) with b = sqrt(3) gain / sqrt(fan); PyTorch's {@code kaiming_uniform_} in full.
     *
     * @param mode whether the variance of the values is kept (fan-in), or that of the gradients (fan-out)
     * @param gain that of the activation behind the layer, see {@link Gain}
     */
    static Init heUniform(FanMode mode, double gain) {
        Require.notNegative(gain, "Init.heUniform", "gain");
        return (seed, dtype, shape) -> {
            double std = gain / Math.sqrt(atLeastOne(mode.of(Fan.of("Init.heUniform", shape))));
            return symmetric("Init.heUniform", Math.sqrt(3) * std, seed, dtype, shape);
        };
    }

    /**
     * Normal with mean 0 and standard deviation gain / sqrt(fan); PyTorch's {@code kaiming_normal_} in full.
     *
     * @param mode whether the variance of the values is kept (fan-in), or that of the gradients (fan-out)
     * @param gain that of the activation behind the layer, see {@link Gain}
     */
    static Init heNormal(FanMode mode, double gain) {
        Require.notNegative(gain, "Init.heNormal", "gain");
        return (seed, dtype, shape) -> {
            double std = gain / Math.sqrt(atLeastOne(mode.of(Fan.of("Init.heNormal", shape))));
            return normal(0, std).sample(seed, dtype, shape);
        };
    }

    /** Uniform with the variance 1 / fanIn (LeCun et al. 1998, "Efficient BackProp"): for tanh, and for SELU. */
    static Init lecunUniform() {
        return heUniform(FanMode.IN, Gain.LINEAR);
    }

    /** Normal with mean 0 and the variance 1 / fanIn (LeCun et al. 1998): for tanh, and for SELU. */
    static Init lecunNormal() {
        return heNormal(FanMode.IN, Gain.LINEAR);
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

    /** A fan of 0 means that the weight has no elements: any finite bound will do. */
    private static long atLeastOne(long fan) {
        return Math.max(1, fan);
    }

    private static Tensor symmetric(String init, double bound, Seed seed, DType dtype, int[] shape) {
        return Tensor.uniform(seed(init, seed), floating(init, dtype), -bound, bound, shape);
    }

    private static Seed seed(String init, Seed seed) {
        return Require.nonNull(seed, init, "the seed", "pass Seed.of(number)");
    }

    private static void rising(String init, double low, double high) {
        Require.finite(low, init, "low");
        Require.finite(high, init, "high");
        if (low > high) {
            throw new ArgumentException(init + ": low " + low + " is above high " + high + "; swap them");
        }
    }

    private static DType floating(String init, DType dtype) {
        if (dtype == null || !dtype.isFloating()) {
            throw new DTypeException(init + ": initial values are FLOAT32 or FLOAT64, not " + dtype);
        }
        return dtype;
    }
}
