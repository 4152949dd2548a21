package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.functional.ParametricActivation;

/**
 * Zero where x is near it, element by element: {@code y = |x| > lambda ? x : 0}. It has no state.
 */
public final class Hardshrink extends Layer {
    private final double lambda;

    /** With PyTorch's defaults: lambda 0.5. */
    public Hardshrink() {
        this(0.5);
    }

    /**
     * With parameters of one's own.
     *
     * @param lambda how near
     * @throws org.autodiff.error.ArgumentException if one is out of its range
     */
    public Hardshrink(double lambda) {
        this.lambda = Checks.finite("Hardshrink", "lambda", lambda);
    }

    @Override
    Tensor compute(Tensor x) {
        return ParametricActivation.hardshrink(x, lambda);
    }

    @Override
    protected String extraRepr() {
        return "lambda=" + lambda;
    }
}
