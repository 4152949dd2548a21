package org.autodiff.nn.layer.pooling;

import org.autodiff.functional.Pooling;
import org.autodiff.functional.Pooling.Pool;

/** Max pooling over the last two axes of x [N, C, H, W]: the maximum of each window, never its padding. */
public final class MaxPool2d extends PoolNd {
    /** Pooling by windows of the given size, at least 1, along each axis, side by side. */
    public MaxPool2d(int kernel) {
        this(new Pool(kernel));
    }

    /** Pooling by windows of the given size, at least 1, along each axis, {@code stride} apart. */
    public MaxPool2d(int kernel, int stride) {
        this(windows(kernel, stride));
    }

    /** Pooling by windows that slide in the given way. */
    public MaxPool2d(Pool pool) {
        super(2, Pooling::maxPool2d, pool);
    }
}
