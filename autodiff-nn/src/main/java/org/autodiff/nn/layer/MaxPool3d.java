package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.functional.Pooling;
import org.autodiff.functional.Pooling.Pool;

/** The greatest element of each window over the last three axes, x [N, C, D, H, W]. Padding is never the maximum. It has no state. */
public final class MaxPool3d extends PoolLayer {
    /**
     * Windows side by side.
     *
     * @param kernel size of the window, along each axis
     * @throws ArgumentException if it is below 1
     */
    public MaxPool3d(int kernel) {
        this(new Pool(kernel));
    }

    /**
     * Windows at a distance.
     *
     * @param stride from one window to the next
     * @throws ArgumentException if a number is below 1
     */
    public MaxPool3d(int kernel, int stride) {
        this(new Pool(kernel).withStride(stride));
    }

    /**
     * Windows in any way: {@code new MaxPool3d(new Pool(3).withStride(2).withPadding(1))}.
     *
     * @throws ArgumentException if a number is out of its range
     */
    public MaxPool3d(Pool pool) {
        super("MaxPool3d", 3, pool);
    }

    @Override
    Tensor pooled(Tensor x, Pool pool) {
        return Pooling.maxPool3d(x, pool);
    }
}
