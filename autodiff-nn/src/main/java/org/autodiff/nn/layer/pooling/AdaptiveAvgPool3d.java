package org.autodiff.nn.layer.pooling;

import org.autodiff.functional.Pooling;

/** Adaptive average pooling: a given number of windows covers the last three axes of x [N, C, D, H, W] evenly. */
public final class AdaptiveAvgPool3d extends AdaptivePoolNd {
    /** Pooling into the given number of windows, one for each axis or one for all. */
    public AdaptiveAvgPool3d(int... count) {
        super(3, Pooling::adaptiveAvgPool3d, count);
    }
}
