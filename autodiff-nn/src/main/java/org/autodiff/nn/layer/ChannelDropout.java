package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.array.Seed;
import org.autodiff.array.Shape;

/**
 * Dropout of whole channels (Tompson et al. 2015): in training mode each channel of each sample, x [N, C, ...], is
 * zeroed with a probability p, and the others are divided by {@code 1 - p}; PyTorch's {@code nn.Dropout1d}, {@code 2d}
 * and {@code 3d}. Masks come from the seed as those of {@link Dropout}.
 */
public final class ChannelDropout extends DropoutLayer {
    /** A layer with the given probability that a channel is zeroed, in [0, 1]; the seed draws the masks. */
    public ChannelDropout(double p, Seed seed) {
        super(p, "the probability to drop", seed);
    }

    @Override
    Tensor dropped(Tensor x) {
        kept(x);
        if (p == 0) {
            return x;
        }
        int[] mask = new int[x.rank()];
        for (int axis = 0; axis < mask.length; axis++) {
            mask[axis] = axis < 2 ? x.shape().dim(axis) : 1;
        }
        return x.mul(mask(1 - p, factor(1 - p), x.dtype(), Shape.of(mask)));
    }

    @Override
    Tensor kept(Tensor x) {
        if (x.rank() < 2) {
            throw misfit("[N, C, ...]", x, "use Dropout for single elements");
        }
        return x;
    }
}
