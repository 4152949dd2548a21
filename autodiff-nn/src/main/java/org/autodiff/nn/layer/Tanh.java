package org.autodiff.nn.layer;

import org.autodiff.Tensor;

/**
 * Hyperbolic tangent, element by element: {@code y = (e^x - e^-x) / (e^x + e^-x)}; between -1 and 1. It has no state.
 */
public final class Tanh extends Layer {
    @Override
    Tensor compute(Tensor x) {
        return x.tanh();
    }
}
