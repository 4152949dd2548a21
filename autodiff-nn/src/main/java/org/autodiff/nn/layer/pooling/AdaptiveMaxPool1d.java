package org.autodiff.nn.layer.pooling;

import org.autodiff.functional.Pooling;

/** Adaptive max pooling into a given number of windows, which cover the last axis of x [N, C, L] evenly. */
public final class AdaptiveMaxPool1d extends AdaptivePoolNd {
    /** Pooling into the given number of windows. */
    public AdaptiveMaxPool1d(int count) {
        super(1, (x, n) -> Pooling.adaptiveMaxPool1d(x, n[0]), count);
    }
}
