package org.autodiff.nn.layer.normalization;

import org.autodiff.Tensor;
import org.autodiff.error.Require;
import org.autodiff.functional.Normalization;

/**
 * Group normalization (Wu and He 2018) of x [N, C, ...]: each sample is normalized over groups of consecutive channels
 * and all positions.
 *
 * <p>Parameters as in PyTorch's {@code nn.GroupNorm}: {@code weight} and {@code bias} [C], 1 and 0 at the start.
 */
public final class GroupNorm extends NormLayer {
    private final int groups;
    private final int channels;

    /** A layer with {@link NormOptions#DEFAULT}: with weight and bias, in FLOAT32. */
    public GroupNorm(int groups, int channels) {
        this(groups, channels, NormOptions.DEFAULT);
    }

    /** A layer with the given options; the number of groups, at least 1, divides that of channels. */
    public GroupNorm(int groups, int channels, NormOptions options) {
        super(Require.options(options, "GroupNorm", "NormOptions.DEFAULT"), channels);
        this.groups = Require.positive(groups, owner(), "the number of groups");
        this.channels = channels;
        Require.divisor(groups, owner(), "the number of groups", "that of channels,", channels);
    }

    @Override
    protected Tensor compute(Tensor x) {
        if (x.rank() < 2 || x.shape().dim(1) != channels) {
            throw misfit("[N, " + channels + ", ...]", x, "build the layer for the input's channels");
        }
        requireType(x);
        return Normalization.groupNorm(x, groups, weight(), bias(), eps());
    }

    @Override
    protected String extraRepr() {
        return groups + ", " + channels + super.extraRepr();
    }
}
