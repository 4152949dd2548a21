package org.autodiff.nn.layer.normalization;

import org.autodiff.Tensor;
import org.autodiff.error.Require;
import org.autodiff.functional.Normalization;
import org.autodiff.nn.layer.Layer;

/**
 * Local response normalization (Krizhevsky et al. 2012): each value divided by a power of the mean square of the
 * {@code size} channels around its own; x is [N, C, ...].
 */
public final class LocalResponseNorm extends Layer {
    private final int size;
    private final double alpha;
    private final double beta;
    private final double k;

    /** A layer with PyTorch's defaults: alpha 1e-4, beta 0.75, k 1. */
    public LocalResponseNorm(int size) {
        this(size, 1e-4, 0.75, 1);
    }

    /**
     * A layer with the given numbers.
     *
     * @param size the number of channels
     * @param alpha the factor of the mean square
     * @param beta the exponent
     * @param k the number that is added to the product of alpha and the mean square
     * @throws org.autodiff.error.ArgumentException if the size is below 1
     */
    public LocalResponseNorm(int size, double alpha, double beta, double k) {
        this.size = Require.positive(size, owner(), "size");
        this.alpha = alpha;
        this.beta = beta;
        this.k = k;
    }

    @Override
    protected Tensor compute(Tensor x) {
        return Normalization.localResponseNorm(x, size, alpha, beta, k);
    }

    @Override
    protected String extraRepr() {
        return "size=" + size + ", alpha=" + alpha + ", beta=" + beta + ", k=" + k;
    }
}
