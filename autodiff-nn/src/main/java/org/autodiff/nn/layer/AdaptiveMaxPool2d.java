package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.functional.Pooling;

/** The greatest element of each of so many windows, which cover evenly the last two axes, x [N, C, H, W]. It has no state. */
public final class AdaptiveMaxPool2d extends AdaptivePoolLayer {
    /**
     * So many windows.
     *
     * @param count their number: one for each axis, or one for all
     * @throws ArgumentException if one is below 1
     */
    public AdaptiveMaxPool2d(int... count) {
        super("AdaptiveMaxPool2d", 2, count);
    }

    @Override
    Tensor pooled(Tensor x, int[] count) {
        return Pooling.adaptiveMaxPool2d(x, count);
    }
}
