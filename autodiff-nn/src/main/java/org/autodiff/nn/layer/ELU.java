package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.functional.ParametricActivation;

/**
 * Exponential linear unit (Clevert et al. 2015), element by element: {@code y = x > 0 ? x : alpha (e^x - 1)}. It has no
 * state.
 */
public final class ELU extends Layer {
    private final double alpha;

    /** With PyTorch's defaults: alpha 1. */
    public ELU() {
        this(1);
    }

    /**
     * With parameters of one's own.
     *
     * @param alpha what it goes to far below zero, with the other sign
     * @throws org.autodiff.error.ArgumentException if one is out of its range
     */
    public ELU(double alpha) {
        this.alpha = Checks.finite("ELU", "alpha", alpha);
    }

    @Override
    Tensor compute(Tensor x) {
        return ParametricActivation.elu(x, alpha);
    }

    @Override
    protected String extraRepr() {
        return "alpha=" + alpha;
    }
}
