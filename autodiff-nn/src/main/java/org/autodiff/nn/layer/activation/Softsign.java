package org.autodiff.nn.layer.activation;

import org.autodiff.Tensor;

/** Softsign, element by element: {@code y = x / (1 + |x|)}; between -1 and 1. */
public final class Softsign extends Activation {
    /** The function as a layer. */
    public Softsign() {
        super(Tensor::softsign);
    }
}
