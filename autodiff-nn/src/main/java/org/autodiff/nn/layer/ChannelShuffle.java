package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.error.Require;

/**
 * Channels interleaved between groups (Zhang et al. 2018, "ShuffleNet"): of [N, g k, ...] the first channel of each
 * group, then the second of each, and so on.
 */
public final class ChannelShuffle extends Layer {
    private final int groups;

    /** A layer with the given number of groups, at least 1, which divides the channels. */
    public ChannelShuffle(int groups) {
        this.groups = Require.positive(groups, owner(), "the number of groups");
    }

    @Override
    protected Tensor compute(Tensor x) {
        if (x.rank() < 2 || x.shape().dim(1) % groups != 0) {
            throw misfit("[N, C, ...] with C a multiple of " + groups, x, "choose groups that divide the channels");
        }
        int samples = x.shape().dim(0);
        int each = x.shape().dim(1) / groups;
        int places = 1;
        for (int axis = 2; axis < x.rank(); axis++) {
            places *= x.shape().dim(axis);
        }
        return x.reshape(samples, groups, each, places)
                .transpose(1, 2)
                .reshape(x.shape().toArray());
    }

    @Override
    protected String extraRepr() {
        return "groups=" + groups;
    }
}
