package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.functional.ParametricActivation;

/**
 * Rectified linear unit with a learned slope below zero (He et al. 2015), element by element: {@code y = x > 0 ? x : w x}.
 *
 * <p>Its parameter {@code weight} has one number, or one for each channel, which is axis 1; 0.25 at the start.
 */
public final class PReLU extends Layer {
    private final Tensor weight;

    /** One slope, in FLOAT32. */
    public PReLU() {
        this(1);
    }

    /**
     * Slopes in FLOAT32.
     *
     * @param parameters 1, or the number of channels
     * @throws org.autodiff.error.ArgumentException if it is below 1
     */
    public PReLU(int parameters) {
        this(parameters, 0.25, DType.FLOAT32);
    }

    /**
     * Slopes of a chosen element type.
     *
     * @param parameters 1, or the number of channels
     * @param init where each slope starts
     * @throws org.autodiff.error.ArgumentException if {@code parameters} is below 1 or {@code init} not finite
     */
    public PReLU(int parameters, double init, DType dtype) {
        Checks.positive("PReLU", "the number of parameters", parameters);
        weight = parameter(
                "weight",
                Tensor.full(Checks.floating("PReLU", dtype), Checks.finite("PReLU", "init", init), parameters));
    }

    @Override
    Tensor compute(Tensor x) {
        requireType(x, weight);
        if (weight.size() > 1 && (x.rank() < 2 || x.shape().dim(1) != weight.size())) {
            throw misfit("[N, " + weight.size() + ", ...]", x, "use one slope for all, or one for each channel");
        }
        return ParametricActivation.prelu(x, weight);
    }

    /** The slopes, [1] or [channels]. */
    public Tensor weight() {
        return weight;
    }

    @Override
    protected String extraRepr() {
        return "parameters=" + weight.size();
    }
}
