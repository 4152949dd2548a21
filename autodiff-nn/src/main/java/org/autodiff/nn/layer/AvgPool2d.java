package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.functional.Pooling;
import org.autodiff.functional.Pooling.Pool;

/** The mean of each window over the last two axes, x [N, C, H, W]. Padding counts as zeros unless told otherwise. It has no state. */
public final class AvgPool2d extends PoolLayer {
    /**
     * Windows side by side.
     *
     * @param kernel size of the window, along each axis
     * @throws ArgumentException if it is below 1
     */
    public AvgPool2d(int kernel) {
        this(new Pool(kernel));
    }

    /**
     * Windows at a distance.
     *
     * @param stride from one window to the next
     * @throws ArgumentException if a number is below 1
     */
    public AvgPool2d(int kernel, int stride) {
        this(new Pool(kernel).withStride(stride));
    }

    /**
     * Windows in any way: {@code new AvgPool2d(new Pool(3).withStride(2).withPadding(1))}.
     *
     * @throws ArgumentException if a number is out of its range
     */
    public AvgPool2d(Pool pool) {
        super("AvgPool2d", 2, pool);
    }

    @Override
    Tensor pooled(Tensor x, Pool pool) {
        return Pooling.avgPool2d(x, pool);
    }
}
