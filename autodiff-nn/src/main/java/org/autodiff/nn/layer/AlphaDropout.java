package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.array.Seed;

/**
 * Dropout for networks of {@link SELU} (Klambauer et al. 2017, "Self-Normalizing Neural Networks"): in training mode an element
 * is replaced, with a probability p, by the value to which SELU falls far below zero; then all are scaled and moved so that
 * mean 0 and variance 1 stay as they are. Masks come from the seed as those of {@link Dropout}.
 */
public final class AlphaDropout extends Layer {
    /** SELU's limit at minus infinity: its scale times its alpha. */
    private static final double LIMIT = -1.0507009873554804934193349852946 * 1.6732632423543772848170429916717;

    private final double p;
    private final Masks masks;

    /**
     * A layer.
     *
     * @param p the probability that an element is replaced
     * @param seed source of the masks
     * @throws org.autodiff.error.ArgumentException if p is not in [0, 1] or the seed is null
     */
    public AlphaDropout(double p, Seed seed) {
        this.p = Checks.probability("AlphaDropout", "the probability to drop", p);
        this.masks = new Masks(seeds(Masks.NAME, Checks.seed("AlphaDropout", seed)));
    }

    /** The next call draws the first mask again, the one after that the second, and so on. */
    public void rewind() {
        masks.rewind();
    }

    @Override
    Tensor compute(Tensor x) {
        requireFloating(x);
        if (!isTraining() || p == 0) {
            return x;
        }
        if (p == 1) {
            return x.mul(0);
        }
        Tensor kept = masks.next(1 - p, 1, x.dtype(), x.shape());
        Tensor mixed = x.mul(kept).add(kept.rsub(1).mul(LIMIT));
        double scale = 1 / Math.sqrt((1 - p) * (1 + p * LIMIT * LIMIT));
        return mixed.sub(p * LIMIT).mul(scale);
    }

    @Override
    protected String extraRepr() {
        return "p=" + p;
    }
}
