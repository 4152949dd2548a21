package org.autodiff.nn.layer;

import org.autodiff.Tensor;

/**
 * Channels of several groups mixed (Zhang et al. 2018, "ShuffleNet"): of [N, g k, ...] the first channel of each group, then
 * the second of each, and so on. It has no state.
 */
public final class ChannelShuffle extends Layer {
    private final int groups;

    /**
     * A layer for so many groups.
     *
     * @throws org.autodiff.error.ArgumentException if there are fewer than one
     */
    public ChannelShuffle(int groups) {
        this.groups = Checks.positive("ChannelShuffle", "the number of groups", groups);
    }

    @Override
    Tensor compute(Tensor x) {
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
