package org.autodiff.nn.layer.activation;

import org.autodiff.functional.ParametricActivation;

/**
 * Rectified linear unit with a small slope below zero (Maas et al. 2013), element by element: {@code y = x > 0 ? x :
 * slope x}.
 */
public final class LeakyReLU extends Activation {
    /** A layer with PyTorch's default, slope 0.01. */
    public LeakyReLU() {
        this(0.01);
    }

    /** A layer with the given slope below zero; finite. */
    public LeakyReLU(double slope) {
        super(x -> ParametricActivation.leakyRelu(x, slope), finite("slope", slope));
    }
}
