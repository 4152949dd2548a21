package org.autodiff.nn.layer.activation;

import org.autodiff.functional.ParametricActivation;

/** Exponential linear unit (Clevert et al. 2015), element by element: {@code y = x > 0 ? x : alpha (e^x - 1)}. */
public final class ELU extends Activation {
    /** A layer with PyTorch's default, alpha 1. */
    public ELU() {
        this(1);
    }

    /** A layer with the given alpha, minus the limit for large negative x; finite. */
    public ELU(double alpha) {
        super(x -> ParametricActivation.elu(x, alpha), finite("alpha", alpha));
    }
}
