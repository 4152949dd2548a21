package org.autodiff.nn.layer;

import org.autodiff.Tensor;

/** So many windows over the last one to three axes, whatever their sizes; the subclasses say which. */
abstract class AdaptivePoolLayer extends Layer {
    private final int[] count;
    private final int axes;

    AdaptivePoolLayer(String name, int axes, int[] count) {
        this.count = Kernels.each(name, "the number of windows", count, axes, 1);
        this.axes = axes;
    }

    /** The numbers of the windows. */
    abstract Tensor pooled(Tensor x, int[] count);

    @Override
    final Tensor compute(Tensor x) {
        if (x.rank() != axes + 2) {
            throw misfit(Kernels.layout("C", axes), x, "reshape a single sample to a batch of one");
        }
        return pooled(x, count);
    }

    @Override
    protected final String extraRepr() {
        return "output=" + Kernels.shown(count);
    }
}
