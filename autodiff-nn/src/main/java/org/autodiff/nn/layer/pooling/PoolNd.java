package org.autodiff.nn.layer.pooling;

import java.util.function.BiFunction;
import org.autodiff.Tensor;
import org.autodiff.error.Require;
import org.autodiff.functional.Pooling.Pool;
import org.autodiff.nn.layer.WindowLayer;

/** Pooling over the last one to three axes; a subclass fixes their number and the operation. */
abstract class PoolNd extends WindowLayer {
    private final BiFunction<Tensor, Pool, Tensor> operation;
    private final Pool pool;
    private final String shown;

    PoolNd(int axes, BiFunction<Tensor, Pool, Tensor> operation, Pool pool) {
        super(axes);
        this.operation = operation;
        this.pool = Require.options(pool, owner(), "new Pool(kernel)");
        int[] stride = pool.stride(); // none stands for the kernel's size
        this.shown = "kernel=" + shown(perAxis(pool.kernel(), "the kernel", 1))
                + (stride.length == 0 ? "" : ", stride=" + shown(perAxis(stride, "the stride", 1)))
                + shown("padding", perAxis(pool.padding(), "the padding", 0), 0)
                + shown("dilation", perAxis(pool.dilation(), "the dilation", 1), 1)
                + (pool.ceilMode() ? ", ceilMode" : "")
                + (pool.countIncludePad() ? "" : ", countIncludePad=false");
    }

    /** Windows of one size along each axis, {@code stride} apart. */
    static Pool windows(int kernel, int stride) {
        return new Pool(kernel).withStride(stride);
    }

    @Override
    protected final Tensor compute(Tensor x) {
        requireInput(x, 0);
        return operation.apply(x, pool);
    }

    @Override
    protected final String extraRepr() {
        return shown;
    }
}
