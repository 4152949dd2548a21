package org.autodiff.nn.layer.activation;

import org.autodiff.Tensor;

/** Logarithm of the logistic function, element by element, computed stably: {@code y = -ln(1 + e^-x)}. */
public final class LogSigmoid extends Activation {
    /** The function as a layer. */
    public LogSigmoid() {
        super(Tensor::logSigmoid);
    }
}
