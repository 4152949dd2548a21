package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.functional.Pooling;
import org.autodiff.functional.Pooling.Pool;

/** The mean of each window over the last axis, x [N, C, L]. Padding counts as zeros unless told otherwise. It has no state. */
public final class AvgPool1d extends PoolLayer {
    /**
     * Windows side by side.
     *
     * @param kernel size of the window
     * @throws ArgumentException if it is below 1
     */
    public AvgPool1d(int kernel) {
        this(new Pool(kernel));
    }

    /**
     * Windows at a distance.
     *
     * @param stride from one window to the next
     * @throws ArgumentException if a number is below 1
     */
    public AvgPool1d(int kernel, int stride) {
        this(new Pool(kernel).withStride(stride));
    }

    /**
     * Windows in any way: {@code new AvgPool1d(new Pool(3).withStride(2).withPadding(1))}.
     *
     * @throws ArgumentException if a number is out of its range
     */
    public AvgPool1d(Pool pool) {
        super("AvgPool1d", 1, pool);
    }

    @Override
    Tensor pooled(Tensor x, Pool pool) {
        return Pooling.avgPool1d(x, pool);
    }
}
