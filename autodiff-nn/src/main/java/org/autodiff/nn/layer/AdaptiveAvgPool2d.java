package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.functional.Pooling;

/** The mean of each of so many windows, which cover evenly the last two axes, x [N, C, H, W]. It has no state. */
public final class AdaptiveAvgPool2d extends AdaptivePoolLayer {
    /**
     * So many windows.
     *
     * @param count their number: one for each axis, or one for all
     * @throws ArgumentException if one is below 1
     */
    public AdaptiveAvgPool2d(int... count) {
        super("AdaptiveAvgPool2d", 2, count);
    }

    @Override
    Tensor pooled(Tensor x, int[] count) {
        return Pooling.adaptiveAvgPool2d(x, count);
    }
}
