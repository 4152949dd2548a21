package org.autodiff.nn.layer.activation;

import org.autodiff.functional.ParametricActivation;

/** Soft shrinkage, element by element: {@code y = sign(x) max(|x| - lambda, 0)}. */
public final class Softshrink extends Activation {
    /** A layer with PyTorch's default, lambda 0.5. */
    public Softshrink() {
        this(0.5);
    }

    /** A layer with the given lambda, the distance that x is moved towards zero; finite and not negative. */
    public Softshrink(double lambda) {
        super(x -> ParametricActivation.softshrink(x, lambda), notNegative("lambda", lambda));
    }
}
