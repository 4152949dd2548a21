package org.autodiff.functional;

import static org.autodiff.OpDef.custom;
import static org.autodiff.OpDef.linear;
import static org.autodiff.op.Saved.INPUT;
import static org.autodiff.op.Saved.OUTPUT;

import java.util.Arrays;
import org.autodiff.Call;
import org.autodiff.Movement;
import org.autodiff.OpDef;
import org.autodiff.PowerOfTwo;
import org.autodiff.Tensor;
import org.autodiff.array.Array;
import org.autodiff.array.Binary;
import org.autodiff.array.DType;
import org.autodiff.array.Moments;
import org.autodiff.array.Shape;
import org.autodiff.array.Span;
import org.autodiff.array.Unary;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;
import org.autodiff.functional.NormalizationRules.Rms;
import org.autodiff.op.Attrs;
import org.autodiff.op.Attrs.Axes;
import org.autodiff.op.Attrs.Range;
import org.autodiff.op.Composite;

/**
 * Batch, layer, group, instance, root-mean-square and local response normalization: values shifted to mean 0 and scaled to
 * variance 1 over some axes. Inputs are [N, C, ...] where channels matter. Weights and biases may be null, for none.
 */
public final class Normalization {
    private static final String BATCH = "value a channel, which would be normalized to 0; give a larger batch, or"
            + " normalize by running statistics, as layers do after eval()";
    private static final String INSTANCE = "position, where each value would be normalized to 0; give inputs of several"
            + " positions, or leave this normalization out";

    /** The number that is added to a variance. */
    record Eps(double eps) implements Attrs {
        @Override
        public void check(String op, Shape first) {
            requireEps(op, eps);
        }

        @Override
        public String toString() {
            return "eps=" + eps;
        }
    }

    /** Into how many groups the channels are divided, and the number that is added to a variance. */
    record Grouped(int groups, double eps) implements Attrs {
        @Override
        public void check(String op, Shape first) {
            requireEps(op, eps);
            Channels.requireGroups(op, groups, first);
        }

        @Override
        public String toString() {
            return "groups=" + groups + " eps=" + eps;
        }
    }

    /** Running means and variances of the channels, [C] each. */
    public record Running(Tensor mean, Tensor var) {}

    /** A normalized batch, and the running statistics updated by it, which have no gradient. */
    public record BatchNorm(Tensor output, Running running) {}

    public static final OpDef CENTER = linear("center")
            .forward(Axes.class, (b, x, out, a) -> b.centered(x[0], a.axes()))
            .transpose((call, g, i) -> Normalization.CENTER.apply(call.attrs(Axes.class), g))
            .samples(new Axes(new int[] {0, 1}, false), "[3,4]")
            .samples(new Axes(new int[] {1}, false), "[3,4]")
            .samples(new Axes(new int[] {0, 2}, false), "[2,3,4]")
            .samples(new Axes(new int[] {0}, false), "[0,3]")
            .leading()
            .formula("x - \\bar x", "g - \\bar g")
            .define();

    public static final OpDef INVERSE_RMS = custom("inverseRms")
            .forward(Rms.class, (b, x, out, a) -> {
                Array mean = b.mean(b.unary(Unary.SQUARE, x[0]), a.axes());
                Array shifted = b.binary(Binary.ADD, mean, b.full(mean.dtype(), Shape.SCALAR, a.eps()), out);
                return b.unary(Unary.RECIPROCAL, b.unary(Unary.SQRT, shifted));
            })
            .shape((op, in, attrs) -> Span.reduced(in[0], ((Rms) attrs).axes()))
            .vjp((call, g) -> new Tensor[] {call.input(0).mul(slope(call).mul(g))})
            .jvp((call, t) -> call.input(0)
                    .mul(t[0])
                    .sum(true, call.attrs(Rms.class).axes())
                    .mul(slope(call)))
            .saves(INPUT, OUTPUT)
            .samples(new Rms(new int[] {0, 1}, 0.1), "[3,4]")
            .samples(new Rms(new int[] {1}, 1e-5), "[3,4]")
            .samples(new Rms(new int[] {0, 2}, 0.5), "[2,3,4]")
            .rejects(new Rms(new int[] {0}, -1), "eps", "[3]")
            .leading()
            .formula("1 / \\sqrt{\\tfrac1n \\sum_i x_i^2 + \\varepsilon}", "-w^3 x_i / n")
            .define();

