package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.functional.Pooling;
import org.autodiff.functional.Pooling.Pool;

/** The mean of each window over the last three axes, x [N, C, D, H, W]. Padding counts as zeros unless told otherwise. It has no state. */
public final class AvgPool3d extends PoolLayer {
    /**
     * Windows side by side.
     *
     * @param kernel size of the window, along each axis
     * @throws ArgumentException if it is below 1
     */
    public AvgPool3d(int kernel) {
        this(new Pool(kernel));
    }

    /**
     * Windows at a distance.
     *
     * @param stride from one window to the next
     * @throws ArgumentException if a number is below 1
     */
    public AvgPool3d(int kernel, int stride) {
        this(new Pool(kernel).withStride(stride));
    }

    /**
     * Windows in any way: {@code new AvgPool3d(new Pool(3).withStride(2).withPadding(1))}.
     *
     * @throws ArgumentException if a number is out of its range
     */
    public AvgPool3d(Pool pool) {
        super("AvgPool3d", 3, pool);
    }

    @Override
    Tensor pooled(Tensor x, Pool pool) {
        return Pooling.avgPool3d(x, pool);
    }
}
