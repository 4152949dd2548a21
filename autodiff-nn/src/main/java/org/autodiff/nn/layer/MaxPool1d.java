package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.functional.Pooling;
import org.autodiff.functional.Pooling.Pool;

/** The greatest element of each window over the last axis, x [N, C, L]. Padding is never the maximum. It has no state. */
public final class MaxPool1d extends PoolLayer {
    /**
     * Windows side by side.
     *
     * @param kernel size of the window
     * @throws ArgumentException if it is below 1
     */
    public MaxPool1d(int kernel) {
        this(new Pool(kernel));
    }

    /**
     * Windows at a distance.
     *
     * @param stride from one window to the next
     * @throws ArgumentException if a number is below 1
     */
    public MaxPool1d(int kernel, int stride) {
        this(new Pool(kernel).withStride(stride));
    }

    /**
     * Windows in any way: {@code new MaxPool1d(new Pool(3).withStride(2).withPadding(1))}.
     *
     * @throws ArgumentException if a number is out of its range
     */
    public MaxPool1d(Pool pool) {
        super("MaxPool1d", 1, pool);
    }

    @Override
    Tensor pooled(Tensor x, Pool pool) {
        return Pooling.maxPool1d(x, pool);
    }
}
