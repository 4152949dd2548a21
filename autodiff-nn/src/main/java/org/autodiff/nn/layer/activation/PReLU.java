package org.autodiff.nn.layer.activation;

import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.nn.Parameter;
import org.autodiff.nn.layer.Layer;

/**
 * Rectified linear unit with a learned slope below zero (He et al. 2015), element by element: {@code y = x > 0 ? x : w x}.
 *
 * <p>Its parameter {@code weight} has one number, or one for each channel, which is axis 1; 0.25 at the start.
 */
public final class PReLU extends Layer {
    private final Tensor weight;

    /** A layer with one slope, in FLOAT32. */
    public PReLU() {
        this(1);
    }

    /**
     * A layer with the given number of slopes, in FLOAT32.
     *
     * @param parameters 1, or the number of channels
     * @throws ArgumentException if it is below 1
     */
    public PReLU(int parameters) {
        this(parameters, 0.25, DType.FLOAT32);
    }

    /**
     * A layer with slopes of the given initial value and element type.
     *
     * @param parameters 1, or the number of channels
     * @param init the initial value of each slope
     * @throws ArgumentException if {@code parameters} is below 1 or {@code init} not finite
     */
    public PReLU(int parameters, double init, DType dtype) {
        Require.positive(parameters, owner(), "the number of parameters");
        Require.finite(init, owner(), "init");
        weight = parameter("weight", Tensor.full(Parameter.floating(dtype, owner()), init, parameters));
    }

    @Override
    protected Tensor compute(Tensor x) {
        requireType(x, weight);
        if (weight.size() > 1 && (x.rank() < 2 || x.shape().dim(1) != weight.size())) {
            throw misfit("[N, " + weight.size() + ", ...]", x, "use one slope for all, or one for each channel");
        }
        return x.prelu(weight);
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
