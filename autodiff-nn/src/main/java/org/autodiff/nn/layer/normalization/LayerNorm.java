package org.autodiff.nn.layer.normalization;

import java.util.Arrays;
import org.autodiff.Tensor;
import org.autodiff.error.Require;
import org.autodiff.functional.Normalization;

/**
 * Layer normalization (Ba et al. 2016) over the last axes: {@code y = (x - mean) / sqrt(var + eps) * weight + bias}.
 *
 * <p>Parameters as in PyTorch's {@code nn.LayerNorm}: {@code weight} and {@code bias} of the sizes of those axes, 1
 * and 0 at the start.
 */
public final class LayerNorm extends NormLayer {
    private final int[] sizes;

    /**
     * A layer over last axes of the given sizes, with {@link NormOptions#DEFAULT}: with weight and bias, in FLOAT32.
     */
    public LayerNorm(int... sizes) {
        this(sizes, NormOptions.DEFAULT);
    }

    /** A layer over a last axis of the given size, with the given options. */
    public LayerNorm(int size, NormOptions options) {
        this(new int[] {size}, options);
    }

    /** A layer over last axes of the given sizes, one or more of at least 1, with the given options. */
    public LayerNorm(int[] sizes, NormOptions options) {
        super(Require.options(options, "LayerNorm", "NormOptions.DEFAULT"), sizes);
        this.sizes = sizes.clone();
    }

    private LayerNorm(Tensor weight, Tensor bias, double eps) {
        super(weight, bias, eps, Integer.MAX_VALUE, "of one shape, that of the last axes");
        this.sizes = weight.shape().toArray();
    }

    /** A layer with a given weight of the sizes of the last axes, and a bias of the same shape, or null for none. */
    public static LayerNorm of(Tensor weight, Tensor bias, double eps) {
        return new LayerNorm(weight, bias, eps);
    }

    @Override
    protected Tensor compute(Tensor x) {
        int lead = x.rank() - sizes.length;
        if (lead < 0 || !Arrays.equals(Arrays.copyOfRange(x.shape().toArray(), lead, x.rank()), sizes)) {
            String layout = Arrays.toString(sizes).replace("[", "[*, ");
            throw misfit(layout, x, "build the layer for the sizes of the input's last axes");
        }
        requireType(x);
        return Normalization.layerNorm(x, sizes.clone(), weight(), bias(), eps());
    }

    @Override
    protected String extraRepr() {
        return Arrays.toString(sizes) + super.extraRepr();
    }
}
