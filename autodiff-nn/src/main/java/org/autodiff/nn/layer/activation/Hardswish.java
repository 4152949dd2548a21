package org.autodiff.nn.layer.activation;

import org.autodiff.Tensor;

/**
 * Piecewise approximation of {@link SiLU} by {@link Hardsigmoid} (Howard et al. 2019), element by element: {@code y = x
 * min(max(x + 3, 0), 6) / 6}.
 */
public final class Hardswish extends Activation {
    /** The function as a layer. */
    public Hardswish() {
        super(Tensor::hardswish);
    }
}
