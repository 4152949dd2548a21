package org.autodiff.nn.layer.normalization;

import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.Require;
import org.autodiff.functional.Normalization;
import org.autodiff.nn.Parameter;
import org.autodiff.nn.layer.Layer;

/**
 * Root-mean-square normalization (Zhang and Sennrich 2019) over the last axis: {@code y = x / sqrt(mean(x^2) + eps) *
 * weight}. Its parameter {@code weight} has the size of that axis, 1 at the start.
 */
public final class RMSNorm extends Layer {
    private final double eps;
    private final Tensor weight;

    /** A layer for a last axis of the given size, in FLOAT32, with PyTorch's eps, the spacing of floats at 1. */
    public RMSNorm(int size) {
        this(size, Math.ulp(1f), DType.FLOAT32);
    }

    /** A layer with the given eps, not negative, which is added to the mean square, and floating element type. */
    public RMSNorm(int size, double eps, DType dtype) {
        Require.positive(size, owner(), "the size");
        this.eps = Require.notNegative(eps, owner(), "eps");
        this.weight = parameter("weight", Tensor.ones(Parameter.floating(dtype, owner()), size));
    }

    @Override
    protected Tensor compute(Tensor x) {
        if (x.rank() == 0 || x.shape().dim(-1) != weight.size()) {
            throw misfit("[*, " + weight.size() + "]", x, "build the layer for the size of the input's last axis");
        }
        requireType(x, weight);
        return Normalization.rmsNorm(x, weight, eps);
    }

    /** The leaf of the size of the last axis. */
    public Tensor weight() {
        return weight;
    }

    @Override
    protected String extraRepr() {
        return weight.size() + ", eps=" + eps;
    }
}