    public static final OpDef BATCH_NORM = custom("batchNorm")
            .forward(Eps.class, (b, x, out, a) -> {
                var z = b.batchNorm(x[0], x[1], x[2], a.eps());
                return z.values().withResidual(z.moments());
            })
            .shape((op, in, attrs) -> {
                Channels.requireChannels(op, in[0], 2, in[1], in[2]);
                Channels.requireSeveral(op, in[0], Channels.otherAxes(in[0]), BATCH);
                return in[0];
            })
            .vjp((call, g) -> NormalizationRules.pulled(call, g))
            .jvp((call, t) -> NormalizationRules.pushed(call, t))
            .saves(INPUT)
            .samples(new Eps(0.1), "[4,3] [3] [3]", "[0,3] [3] [3]")
            .samples(new Eps(1e-5), "[2,2,5] [2] [2]")
            .samples(new Eps(0.5), "[3,2,2,3] [2] [2]")
            .rejects(new Eps(-1), "eps", "[2,3] [3] [3]")
            .rejects(new Eps(0.1), "rank", "[3] [3] [3]")
            .rejects(new Eps(0.1), "weight", "[2,3] [2] [3]")
            .rejects(new Eps(0.1), "bias", "[2,3] [3] [3,1]")
            .rejects(new Eps(0.1), "one value a channel", "[1,3,1] [3] [3]")
            .batched(Channels::grouped)
            .formula(
                    "\\hat x y + z,\\ \\hat x = (x - \\bar x) / \\sqrt{\\sigma^2 + \\varepsilon}",
                    "y (g - \\bar g - \\hat x \\overline{g \\hat x}) / \\sqrt{\\sigma^2 + \\varepsilon}",
                    "\\sum g \\hat x",
                    "\\sum g")
            .define();

    public static final OpDef GROUP_NORM = custom("groupNorm")
            .forward(Grouped.class, (b, x, out, a) -> NormalizationRules.groupNorm(b, x[0], x[1], x[2], a))
            .shape((op, in, attrs) -> {
                Channels.requireChannels(op, in[0], 2, in[1], in[2]);
                return in[0];
            })
            .vjp(NormalizationRules::groupsPulled)
            .jvp(NormalizationRules::groupsPushed)
            .saves(INPUT)
            .samples(new Grouped(1, 0.1), "[4,3] [3] [3]", "[2,2,3] [2] [2]", "[0,3] [3] [3]")
            .samples(new Grouped(2, 1e-5), "[2,4,3] [4] [4]", "[3,6] [6] [6]")
            .samples(new Grouped(3, 0.5), "[2,3,2,2] [3] [3]")
            .rejects(new Grouped(1, -1), "eps", "[2,3] [3] [3]")
            .rejects(new Grouped(1, 0.1), "rank", "[3] [3] [3]")
            .rejects(new Grouped(1, 0.1), "weight", "[2,3] [2] [3]")
            .rejects(new Grouped(2, 0.1), "2 groups", "[2,3] [3] [3]")
            .batched(Channels.NORMALIZATION)
            .formula(
                    "\\hat x y + z,\\ \\hat x = (x - \\bar x) / \\sqrt{\\sigma^2 + \\varepsilon}",
                    "(y g - \\overline{y g} - \\hat x \\overline{y g \\hat x}) / \\sqrt{\\sigma^2 + \\varepsilon}",
                    "\\sum g \\hat x",
                    "\\sum g")
            .define();

    private Normalization() {}

    static void requireEps(String op, double eps) {
        if (!(eps >= 0)) {
            throw new ArgumentException(op + ": eps is " + eps + "; it must be 0 or more");
        }
    }

