package org.autodiff.nn.layer;

import org.autodiff.Tensor;

/**
 * Sigmoid linear unit, also called swish (Elfwing et al. 2017, Ramachandran et al. 2017), element by element: {@code y =
 * x sigmoid(x)}. It has no state.
 */
public final class SiLU extends Layer {
    @Override
    Tensor compute(Tensor x) {
        return x.silu();
    }
}
