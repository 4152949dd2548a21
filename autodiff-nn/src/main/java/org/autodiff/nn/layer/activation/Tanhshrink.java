package org.autodiff.nn.layer.activation;

import org.autodiff.Tensor;

/** Difference of x and its hyperbolic tangent, element by element: {@code y = x - tanh(x)}. */
public final class Tanhshrink extends Activation {
    /** The function as a layer. */
    public Tanhshrink() {
        super(Tensor::tanhshrink);
    }
}
