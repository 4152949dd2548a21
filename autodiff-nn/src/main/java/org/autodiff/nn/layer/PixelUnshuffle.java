package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.functional.Resampling;

/** Pixels laid out as channels: [*, C, H f, W f] becomes [*, C f f, H, W]. It has no state. */
public final class PixelUnshuffle extends Layer {
    private final int factor;

    /**
     * A layer of a factor f.
     *
     * @throws org.autodiff.error.ArgumentException if it is below 1
     */
    public PixelUnshuffle(int factor) {
        this.factor = Checks.positive("PixelUnshuffle", "the factor", factor);
    }

    @Override
    Tensor compute(Tensor x) {
        return Resampling.pixelUnshuffle(x, factor);
    }

    @Override
    protected String extraRepr() {
        return "factor=" + factor;
    }
}
