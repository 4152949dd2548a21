package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.functional.Normalization;

/**
 * Group normalization (Wu and He 2018) of x [N, C, ...]: of each sample over groups of consecutive channels and all
 * positions.
 *
 * <p>Parameters as in PyTorch's {@code nn.GroupNorm}: {@code weight} and {@code bias} [C], 1 and 0 at the start.
 */
public final class GroupNorm extends Layer {
    private final int groups;
    private final int channels;
    private final double eps;
    private final Tensor weight;
    private final Tensor bias;

    /**
     * With weight and bias, in FLOAT32.
     *
     * @param groups how many
     * @param channels a multiple of that
     * @throws ArgumentException if a number is below 1, or the groups do not divide the channels
     */
    public GroupNorm(int groups, int channels) {
        this(groups, channels, NormOptions.DEFAULT);
    }

    /**
     * With the given options.
     *
     * @throws ArgumentException if a number is below 1, or the groups do not divide the channels
     */
    public GroupNorm(int groups, int channels, NormOptions options) {
        this.groups = Checks.positive("GroupNorm", "the number of groups", groups);
        this.channels = Checks.positive("GroupNorm", "the number of channels", channels);
        Checks.divides("GroupNorm", "the number of groups", groups, "that of channels,", channels);
        this.eps = Checks.options("GroupNorm", options, "NormOptions.DEFAULT").eps();
        this.weight = options.affine() ? parameter("weight", Tensor.ones(options.dtype(), channels)) : null;
        this.bias = options.affine() ? parameter("bias", Tensor.zeros(options.dtype(), channels)) : null;
    }

    @Override
    Tensor compute(Tensor x) {
        if (x.rank() < 2 || x.shape().dim(1) != channels) {
            throw misfit("[N, " + channels + ", ...]", x, "build the layer for the input's channels");
        }
        if (weight != null) {
            requireType(x, weight);
        }
        return Normalization.groupNorm(x, groups, weight, bias, eps);
    }

    /** The leaf [C], or null. */
    public Tensor weight() {
        return weight;
    }

    /** The leaf [C], or null. */
    public Tensor bias() {
        return bias;
    }

    @Override
    protected String extraRepr() {
        return groups + ", " + channels + ", eps=" + eps + (weight == null ? ", affine=false" : "");
    }
}
