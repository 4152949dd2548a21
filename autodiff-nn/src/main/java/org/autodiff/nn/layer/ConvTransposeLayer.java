package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.array.Seed;
import org.autodiff.functional.Convolution.Conv;

/** Transposed convolution over one to three axes; the subclasses only choose how many. */
abstract class ConvTransposeLayer extends Layer {
    private final ConvTransposeOptions options;
    private final int axes;
    private final Tensor weight;
    private final Tensor bias;

    /** A layer with initial values as in PyTorch. */
    ConvTransposeLayer(String name, int axes, int in, int out, int[] kernel, ConvTransposeOptions options, Seed seed) {
        this(
                name,
                axes,
                Kernels.weight(
                        name, in, out, given(name, options).conv().groups(), kernel, axes, options.dtype(), seed),
                null,
                options,
                seed);
    }

    /** A layer with given values; a bias that is asked for but not given is drawn. */
    ConvTransposeLayer(String name, int axes, Tensor weight, Tensor bias, ConvTransposeOptions options, Seed seed) {
        int groups = given(name, options).conv().groups();
        Kernels.check(name, options.conv(), axes);
        int out = weight == null || weight.rank() < 2 ? 0 : weight.shape().dim(1) * groups;
        Kernels.check(name, weight, bias, axes, out);
        Checks.divides(
                name,
                "the number of groups",
                groups,
                "that of input channels,",
                weight.shape().dim(0));
        if (options.outputPadding().length > 0) {
            Kernels.each(name, "the output padding", options.outputPadding(), axes, 0);
        }
        this.axes = axes;
        this.options = options;
        this.weight = parameter("weight", weight);
        Tensor given = Kernels.given(bias, out, weight, options.bias() ? seed : null);
        this.bias = given == null ? null : parameter("bias", given);
    }

    private static ConvTransposeOptions given(String name, ConvTransposeOptions options) {
        return Checks.options(name, options, "ConvTransposeOptions.DEFAULT");
    }

    /** The transposed convolution of this many axes. */
    abstract Tensor convolve(Tensor x, Tensor weight, Tensor bias, Conv conv, int[] outputPadding);

    @Override
    final Tensor compute(Tensor x) {
        int in = weight.shape().dim(0);
        Kernels.requireInput(this, x, in, axes);
        requireType(x, weight);
        return convolve(x, weight, bias, options.conv(), options.outputPadding());
    }

    /** The leaf [in, out / groups, kernel...]. */
    public final Tensor weight() {
        return weight;
    }

    /** The leaf [out]; null for a layer without bias. */
    public final Tensor bias() {
        return bias;
    }

    @Override
    protected final String extraRepr() {
        int out = weight.shape().dim(1) * options.conv().groups();
        return Kernels.shown(
                weight.shape().dim(0), out, weight.shape(), options.conv(), options.outputPadding(), bias != null);
    }
}
