package org.autodiff.nn.layer;

import org.autodiff.Tensor;

/**
 * Logarithm of the logistic function, element by element, computed stably: {@code y = -ln(1 + e^-x)}. It has no state.
 */
public final class LogSigmoid extends Layer {
    @Override
    Tensor compute(Tensor x) {
        return x.logSigmoid();
    }
}
