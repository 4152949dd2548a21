package org.autodiff.nn.layer.pooling;

import org.autodiff.functional.Pooling;

/** Adaptive average pooling into a given number of windows, which cover the last axis of x [N, C, L] evenly. */
public final class AdaptiveAvgPool1d extends AdaptivePoolNd {
    /** Pooling into the given number of windows. */
    public AdaptiveAvgPool1d(int count) {
        super(1, (x, n) -> Pooling.adaptiveAvgPool1d(x, n[0]), count);
    }
}
