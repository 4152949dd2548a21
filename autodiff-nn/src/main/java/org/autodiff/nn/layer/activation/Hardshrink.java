package org.autodiff.nn.layer.activation;

import org.autodiff.functional.ParametricActivation;

/** Hard shrinkage, element by element: {@code y = |x| > lambda ? x : 0}. */
public final class Hardshrink extends Activation {
    /** A layer with PyTorch's default, lambda 0.5. */
    public Hardshrink() {
        this(0.5);
    }

    /** A layer with the given lambda, the largest absolute value that becomes 0; finite. */
    public Hardshrink(double lambda) {
        super(x -> ParametricActivation.hardshrink(x, lambda), finite("lambda", lambda));
    }
}
