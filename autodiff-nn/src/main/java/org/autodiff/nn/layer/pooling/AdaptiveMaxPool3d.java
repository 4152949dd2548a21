package org.autodiff.nn.layer.pooling;

import org.autodiff.functional.Pooling;

/** Adaptive max pooling into a given number of windows, which cover the last three axes of x [N, C, D, H, W] evenly. */
public final class AdaptiveMaxPool3d extends AdaptivePoolNd {
    /** Pooling into the given number of windows, one for each axis or one for all. */
    public AdaptiveMaxPool3d(int... count) {
        super(3, Pooling::adaptiveMaxPool3d, count);
    }
}
