package org.autodiff.nn.layer.activation;

import org.autodiff.Tensor;

/**
 * Piecewise linear approximation of the logistic function, element by element: {@code y = min(max(x + 3, 0), 6) / 6}.
 */
public final class Hardsigmoid extends Activation {
    /** The function as a layer. */
    public Hardsigmoid() {
        super(Tensor::hardsigmoid);
    }
}
