package org.autodiff.nn.layer.pooling;

import org.autodiff.functional.Pooling;

/** Adaptive max pooling into a given number of windows, which cover the last two axes of x [N, C, H, W] evenly. */
public final class AdaptiveMaxPool2d extends AdaptivePoolNd {
    /** Pooling into the given number of windows, one for each axis or one for all. */
    public AdaptiveMaxPool2d(int... count) {
        super(2, Pooling::adaptiveMaxPool2d, count);
    }
}
