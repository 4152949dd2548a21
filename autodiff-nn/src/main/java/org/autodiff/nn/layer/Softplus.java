package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.functional.ParametricActivation;

/**
 * A smooth rectified linear unit, element by element: {@code y = ln(1 + e^(beta x)) / beta}, and x itself where {@code
 * beta x > threshold}. It has no state.
 */
public final class Softplus extends Layer {
    private final double beta;
    private final double threshold;

    /** With PyTorch's defaults: beta 1, threshold 20. */
    public Softplus() {
        this(1, 20);
    }

    /**
     * With parameters of one's own.
     *
     * @param beta how sharp the bend is; not 0
     * @param threshold above which x is taken as it is
     * @throws org.autodiff.error.ArgumentException if one is out of its range
     */
    public Softplus(double beta, double threshold) {
        this.beta = nonZero(beta);
        this.threshold = Checks.finite("Softplus", "threshold", threshold);
    }

    @Override
    Tensor compute(Tensor x) {
        return ParametricActivation.softplus(x, beta, threshold);
    }

    @Override
    protected String extraRepr() {
        return "beta=" + beta + ", threshold=" + threshold;
    }

    private static double nonZero(double beta) {
        if (Checks.finite("Softplus", "beta", beta) == 0) {
            throw new ArgumentException("Softplus: beta must not be 0; x is divided by it");
        }
        return beta;
    }
}
