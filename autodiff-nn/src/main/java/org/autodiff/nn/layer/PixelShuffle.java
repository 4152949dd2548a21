package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.error.Require;
import org.autodiff.functional.Resampling;

/**
 * Channels rearranged as pixels, for a sub-pixel convolution (Shi et al. 2016): [*, C f f, H, W] becomes [*, C, H f, W
 * f].
 */
public final class PixelShuffle extends Layer {
    private final int factor;

    /** A layer with the given factor f, at least 1. */
    public PixelShuffle(int factor) {
        this.factor = Require.positive(factor, owner(), "the factor");
    }

    @Override
    protected Tensor compute(Tensor x) {
        return Resampling.pixelShuffle(x, factor);
    }

    @Override
    protected String extraRepr() {
        return "factor=" + factor;
    }
}
