package org.autodiff.nn.layer;

import org.autodiff.Tensor;

/**
 * Logistic function, element by element: {@code y = 1 / (1 + e^-x)}; between 0 and 1. It has no state.
 */
public final class Sigmoid extends Layer {
    @Override
    Tensor compute(Tensor x) {
        return x.sigmoid();
    }
}
