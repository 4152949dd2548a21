package org.autodiff.nn.layer.activation;

import org.autodiff.Tensor;

/**
 * Scaled exponential linear unit (Klambauer et al. 2017), element by element: {@code y = s (x > 0 ? x : a (e^x - 1))}
 * with s = 1.0507009873554805 and a = 1.6732632423543772.
 */
public final class SELU extends Activation {
    /** The function as a layer. */
    public SELU() {
        super(Tensor::selu);
    }
}
