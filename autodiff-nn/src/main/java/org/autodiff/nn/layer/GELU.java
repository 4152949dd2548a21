package org.autodiff.nn.layer;

import org.autodiff.Tensor;

/**
 * Gaussian error linear unit (Hendrycks and Gimpel 2016), element by element: {@code y = x Phi(x)}, where Phi is the
 * distribution function of the normal distribution. It has no state.
 */
public final class GELU extends Layer {
    private final boolean tanh;

    /** The exact form, by the error function. */
    public GELU() {
        this(false);
    }

    /**
     * One of both forms.
     *
     * @param tanh whether Phi is approximated by the hyperbolic tangent (PyTorch's {@code approximate="tanh"})
     */
    public GELU(boolean tanh) {
        this.tanh = tanh;
    }

    @Override
    Tensor compute(Tensor x) {
        return tanh ? x.geluTanh() : x.gelu();
    }

    @Override
    protected String extraRepr() {
        return tanh ? "tanh" : "";
    }
}
