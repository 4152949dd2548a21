package org.autodiff.nn.layer.pooling;

import org.autodiff.functional.Pooling;
import org.autodiff.functional.Pooling.Pool;

/** Max pooling over the last three axes of x [N, C, D, H, W]: the maximum of each window, never its padding. */
public final class MaxPool3d extends PoolNd {
    /** Pooling by windows of the given size, at least 1, along each axis, side by side. */
    public MaxPool3d(int kernel) {
        this(new Pool(kernel));
    }

    /** Pooling by windows of the given size, at least 1, along each axis, {@code stride} apart. */
    public MaxPool3d(int kernel, int stride) {
        this(windows(kernel, stride));
    }

    /** Pooling by windows that slide in the given way. */
    public MaxPool3d(Pool pool) {
        super(3, Pooling::maxPool3d, pool);
    }
}
