package org.autodiff.nn.layer;

import java.util.Arrays;
import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.ShapeException;
import org.autodiff.functional.Normalization;

/**
 * Layer normalization (Ba et al. 2016) over the last axes: {@code y = (x - mean) / sqrt(var + eps) * weight + bias}.
 *
 * <p>Parameters as in PyTorch's {@code nn.LayerNorm}: {@code weight} and {@code bias} of the sizes of those axes, 1 and 0 at
 * the start.
 */
public final class LayerNorm extends Layer {
    private final int[] sizes;
    private final double eps;
    private final Tensor weight;
    private final Tensor bias;

    /**
     * Over the last axes, with weight and bias, in FLOAT32.
     *
     * @param sizes of those axes
     * @throws ArgumentException if there are none, or one is below 1
     */
    public LayerNorm(int... sizes) {
        this(sizes, NormOptions.DEFAULT);
    }

    /**
     * Over the last axis, with the given options.
     *
     * @throws ArgumentException if the size is below 1
     */
    public LayerNorm(int size, NormOptions options) {
        this(new int[] {size}, options);
    }

    /**
     * Over the last axes, with the given options.
     *
     * @throws ArgumentException if there are none, or one is below 1
     */
    public LayerNorm(int[] sizes, NormOptions options) {
        this.sizes = Checks.positive("LayerNorm", "the sizes", sizes);
        this.eps = Checks.options("LayerNorm", options, "NormOptions.DEFAULT").eps();
        this.weight = options.affine() ? parameter("weight", Tensor.ones(options.dtype(), sizes)) : null;
        this.bias = options.affine() ? parameter("bias", Tensor.zeros(options.dtype(), sizes)) : null;
    }

    private LayerNorm(Tensor weight, Tensor bias, double eps) {
        this.sizes = weight.shape().toArray();
        this.eps = Checks.notNegative("LayerNorm", "eps", eps);
        this.weight = parameter("weight", weight);
        this.bias = bias == null ? null : parameter("bias", bias);
    }

    /**
     * A layer with given values.
     *
     * @param weight of the sizes of the last axes
     * @param bias of the same, or null for none
     * @throws ShapeException if the shapes differ
     */
    public static LayerNorm of(Tensor weight, Tensor bias, double eps) {
        if (weight == null
                || weight.rank() == 0
                || bias != null && !bias.shape().equals(weight.shape())) {
            throw new ShapeException("LayerNorm.of: weight " + (weight == null ? "null" : weight.shape()) + " and bias "
                    + (bias == null ? "none" : bias.shape()) + " must have one shape, that of the last axes");
        }
        return new LayerNorm(weight, bias, eps);
    }

    @Override
    Tensor compute(Tensor x) {
        int lead = x.rank() - sizes.length;
        if (lead < 0 || !Arrays.equals(Arrays.copyOfRange(x.shape().toArray(), lead, x.rank()), sizes)) {
            String layout = Arrays.toString(sizes).replace("[", "[*, ");
            throw misfit(layout, x, "build the layer for the sizes of the input's last axes");
        }
        if (weight != null) {
            requireType(x, weight);
        }
        return Normalization.layerNorm(x, sizes, weight, bias, eps);
    }

    /** The leaf of the sizes of the last axes, or null. */
    public Tensor weight() {
        return weight;
    }

    /** The leaf of the sizes of the last axes, or null. */
    public Tensor bias() {
        return bias;
    }

    @Override
    protected String extraRepr() {
        return Arrays.toString(sizes) + ", eps=" + eps + (weight == null ? ", affine=false" : "")
                + (weight != null && bias == null ? ", bias=false" : "");
    }
}
