package org.autodiff.nn.layer.activation;

import org.autodiff.Tensor;

/**
 * Sigmoid linear unit, also called swish (Elfwing et al. 2017, Ramachandran et al. 2017), element by element: {@code y
 * = x sigmoid(x)}.
 */
public final class SiLU extends Activation {
    /** The function as a layer. */
    public SiLU() {
        super(Tensor::silu);
    }
}
