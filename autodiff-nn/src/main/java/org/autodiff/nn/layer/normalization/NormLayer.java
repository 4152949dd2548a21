package org.autodiff.nn.layer.normalization;

import org.autodiff.Tensor;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;
import org.autodiff.nn.layer.Layer;

/** A normalization with a learned weight and bias, 1 and 0 at the start, or without them. */
abstract class NormLayer extends Layer {
    private final double eps;
    private final Tensor weight;
    private final Tensor bias;

    /** A layer for so many channels. */
    NormLayer(NormOptions options, int channels) {
        this.eps = options.eps();
        Require.positive(channels, owner(), "the number of channels");
        this.weight = options.affine() ? parameter("weight", Tensor.ones(options.dtype(), channels)) : null;
        this.bias = options.affine() ? parameter("bias", Tensor.zeros(options.dtype(), channels)) : null;
    }

    /** A layer for axes of the given sizes. */
    NormLayer(NormOptions options, int[] sizes) {
        this.eps = options.eps();
        Require.positive(sizes, owner(), "the sizes");
        this.weight = options.affine() ? parameter("weight", Tensor.ones(options.dtype(), sizes)) : null;
        this.bias = options.affine() ? parameter("bias", Tensor.zeros(options.dtype(), sizes)) : null;
    }

    /**
     * A layer with given values.
     *
     * @param bias of the weight's shape, or null for none
     * @param most the greatest rank of the weight
     * @param layout the shape of both, for the error
     */
    NormLayer(Tensor weight, Tensor bias, double eps, int most, String layout) {
        if (weight == null
                || weight.rank() == 0
                || weight.rank() > most
                || bias != null && !bias.shape().equals(weight.shape())) {
            throw new ShapeException(owner() + ".of: weight " + (weight == null ? "null" : weight.shape())
                    + " and bias " + (bias == null ? "none" : bias.shape()) + " must both be " + layout);
        }
        this.eps = Require.notNegative(eps, owner(), "eps");
        this.weight = parameter("weight", weight);
        this.bias = bias == null ? null : parameter("bias", bias);
    }

    /** The number that is added to the variance. */
    final double eps() {
        return eps;
    }

    /** Throws unless the input has the element type of the weight, if there is one. */
    final void requireType(Tensor x) {
        if (weight != null) {
            requireType(x, weight);
        }
    }

    /** The leaf [C], of {@link LayerNorm} that of the normalized axes; null for a layer without weight and bias. */
    public final Tensor weight() {
        return weight;
    }

    /** The leaf of the weight's shape; null for a layer without bias. */
    public final Tensor bias() {
        return bias;
    }

    /** What is printed behind a layer's sizes. */
    @Override
    protected String extraRepr() {
        return ", eps=" + eps
                + (weight == null ? ", affine=false" : "")
                + (weight != null && bias == null ? ", bias=false" : "");
    }
}
