package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.functional.Normalization;

/** Instance normalization of x [N, C, positions...]; the subclasses only say how many axes the positions have. */
abstract class InstanceNorm extends Layer {
    private final int axes;
    private final int channels;
    private final double eps;
    private final Tensor weight;
    private final Tensor bias;

    InstanceNorm(String name, int axes, int channels, NormOptions options) {
        this.axes = axes;
        this.channels = Checks.positive(name, "the number of channels", channels);
        this.eps = Checks.options(name, options, "NormOptions.PLAIN").eps();
        this.weight = options.affine() ? parameter("weight", Tensor.ones(options.dtype(), channels)) : null;
        this.bias = options.affine() ? parameter("bias", Tensor.zeros(options.dtype(), channels)) : null;
    }

    @Override
    final Tensor compute(Tensor x) {
        if (x.rank() != axes + 2 || x.shape().dim(1) != channels) {
            throw misfit(Kernels.layout(channels, axes), x, "build the layer for the input's channels and axes");
        }
        if (weight != null) {
            requireType(x, weight);
        }
        return Normalization.instanceNorm(x, weight, bias, eps);
    }

    /** The leaf [C]; null for a layer without weight and bias. */
    public final Tensor weight() {
        return weight;
    }

    /** The leaf [C]; null for a layer without weight and bias. */
    public final Tensor bias() {
        return bias;
    }

    @Override
    protected final String extraRepr() {
        return channels + ", eps=" + eps + (weight == null ? ", affine=false" : "");
    }
}
