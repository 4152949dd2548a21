package org.autodiff.nn.layer.activation;

import org.autodiff.functional.ParametricActivation;

/**
 * Smooth approximation of {@link ReLU}, element by element: {@code y = ln(1 + e^(beta x)) / beta}, and x itself where
 * {@code beta x > threshold}.
 */
public final class Softplus extends Activation {
    /** A layer with PyTorch's defaults, beta 1 and threshold 20. */
    public Softplus() {
        this(1, 20);
    }

    /**
     * A layer with the given sharpness beta, not 0, and the threshold of {@code beta x} above which y is x; both
     * finite.
     */
    public Softplus(double beta, double threshold) {
        super(
                x -> ParametricActivation.softplus(x, beta, threshold),
                notZero("beta", beta),
                finite("threshold", threshold));
    }
}
