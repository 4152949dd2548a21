package org.autodiff.nn.layer;

import java.util.Arrays;
import java.util.Locale;
import org.autodiff.Tensor;
import org.autodiff.array.Seed;
import org.autodiff.functional.Convolution.Conv;
import org.autodiff.functional.Padding;

/** Convolution over one to three axes; the subclasses only choose how many. */
abstract class ConvLayer extends Layer {
    private final ConvOptions options;
    private final int axes;
    private final Tensor weight;
    private final Tensor bias;

    /** A layer with initial values as in PyTorch. */
    ConvLayer(String name, int axes, int in, int out, int[] kernel, ConvOptions options, Seed seed) {
        this(
                name,
                axes,
                Kernels.weight(
                        name, out, in, given(name, options).conv().groups(), kernel, axes, options.dtype(), seed),
                null,
                options,
                seed);
    }

    /** A layer with given values; a bias that is asked for but not given is drawn. */
    ConvLayer(String name, int axes, Tensor weight, Tensor bias, ConvOptions options, Seed seed) {
        given(name, options);
        Kernels.check(
                name,
                weight,
                bias,
                axes,
                weight == null || weight.rank() == 0 ? 0 : weight.shape().dim(0));
        Kernels.check(name, options.conv(), axes);
        int out = weight.shape().dim(0);
        Checks.divides(name, "the number of groups", options.conv().groups(), "that of output channels,", out);
        this.axes = axes;
        this.options = options;
        this.weight = parameter("weight", weight);
        Tensor given = Kernels.given(bias, out, weight, options.bias() ? seed : null);
        this.bias = given == null ? null : parameter("bias", given);
    }

    private static ConvOptions given(String name, ConvOptions options) {
        return Checks.options(name, options, "ConvOptions.DEFAULT");
    }

    /** The convolution of this many axes. */
    abstract Tensor convolve(Tensor x, Tensor weight, Tensor bias, Conv conv);

    @Override
    final Tensor compute(Tensor x) {
        int in = in();
        Kernels.requireInput(this, x, in, axes);
        requireType(x, weight);
        if (!options.same() && options.mode() == Padding.Mode.CONSTANT) {
            return convolve(x, weight, bias, options.conv());
        }
        return convolve(padded(x), weight, bias, options.conv().withPadding(0));
    }

    /** The input with what the kernel needs around it. */
    private Tensor padded(Tensor x) {
        int[] dilation = Kernels.each("Conv", "the dilation", options.conv().dilation(), axes, 1);
        int[] padding = Kernels.each("Conv", "the padding", options.conv().padding(), axes, 0);
        int[] amounts = new int[2 * axes];
        for (int i = 0; i < axes; i++) {
            int total = options.same() ? dilation[i] * (weight.shape().dim(i + 2) - 1) : 2 * padding[i];
            int at = 2 * (axes - 1 - i); // pairs stand from the last axis on
            amounts[at] = total / 2;
            amounts[at + 1] = total - total / 2;
        }
        if (Arrays.stream(amounts).allMatch(n -> n == 0)) {
            return x;
        }
        return Padding.pad(x, options.mode(), amounts);
    }

    private int in() {
        return weight.shape().dim(1) * options.conv().groups();
    }

    /** The leaf [out, in / groups, kernel...]. */
    public final Tensor weight() {
        return weight;
    }

    /** The leaf [out]; null for a layer without bias. */
    public final Tensor bias() {
        return bias;
    }

    @Override
    protected final String extraRepr() {
        return Kernels.shown(in(), weight.shape().dim(0), weight.shape(), options.conv(), new int[0], bias != null)
                + (options.same() ? ", padding=same" : "")
                + (options.mode() == Padding.Mode.CONSTANT
                        ? ""
                        : ", mode=" + options.mode().name().toLowerCase(Locale.ROOT));
    }
}
