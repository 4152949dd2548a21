package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.functional.Pooling;

/** The greatest element of each of so many windows, which cover evenly the last axis, x [N, C, L]. It has no state. */
public final class AdaptiveMaxPool1d extends AdaptivePoolLayer {
    /**
     * So many windows.
     *
     * @param count their number
     * @throws ArgumentException if one is below 1
     */
    public AdaptiveMaxPool1d(int count) {
        super("AdaptiveMaxPool1d", 1, new int[] {count});
    }

    @Override
    Tensor pooled(Tensor x, int[] count) {
        return Pooling.adaptiveMaxPool1d(x, count[0]);
    }
}
