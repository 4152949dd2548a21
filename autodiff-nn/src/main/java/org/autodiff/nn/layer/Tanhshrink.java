package org.autodiff.nn.layer;

import org.autodiff.Tensor;

/**
 * What the hyperbolic tangent leaves, element by element: {@code y = x - tanh(x)}. It has no state.
 */
public final class Tanhshrink extends Layer {
    @Override
    Tensor compute(Tensor x) {
        return x.tanhshrink();
    }
}
