package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.functional.Pooling.Pool;

/** One number for each window over the last one to three axes; the subclasses say which. */
abstract class PoolLayer extends Layer {
    private final Pool pool;
    private final int axes;

    PoolLayer(String name, int axes, Pool pool) {
        Checks.options(name, pool, "new Pool(kernel)");
        Kernels.each(name, "the kernel", pool.kernel(), axes, 1);
        if (pool.stride().length > 0) {
            Kernels.each(name, "the stride", pool.stride(), axes, 1);
        }
        Kernels.each(name, "the padding", pool.padding(), axes, 0);
        Kernels.each(name, "the dilation", pool.dilation(), axes, 1);
        this.pool = pool;
        this.axes = axes;
    }

    /** The numbers of the windows. */
    abstract Tensor pooled(Tensor x, Pool pool);

    @Override
    final Tensor compute(Tensor x) {
        if (x.rank() != axes + 2) {
            throw misfit(Kernels.layout("C", axes), x, "reshape a single sample to a batch of one");
        }
        return pooled(x, pool);
    }

    @Override
    protected final String extraRepr() {
        return pool.toString().replace(" countIncludePad", ", countIncludePad").replaceAll(" (?=[a-z]+[=M])", ", ");
    }
}
