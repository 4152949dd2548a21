package org.autodiff.nn.layer.pooling;

import org.autodiff.functional.Pooling;
import org.autodiff.functional.Pooling.Pool;

/** Average pooling over the last axis of x [N, C, L]: the mean of each window, by default with padding. */
public final class AvgPool1d extends PoolNd {
    /** Pooling by windows of the given size, at least 1, side by side. */
    public AvgPool1d(int kernel) {
        this(new Pool(kernel));
    }

    /** Pooling by windows of the given size, {@code stride} apart, both at least 1. */
    public AvgPool1d(int kernel, int stride) {
        this(windows(kernel, stride));
    }

    /** Pooling by windows that slide in the given way. */
    public AvgPool1d(Pool pool) {
        super(1, Pooling::avgPool1d, pool);
    }
}
