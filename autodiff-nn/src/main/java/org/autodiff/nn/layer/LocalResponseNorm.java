package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.functional.Normalization;

/**
 * Local response normalization (Krizhevsky et al. 2012): each value over a power of the mean square of the {@code size}
 * channels around its own; x is [N, C, ...]. It has no state.
 */
public final class LocalResponseNorm extends Layer {
    private final int size;
    private final double alpha;
    private final double beta;
    private final double k;

    /** With PyTorch's defaults: alpha 1e-4, beta 0.75, k 1. */
    public LocalResponseNorm(int size) {
        this(size, 1e-4, 0.75, 1);
    }

    /**
     * With parameters of one's own.
     *
     * @param size the number of channels
     * @param alpha the factor of the mean square
     * @param beta the exponent
     * @param k what is added to it
     * @throws org.autodiff.error.ArgumentException if one is out of its range
     */
    public LocalResponseNorm(int size, double alpha, double beta, double k) {
        this.size = Checks.positive("LocalResponseNorm", "size", size);
        this.alpha = alpha;
        this.beta = beta;
        this.k = k;
    }

    @Override
    Tensor compute(Tensor x) {
        return Normalization.localResponseNorm(x, size, alpha, beta, k);
    }

    @Override
    protected String extraRepr() {
        return "size=" + size + ", alpha=" + alpha + ", beta=" + beta + ", k=" + k;
    }
}
