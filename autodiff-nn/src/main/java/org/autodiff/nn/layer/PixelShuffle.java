package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.functional.Resampling;

/**
 * Channels laid out as pixels (Shi et al. 2016): [*, C f f, H, W] becomes [*, C, H f, W f]. It has no state.
 */
public final class PixelShuffle extends Layer {
    private final int factor;

    /**
     * A layer of a factor f.
     *
     * @throws org.autodiff.error.ArgumentException if it is below 1
     */
    public PixelShuffle(int factor) {
        this.factor = Checks.positive("PixelShuffle", "the factor", factor);
    }

    @Override
    Tensor compute(Tensor x) {
        return Resampling.pixelShuffle(x, factor);
    }

    @Override
    protected String extraRepr() {
        return "factor=" + factor;
    }
}
