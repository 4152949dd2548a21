package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.error.Require;
import org.autodiff.functional.Resampling;

/** Pixels rearranged as channels, the inverse of {@link PixelShuffle}: [*, C, H f, W f] becomes [*, C f f, H, W]. */
public final class PixelUnshuffle extends Layer {
    private final int factor;

    /** A layer with the given factor f, at least 1. */
    public PixelUnshuffle(int factor) {
        this.factor = Require.positive(factor, owner(), "the factor");
    }

    @Override
    protected Tensor compute(Tensor x) {
        return Resampling.pixelUnshuffle(x, factor);
    }

    @Override
    protected String extraRepr() {
        return "factor=" + factor;
    }
}
