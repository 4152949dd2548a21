package org.autodiff.nn.layer.activation;

import org.autodiff.error.ArgumentException;

/** Exponential linear unit (Clevert et al. 2015), element by element: {@code y = x > 0 ? x : alpha (e^x - 1)}. */
public final class ELU extends Activation {
    /** A layer with PyTorch's default, alpha 1. */
    public ELU() {
        this(1);
    }

    /**
     * A layer with the given alpha.
     *
     * @param alpha minus the limit for large negative x
     * @throws ArgumentException if it is not finite
     */
    public ELU(double alpha) {
        super(x -> x.elu(alpha), finite("alpha", alpha));
    }
}
