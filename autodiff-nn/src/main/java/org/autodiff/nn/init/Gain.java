package org.autodiff.nn.init;

import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;

/**
 * By how much initial weights are scaled for the activation behind a layer: PyTorch's {@code calculate_gain}.
 *
 * <p>For ReLU and its leaky form the numbers follow from the share of the variance that passes (He et al. 2015); those of
 * tanh and SELU are PyTorch's choices.
 */
public final class Gain {
    /** Without activation, and of the sigmoid. */
    public static final double LINEAR = 1;

    /** ReLU: the square root of 2. */
    public static final double RELU = Math.sqrt(2);

    /** tanh: 5/3. */
    public static final double TANH = 5.0 / 3;

    /** SELU: 3/4. */
    public static final double SELU = 0.75;

    private Gain() {}

    /**
     * The gain of a leaky ReLU: sqrt(2 / (1 + a^2)).
     *
     * @param slope the slope a below zero
     * @throws ArgumentException if it is not finite
     */
    public static double leakyRelu(double slope) {
        return Math.sqrt(2 / (1 + Require.finite(slope, "Gain.leakyRelu", "the slope") * slope));
    }
}
