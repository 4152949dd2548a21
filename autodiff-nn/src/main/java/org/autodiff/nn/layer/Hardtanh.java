package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.functional.ParametricActivation;

/**
 * The hyperbolic tangent made of three lines, element by element: {@code y = min(max(x, min), max)}. It has no state.
 */
public final class Hardtanh extends Layer {
    private final double min;
    private final double max;

    /** With PyTorch's defaults: min -1, max 1. */
    public Hardtanh() {
        this(-1, 1);
    }

    /**
     * With parameters of one's own.
     *
     * @param min the least value
     * @param max the greatest value, not below {@code min}
     * @throws org.autodiff.error.ArgumentException if one is out of its range
     */
    public Hardtanh(double min, double max) {
        this.min = min;
        this.max = above(min, max);
    }

    @Override
    Tensor compute(Tensor x) {
        return ParametricActivation.hardtanh(x, min, max);
    }

    @Override
    protected String extraRepr() {
        return "min=" + min + ", max=" + max;
    }

    private static double above(double min, double max) {
        if (!(min <= max)) {
            throw new ArgumentException(
                    "Hardtanh: min is " + min + ", max " + max + "; the one may not be above the other");
        }
        return max;
    }
}
