package org.autodiff.nn.layer;

import org.autodiff.Tensor;

/**
 * Softsign, element by element: {@code y = x / (1 + |x|)}; between -1 and 1. It has no state.
 */
public final class Softsign extends Layer {
    @Override
    Tensor compute(Tensor x) {
        return x.softsign();
    }
}