    /** The derivative of the inverse by an element, but for the element itself: {@code -w^3 / n}. */
    private static Tensor slope(Call call) {
        Tensor w = call.output();
        return w.square().mul(w).mul(-(double) w.size() / call.shape(0).size());
    }

    /** x less its mean over axes; none given means all. */
    public static Tensor center(Tensor x, int... axes) {
        Require.nonNull(axes, "center", "axes", "pass whole numbers");
        Require.nonNull(x, "center", "x", "pass a tensor");
        return CENTER.apply(Axes.of("center", x.shape(), false, axes), x);
    }

    /**
     * The reciprocal of the root mean square of x over axes (none given: all), which stay with size 1.
     *
     * @param eps 0 or more; added to the mean of squares, so that the result is finite where all values are 0
     */
    public static Tensor inverseRms(Tensor x, double eps, int... axes) {
        Require.nonNull(axes, "inverseRms", "axes", "pass whole numbers");
        Require.nonNull(x, "inverseRms", "x", "pass a tensor");
        int[] over = Axes.of("inverseRms", x.shape(), true, axes).axes();
        Tensor inverse = INVERSE_RMS.apply(new Rms(over, eps), x);
        if (x.size() == 0 || PowerOfTwo.isOrdinary(inverse)) {
            return inverse;
        }
        Tensor scale = PowerOfTwo.of(x, Math.sqrt(eps), axes);
        return scaledRms(x.div(scale), Tensor.scalar(x.dtype(), Math.sqrt(eps)).div(scale), axes)
                .reciprocal()
                .div(scale);
    }

    /** The root mean square of numbers of an ordinary size, with the square of another one added to the mean. */
    private static Tensor scaledRms(Tensor x, Tensor added, int... axes) {
        return x.square().mean(true, axes).add(added.square()).sqrt();
    }

    /** x over its root mean square, with eps. Where that is not an ordinary number, x is scaled: a tiny inverse loses digits. */
    private static Tensor overRms(Tensor x, Tensor root, int... axes) {
        Tensor scale = PowerOfTwo.of(x, root, axes);
        Tensor ordinary = x.div(scale);
        return ordinary.div(scaledRms(ordinary, root.div(scale), axes));
    }

    /** x standardized over axes (none given: all): less its mean, over the root of its biased variance plus eps. */
    @Composite("(x - \\bar x) / \\sqrt{\\sigma^2 + \\varepsilon}")
    public static Tensor standardize(Tensor x, double eps, int... axes) {
        Require.nonNull(axes, "standardize", "axes", "pass whole numbers");
        Require.nonNull(x, "standardize", "x", "pass a tensor");
        Tensor centered = center(x, axes);
        int[] over = Axes.of("standardize", x.shape(), true, axes).axes();
        Tensor inverse = INVERSE_RMS.apply(new Rms(over, eps), centered);
        if (x.size() == 0 || PowerOfTwo.isOrdinary(inverse)) {
            return centered.mul(inverse);
        }
        Tensor large = PowerOfTwo.of(x, 1, axes); // what is large could overflow when it is centered
        return overRms(
                center(x.div(large), axes),
                Tensor.scalar(x.dtype(), Math.sqrt(eps)).div(large),
                axes);
    }

