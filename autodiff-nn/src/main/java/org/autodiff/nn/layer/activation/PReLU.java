package org.autodiff.nn.layer.activation;

import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.Require;
import org.autodiff.functional.ParametricActivation;
import org.autodiff.nn.Parameter;
import org.autodiff.nn.layer.Layer;

/**
 * Rectified linear unit with a learned slope below zero (He et al. 2015), element by element: {@code y = x > 0 ? x : w
 * x}.
 *
 * <p>Its parameter {@code weight} has one number, or one for each channel, which is axis 1; 0.25 at the start.
 */
public final class PReLU extends Layer {
    private final Tensor weight;

    /** A layer with one slope, in FLOAT32. */
    public PReLU() {
        this(1);
    }

    /** A layer with one slope, or one for each channel, in FLOAT32. */
    public PReLU(int parameters) {
        this(parameters, 0.25, DType.FLOAT32);
    }

    /**
     * A layer with one slope, or one for each channel, of the given element type; {@code init}, finite, is the initial
     * value of each.
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
