package org.autodiff.nn.layer.activation;

import org.autodiff.error.ArgumentException;

/** Soft shrinkage, element by element: {@code y = sign(x) max(|x| - lambda, 0)}. */
public final class Softshrink extends Activation {
    /** A layer with PyTorch's default, lambda 0.5. */
    public Softshrink() {
        this(0.5);
    }

    /**
     * A layer with the given threshold.
     *
     * @param lambda the distance that x is moved towards zero; 0 or more
     * @throws ArgumentException if it is negative or not finite
     */
    public Softshrink(double lambda) {
        super(x -> x.softshrink(lambda), notNegative("lambda", lambda));
    }
}