    /**
     * Layer normalization (Ba et al. 2016): x standardized over its last axes.
     *
     * @param normalizedShape the sizes of those axes, and the shape of weight and bias
     */
    @Composite("\\frac{x - \\bar x}{\\sqrt{\\sigma^2 + \\varepsilon}} \\gamma + \\beta")
    public static Tensor layerNorm(Tensor x, int[] normalizedShape, Tensor weight, Tensor bias, double eps) {
        Require.nonNull(normalizedShape, "layerNorm", "normalizedShape", "pass whole numbers");
        Require.nonNull(x, "layerNorm", "x", "pass a tensor");
        int lead = x.rank() - normalizedShape.length;
        boolean good = normalizedShape.length > 0 && lead >= 0;
        int[] axes = new int[normalizedShape.length];
        for (int i = 0; good && i < axes.length; i++) {
            axes[i] = lead + i;
            good = x.shape().dim(lead + i) == normalizedShape[i];
        }
        if (!good) {
            throw new ShapeException("layerNorm: shape " + x.shape() + " does not end in the normalized shape "
                    + Arrays.toString(normalizedShape) + ", which must have one axis or more");
        }
        Channels.requireShape("layerNorm", "weight", Channels.shape(weight), normalizedShape);
        Channels.requireShape("layerNorm", "bias", Channels.shape(bias), normalizedShape);
        int n = 1;
        for (int size : normalizedShape) {
            n *= size;
        }
        Tensor z = inGroups(
                lead == 1 && axes.length == 1 || x.size() == 0 ? x : x.reshape(-1, n),
                1,
                flat(weight),
                flat(bias),
                eps);
        return z != null ? reshaped(z, x.shape()) : affine(standardize(x, eps, axes), weight, bias);
    }

    private static Tensor flat(Tensor t) {
        return t == null || t.rank() == 1 ? t : t.reshape(-1);
    }

    private static Tensor reshaped(Tensor z, Shape to) {
        return z.shape().equals(to) ? z : z.reshape(to.toArray());
    }

    /** Values [N, C, ...] normalized by one operation; null where that would overflow, or in double, for which it is not made. */
    private static Tensor inGroups(Tensor x, int groups, Tensor weight, Tensor bias, double eps) {
        if (x.size() == 0 || x.dtype() != DType.FLOAT32) {
            return null;
        }
        int channels = x.shape().dim(1);
        Tensor factor = weight == null ? Tensor.ones(x.dtype(), channels) : weight;
        Tensor shift = bias == null ? Tensor.zeros(x.dtype(), channels) : bias;
        Tensor z = GROUP_NORM.apply(new Grouped(groups, eps), x, factor, shift);
        Moments moments = Call.residual(z, Moments.class);
        return isOrdinary(x, moments, eps) && NormalizationRules.isSpread(moments, eps) ? z : null;
    }

    /** Root-mean-square normalization (Zhang and Sennrich 2019) over the last axis, of which the weight has the size. */
    @Composite("\\frac{x}{\\sqrt{\\tfrac1n \\sum_i x_i^2 + \\varepsilon}} \\gamma")
    public static Tensor rmsNorm(Tensor x, Tensor weight, double eps) {
        Require.nonNull(x, "rmsNorm", "x", "pass a tensor");
        if (x.rank() == 0) {
            throw new ShapeException("rmsNorm: the input has rank 0; it needs an axis to normalize over");
        }
        Channels.requireShape(
                "rmsNorm", "weight", Channels.shape(weight), x.shape().dim(-1));
        Tensor inverse = INVERSE_RMS.apply(new Rms(new int[] {x.rank() - 1}, eps), x);
        Tensor z = x.size() == 0 || PowerOfTwo.isOrdinary(inverse)
                ? x.mul(inverse)
                : overRms(x, Tensor.scalar(x.dtype(), Math.sqrt(eps)), -1);
        return affine(z, weight, null);
    }

    /**
     * Group normalization (Wu and He 2018): of each sample over groups of consecutive channels and all positions.
     *
     * @param x [N, C, ...]
     * @param groups how many; C is a multiple of that
     * @param weight [C] or null
     * @param bias [C] or null
     */
    @Composite("\\frac{x - \\bar x}{\\sqrt{\\sigma^2 + \\varepsilon}} \\gamma + \\beta")
    public static Tensor groupNorm(Tensor x, int groups, Tensor weight, Tensor bias, double eps) {
        Channels.requireChannels("groupNorm", x, 2, weight, bias);
        Channels.requireGroups("groupNorm", groups, x.shape());
        Tensor all = inGroups(x, groups, weight, bias, eps);
        if (all != null) {
            return all;
        }
        int n = x.shape().dim(0);
        int each = n == 0 ? 0 : x.size() / n / groups;
        Tensor z = standardize(x.reshape(n, groups, each), eps, 2)
                .reshape(x.shape().toArray());
        return affine(z, Channels.each(weight, x.shape()), Channels.each(bias, x.shape()));
    }

