package org.autodiff.nn.layer.pooling;

import org.autodiff.functional.Pooling;
import org.autodiff.functional.Pooling.Pool;

/** Average pooling over the last three axes of x [N, C, D, H, W]: the mean of each window, by default with padding. */
public final class AvgPool3d extends PoolNd {
    /** Pooling by windows of the given size, at least 1, along each axis, side by side. */
    public AvgPool3d(int kernel) {
        this(new Pool(kernel));
    }

    /** Pooling by windows of the given size, at least 1, along each axis, {@code stride} apart. */
    public AvgPool3d(int kernel, int stride) {
        this(windows(kernel, stride));
    }

    /** Pooling by windows that slide in the given way. */
    public AvgPool3d(Pool pool) {
        super(3, Pooling::avgPool3d, pool);
    }
}
