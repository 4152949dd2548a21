package org.autodiff.nn.layer.activation;

import org.autodiff.error.ArgumentException;
import org.autodiff.functional.ParametricActivation;

/** Piecewise linear approximation of the hyperbolic tangent, element by element: {@code y = min(max(x, min), max)}. */
public final class Hardtanh extends Activation {
    /** A layer with PyTorch's defaults, min -1 and max 1. */
    public Hardtanh() {
        this(-1, 1);
    }

    /** A layer with the given bounds; {@code min} is not above {@code max}. */
    public Hardtanh(double min, double max) {
        super(x -> ParametricActivation.hardtanh(x, min, max), setting("min", min), setting("max", max));
        if (!(min <= max)) {
            throw new ArgumentException(
                    owner() + ": min is " + min + ", max " + max + "; the one may not be above the other");
        }
    }
}
