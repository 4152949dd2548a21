package org.autodiff.nn.layer.pooling;

import org.autodiff.functional.Pooling;
import org.autodiff.functional.Pooling.Pool;

/** Average pooling over the last two axes of x [N, C, H, W]: the mean of each window, by default with padding. */
public final class AvgPool2d extends PoolNd {
    /** Pooling by windows of the given size, at least 1, along each axis, side by side. */
    public AvgPool2d(int kernel) {
        this(new Pool(kernel));
    }

    /** Pooling by windows of the given size, at least 1, along each axis, {@code stride} apart. */
    public AvgPool2d(int kernel, int stride) {
        this(windows(kernel, stride));
    }

    /** Pooling by windows that slide in the given way. */
    public AvgPool2d(Pool pool) {
        super(2, Pooling::avgPool2d, pool);
    }
}
