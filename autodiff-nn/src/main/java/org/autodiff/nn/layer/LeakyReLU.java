package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.functional.ParametricActivation;

/**
 * Rectified linear unit with a small slope below zero (Maas et al. 2013), element by element: {@code y = x > 0 ? x :
 * slope x}. It has no state.
 */
public final class LeakyReLU extends Layer {
    private final double slope;

    /** With PyTorch's defaults: slope 0.01. */
    public LeakyReLU() {
        this(0.01);
    }

    /**
     * With parameters of one's own.
     *
     * @param slope the slope below zero
     * @throws org.autodiff.error.ArgumentException if one is out of its range
     */
    public LeakyReLU(double slope) {
        this.slope = Checks.finite("LeakyReLU", "slope", slope);
    }

    @Override
    Tensor compute(Tensor x) {
        return ParametricActivation.leakyRelu(x, slope);
    }

    @Override
    protected String extraRepr() {
        return "slope=" + slope;
    }
}
