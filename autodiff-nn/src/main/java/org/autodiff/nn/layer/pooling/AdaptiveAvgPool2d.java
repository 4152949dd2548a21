package org.autodiff.nn.layer.pooling;

import org.autodiff.functional.Pooling;

/** Adaptive average pooling into a given number of windows, which cover the last two axes of x [N, C, H, W] evenly. */
public final class AdaptiveAvgPool2d extends AdaptivePoolNd {
    /** Pooling into the given number of windows, one for each axis or one for all. */
    public AdaptiveAvgPool2d(int... count) {
        super(2, Pooling::adaptiveAvgPool2d, count);
    }
}
