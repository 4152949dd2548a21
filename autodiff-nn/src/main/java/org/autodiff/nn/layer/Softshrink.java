package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.functional.ParametricActivation;

/**
 * x brought nearer to zero, element by element: {@code y = sign(x) max(|x| - lambda, 0)}. It has no state.
 */
public final class Softshrink extends Layer {
    private final double lambda;

    /** With PyTorch's defaults: lambda 0.5. */
    public Softshrink() {
        this(0.5);
    }

    /**
     * With parameters of one's own.
     *
     * @param lambda by how much; 0 or more
     * @throws org.autodiff.error.ArgumentException if one is out of its range
     */
    public Softshrink(double lambda) {
        this.lambda = Checks.notNegative("Softshrink", "lambda", lambda);
    }

    @Override
    Tensor compute(Tensor x) {
        return ParametricActivation.softshrink(x, lambda);
    }

    @Override
    protected String extraRepr() {
        return "lambda=" + lambda;
    }
}
