package org.autodiff.nn.layer.activation;

import org.autodiff.Tensor;

/** Rectified linear unit bounded by 6, element by element: {@code y = min(max(x, 0), 6)}. */
public final class ReLU6 extends Activation {
    /** The function as a layer. */
    public ReLU6() {
        super(Tensor::relu6);
    }
}
