package org.autodiff.nn.layer.activation;

import org.autodiff.Tensor;

/** Logistic function, element by element: {@code y = 1 / (1 + e^-x)}; between 0 and 1. */
public final class Sigmoid extends Activation {
    /** The function as a layer. */
    public Sigmoid() {
        super(Tensor::sigmoid);
    }
}
