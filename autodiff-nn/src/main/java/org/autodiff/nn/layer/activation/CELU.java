package org.autodiff.nn.layer.activation;

import org.autodiff.functional.ParametricActivation;

/**
 * Continuously differentiable exponential linear unit (Barron 2017), element by element: {@code y = x > 0 ? x : alpha
 * (e^(x / alpha) - 1)}.
 */
public final class CELU extends Activation {
    /** A layer with PyTorch's default, alpha 1. */
    public CELU() {
        this(1);
    }

    /** A layer with the given alpha, minus the limit for large negative x; finite and not 0. */
    public CELU(double alpha) {
        super(x -> ParametricActivation.celu(x, alpha), notZero("alpha", alpha));
    }
}
