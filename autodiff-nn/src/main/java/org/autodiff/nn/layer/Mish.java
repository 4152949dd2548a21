package org.autodiff.nn.layer;

import org.autodiff.Tensor;

/**
 * Mish (Misra 2019), element by element: {@code y = x tanh(ln(1 + e^x))}. It has no state.
 */
public final class Mish extends Layer {
    @Override
    Tensor compute(Tensor x) {
        return x.mish();
    }
}
