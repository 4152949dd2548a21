package org.autodiff.nn.layer.pooling;

/** Adaptive average pooling into a given number of windows, which cover the last axis of x [N, C, L] evenly. */
public final class AdaptiveAvgPool1d extends AdaptivePoolNd {
    /** Pooling into the given number of windows. */
    public AdaptiveAvgPool1d(int count) {
        super(1, (x, n) -> x.adaptiveAvgPool1d(n[0]), count);
    }
}
