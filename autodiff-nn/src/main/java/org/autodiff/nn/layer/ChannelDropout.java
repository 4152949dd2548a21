package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.array.Seed;
import org.autodiff.array.Shape;

/**
 * Dropout of whole channels (Tompson et al. 2015): in training mode each channel of each sample, x [N, C, ...], is left out
 * with a probability p, and those that stay are divided by {@code 1 - p}; PyTorch's {@code nn.Dropout1d}, {@code 2d} and {@code
 * 3d}. Masks come from the seed as those of {@link Dropout}.
 */
public final class ChannelDropout extends Layer {
    private final double p;
    private final Masks masks;

    /**
     * A layer.
     *
     * @param p the probability that a channel is left out
     * @param seed source of the masks
     * @throws org.autodiff.error.ArgumentException if p is not in [0, 1] or the seed is null
     */
    public ChannelDropout(double p, Seed seed) {
        this.p = Checks.probability("ChannelDropout", "the probability to drop", p);
        this.masks = new Masks(seeds(Masks.NAME, Checks.seed("ChannelDropout", seed)));
    }

    /** The next call draws the first mask again, the one after that the second, and so on. */
    public void rewind() {
        masks.rewind();
    }

    @Override
    Tensor compute(Tensor x) {
        requireFloating(x);
        if (x.rank() < 2) {
            throw misfit("[N, C, ...]", x, "use Dropout for single elements");
        }
        if (!isTraining() || p == 0) {
            return x;
        }
        int[] mask = new int[x.rank()];
        for (int axis = 0; axis < mask.length; axis++) {
            mask[axis] = axis < 2 ? x.shape().dim(axis) : 1;
        }
        return x.mul(masks.next(1 - p, p == 1 ? 0 : 1 / (1 - p), x.dtype(), Shape.of(mask)));
    }

    @Override
    protected String extraRepr() {
        return "p=" + p;
    }
}
