package org.autodiff.nn.layer.activation;

import org.autodiff.Tensor;

/**
 * Rectified linear unit (Nair and Hinton 2010), element by element: {@code y = max(x, 0)}; its gradient at 0 is 0, as
 * in PyTorch.
 */
public final class ReLU extends Activation {
    /** The function as a layer. */
    public ReLU() {
        super(Tensor::relu);
    }
}
