package org.autodiff.nn.layer;

import org.autodiff.Tensor;

/**
 * Scaled exponential linear unit (Klambauer et al. 2017), element by element: {@code y = s (x > 0 ? x : a (e^x - 1))}
 * with s = 1.0507009873554805 and a = 1.6732632423543772. It has no state.
 */
public final class SELU extends Layer {
    @Override
    Tensor compute(Tensor x) {
        return x.selu();
    }
}
