package org.autodiff.nn.layer.activation;

import org.autodiff.Tensor;

/** Mish (Misra 2019), element by element: {@code y = x tanh(ln(1 + e^x))}. */
public final class Mish extends Activation {
    /** The function as a layer. */
    public Mish() {
        super(Tensor::mish);
    }
}