    /**
     * Instance normalization (Ulyanov et al. 2016): of each sample and channel over all positions.
     *
     * @param x [N, C, positions...], of more than one position
     * @param weight [C] or null
     * @param bias [C] or null
     */
    @Composite("\\frac{x - \\bar x}{\\sqrt{\\sigma^2 + \\varepsilon}} \\gamma + \\beta")
    public static Tensor instanceNorm(Tensor x, Tensor weight, Tensor bias, double eps) {
        Channels.requireChannels("instanceNorm", x, 3, weight, bias);
        int[] axes = new int[x.rank() - 2];
        Arrays.setAll(axes, i -> i + 2);
        Channels.requireSeveral("instanceNorm", x.shape(), axes, INSTANCE);
        Tensor z = inGroups(x, x.shape().dim(1), weight, bias, eps);
        if (z != null) {
            return z;
        }
        return affine(standardize(x, eps, axes), Channels.each(weight, x.shape()), Channels.each(bias, x.shape()));
    }

    /**
     * Batch normalization (Ioffe and Szegedy 2015) by the statistics of this batch: of each channel over all samples and
     * positions.
     *
     * @param x [N, C, ...], of more than one value a channel
     * @param weight [C] or null
     * @param bias [C] or null
     */
    @Composite("\\frac{x - \\bar x}{\\sqrt{\\sigma^2 + \\varepsilon}} \\gamma + \\beta")
    public static Tensor batchNorm(Tensor x, Tensor weight, Tensor bias, double eps) {
        if (weight != null && bias != null) {
            Tensor z = BATCH_NORM.apply(new Eps(eps), x, weight, bias);
            if (x.size() == 0 || isOrdinary(x, Call.residual(z, Moments.class), eps)) {
                return z;
            }
        }
        Channels.requireChannels("batchNorm", x, 2, weight, bias);
        int[] axes = Channels.otherAxes(x.shape());
        Channels.requireSeveral("batchNorm", x.shape(), axes, BATCH);
        Tensor centered = center(x, axes);
        Tensor scale = INVERSE_RMS.apply(new Rms(axes, eps), centered);
        if (x.size() > 0 && !PowerOfTwo.isOrdinary(scale)) {
            return affine(standardize(x, eps, axes), Channels.each(weight, x.shape()), Channels.each(bias, x.shape()));
        }
        // one factor a channel: to multiply by both in turn would go over all values twice more in each direction
        Tensor factor = weight == null ? scale : scale.mul(Channels.each(weight, x.shape()));
        return affine(centered, factor, Channels.each(bias, x.shape()));
    }

    private static boolean isOrdinary(Tensor x, Moments moments, double eps) {
        return moments == null
                || PowerOfTwo.isOrdinary(
                        x.dtype(),
                        Arrays.stream(moments.variance())
                                .map(v -> Math.sqrt(v + eps))
                                .toArray());
    }

    /**
     * Batch normalization in training: by the statistics of this batch, which also update the running ones to {@code (1 -
     * momentum) * old + momentum * new}, with the unbiased variance. Where x is empty the old ones stay.
     */
    @Composite("\\frac{x - \\bar x}{\\sqrt{\\sigma^2 + \\varepsilon}} \\gamma + \\beta")
    public static BatchNorm batchNorm(
            Tensor x, Tensor weight, Tensor bias, Running running, double momentum, double eps) {
        Require.nonNull(running, "batchNorm", "running", "pass one");
        Require.nonNull(x, "batchNorm", "x", "pass a tensor");
        Channels.requireRunning(x, running);
        Tensor output = batchNorm(x, weight, bias, eps);
        if (x.size() == 0) { // mean and variance of nothing are no numbers
            return new BatchNorm(output, running);
        }
        double count = (double) x.size() / x.shape().dim(1);
        Moments moments = moments(x, output);
        Tensor mean = Tensor.of(moments.mean()).to(x.dtype());
        Tensor var = Tensor.of(moments.variance()).mul(count / (count - 1)).to(x.dtype());
        return new BatchNorm(
                output, new Running(moved(running.mean(), mean, momentum), moved(running.var(), var, momentum)));
    }

