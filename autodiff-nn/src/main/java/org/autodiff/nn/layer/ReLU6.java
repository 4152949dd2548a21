package org.autodiff.nn.layer;

import org.autodiff.Tensor;

/**
 * Rectified linear unit that ends at 6, element by element: {@code y = min(max(x, 0), 6)}. It has no state.
 */
public final class ReLU6 extends Layer {
    @Override
    Tensor compute(Tensor x) {
        return x.relu6();
    }
}
