package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.array.Seed;

/**
 * Dropout for networks of SELU (Klambauer et al. 2017, "Self-Normalizing Neural Networks"): in training mode an
 * element is replaced, with a probability p, by the limit of SELU at minus infinity; then all are scaled and shifted
 * so that mean 0 and variance 1 are preserved. Masks come from the seed as those of {@link Dropout}.
 */
public final class AlphaDropout extends DropoutLayer {
    /** SELU's limit at minus infinity: its scale times its alpha. */
    private static final double LIMIT = -1.0507009873554804934193349852946 * 1.6732632423543772848170429916717;

    /** A layer with the given probability that an element is replaced, in [0, 1]; the seed draws the masks. */
    public AlphaDropout(double p, Seed seed) {
        super(p, "the probability to drop", seed);
    }

    @Override
    Tensor dropped(Tensor x) {
        if (p == 0 || p == 1) {
            return p == 0 ? x : x.mul(0);
        }
        Tensor kept = mask(1 - p, 1, x.dtype(), x.shape());
        Tensor mixed = x.mul(kept).add(kept.rsub(1).mul(LIMIT));
        double scale = 1 / Math.sqrt((1 - p) * (1 + p * LIMIT * LIMIT));
        return mixed.sub(p * LIMIT).mul(scale);
    }
}
