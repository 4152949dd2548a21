package org.autodiff.nn.layer.activation;

import org.autodiff.Tensor;

/**
 * Gaussian error linear unit (Hendrycks and Gimpel 2016), element by element: {@code y = x Phi(x)}, where Phi is the
 * distribution function of the standard normal distribution.
 */
public final class GELU extends Activation {
    private final boolean tanh;

    /** A layer of the exact form, by the error function. */
    public GELU() {
        this(false);
    }

    /**
     * A layer of the exact form, or with Phi approximated by the hyperbolic tangent (PyTorch's {@code
     * approximate="tanh"}).
     */
    public GELU(boolean tanh) {
        super(tanh ? Tensor::geluTanh : Tensor::gelu);
        this.tanh = tanh;
    }

    @Override
    protected String extraRepr() {
        return tanh ? "tanh" : "";
    }
}
