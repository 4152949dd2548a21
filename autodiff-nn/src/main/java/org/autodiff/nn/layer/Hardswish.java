package org.autodiff.nn.layer;

import org.autodiff.Tensor;

/**
 * Swish with {@link Hardsigmoid} (Howard et al. 2019), element by element: {@code y = x min(max(x + 3, 0), 6) / 6}. It
 * has no state.
 */
public final class Hardswish extends Layer {
    @Override
    Tensor compute(Tensor x) {
        return x.hardswish();
    }
}
