package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.functional.ParametricActivation;

/**
 * Continuously differentiable exponential linear unit (Barron 2017), element by element: {@code y = x > 0 ? x : alpha
 * (e^(x / alpha) - 1)}. It has no state.
 */
public final class CELU extends Layer {
    private final double alpha;

    /** With PyTorch's defaults: alpha 1. */
    public CELU() {
        this(1);
    }

    /**
     * With parameters of one's own.
     *
     * @param alpha what it goes to far below zero, with the other sign; not 0
     * @throws org.autodiff.error.ArgumentException if one is out of its range
     */
    public CELU(double alpha) {
        this.alpha = nonZero(alpha);
    }

    @Override
    Tensor compute(Tensor x) {
        return ParametricActivation.celu(x, alpha);
    }

    @Override
    protected String extraRepr() {
        return "alpha=" + alpha;
    }

    private static double nonZero(double alpha) {
        if (Checks.finite("CELU", "alpha", alpha) == 0) {
            throw new ArgumentException("CELU: alpha must not be 0; x is divided by it");
        }
        return alpha;
    }
}
