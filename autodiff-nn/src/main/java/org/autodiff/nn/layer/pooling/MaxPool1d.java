package org.autodiff.nn.layer.pooling;

import org.autodiff.functional.Pooling;
import org.autodiff.functional.Pooling.Pool;

/** Max pooling over the last axis of x [N, C, L]: the maximum of each window, never its padding. */
public final class MaxPool1d extends PoolNd {
    /** Pooling by windows of the given size, at least 1, side by side. */
    public MaxPool1d(int kernel) {
        this(new Pool(kernel));
    }

    /** Pooling by windows of the given size, {@code stride} apart, both at least 1. */
    public MaxPool1d(int kernel, int stride) {
        this(windows(kernel, stride));
    }

    /** Pooling by windows that slide in the given way. */
    public MaxPool1d(Pool pool) {
        super(1, Pooling::maxPool1d, pool);
    }
}
