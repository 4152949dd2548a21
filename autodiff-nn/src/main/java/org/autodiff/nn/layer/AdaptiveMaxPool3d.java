package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.functional.Pooling;

/** The greatest element of each of so many windows, which cover evenly the last three axes, x [N, C, D, H, W]. It has no state. */
public final class AdaptiveMaxPool3d extends AdaptivePoolLayer {
    /**
     * So many windows.
     *
     * @param count their number: one for each axis, or one for all
     * @throws ArgumentException if one is below 1
     */
    public AdaptiveMaxPool3d(int... count) {
        super("AdaptiveMaxPool3d", 3, count);
    }

    @Override
    Tensor pooled(Tensor x, int[] count) {
        return Pooling.adaptiveMaxPool3d(x, count);
    }
}