    /** Batch normalization in evaluation: by running statistics, which count as constants. */
    @Composite("\\frac{x - \\mu}{\\sqrt{\\sigma^2 + \\varepsilon}} \\gamma + \\beta")
    public static Tensor batchNorm(Tensor x, Tensor weight, Tensor bias, Running running, double eps) {
        Channels.requireChannels("batchNorm", x, 2, weight, bias);
        Channels.requireRunning(x, running);
        requireEps("batchNorm", eps);
        Tensor scale = running.var().detach().add(eps).sqrt().reciprocal();
        Tensor centered = x.sub(Channels.each(running.mean().detach(), x.shape()));
        return affine(
                centered,
                Channels.each(weight == null ? scale : scale.mul(weight), x.shape()),
                Channels.each(bias, x.shape()));
    }

    /** The statistics of the channels: those that the normalization found, where one kernel did it. */
    private static Moments moments(Tensor x, Tensor output) {
        Moments found = Call.residual(output, Moments.class);
        if (found != null) {
            return found;
        }
        int[] axes = Channels.otherAxes(x.shape());
        Tensor constant = x.stopGradient();
        return new Moments(
                constant.mean(axes).toDoubles(),
                constant.sub(constant.mean(true, axes)).square().mean(axes).toDoubles());
    }

    private static Tensor moved(Tensor old, Tensor value, double momentum) {
        return old.detach().mul(1 - momentum).add(value.mul(momentum));
    }

    /**
     * Local response normalization (Krizhevsky et al. 2012): each value of x over {@code (k + alpha / size * s)^beta}, where s is
     * the sum of the squares of the channels from {@code size / 2} before to {@code (size - 1) / 2} behind it.
     *
     * @param x [N, C, ...]
     * @param size the channels in the window, 1 or more
     */
    @Composite("x_c (k + \\tfrac{\\alpha}{n} \\sum_{c'} x_{c'}^2)^{-\\beta}")
    public static Tensor localResponseNorm(Tensor x, int size, double alpha, double beta, double k) {
        Channels.requireChannels("localResponseNorm", x, 2, null, null);
        if (size < 1) {
            throw new ArgumentException("localResponseNorm: a window of " + size + " channels; it must be 1 or more");
        }
        int channels = x.shape().dim(1);
        int before = Math.min(size / 2, Math.max(0, channels - 1));
        int behind = Math.min((size - 1) / 2, Math.max(0, channels - 1));
        Tensor largest = x.size() == 0 ? x : x.stopGradient().abs().max();
        if (x.size() > 0
                && k > 0
                && alpha > 0
                && !PowerOfTwo.isOrdinary(largest.maximum(Tensor.scalar(x.dtype(), 1)))) {
            return Channels.farResponse(x, before, behind, Math.sqrt(alpha / size), beta, Math.sqrt(k));
        }
        Tensor squares = x.square();
        if (before + behind > 0) {
            Range inside = new Range(1, before, channels, 1, channels + before + behind);
            Tensor padded = Movement.EMBED.apply(inside, squares);
            squares = padded.slice(1, 0, channels);
            for (int i = 1; i <= before + behind; i++) {
                squares = squares.add(padded.slice(1, i, i + channels));
            }
        }
        return x.mul(squares.mul(alpha / size).add(k).pow(-beta));
    }

    private static Tensor affine(Tensor x, Tensor weight, Tensor bias) {
        Tensor z = weight == null ? x : x.mul(weight);
        return bias == null ? z : z.add(bias);
    }
}
