package org.autodiff.nn.layer.activation;

import org.autodiff.Tensor;

/** Hyperbolic tangent, element by element: {@code y = (e^x - e^-x) / (e^x + e^-x)}; between -1 and 1. */
public final class Tanh extends Activation {
    /** The function as a layer. */
    public Tanh() {
        super(Tensor::tanh);
    }
}
