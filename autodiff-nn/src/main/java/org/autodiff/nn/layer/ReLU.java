package org.autodiff.nn.layer;

import org.autodiff.Tensor;

/**
 * Rectified linear unit (Nair and Hinton 2010), element by element: {@code y = max(x, 0)}; its gradient at 0 is 0, as in
 * PyTorch. It has no state.
 */
public final class ReLU extends Layer {
    @Override
    Tensor compute(Tensor x) {
        return x.relu();
    }
}
