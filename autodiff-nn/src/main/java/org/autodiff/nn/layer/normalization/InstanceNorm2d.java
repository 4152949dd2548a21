package org.autodiff.nn.layer.normalization;

/**
 * Instance normalization (Ulyanov et al. 2016) of x [N, C, H, W]: each channel of each sample is normalized over all
 * positions.
 *
 * <p>As PyTorch's {@code nn.InstanceNorm2d} it has no parameters by default; with {@link NormOptions#affine} {@code
 * weight} and {@code bias} [C], 1 and 0 at the start. It keeps no running statistics.
 */
public final class InstanceNorm2d extends InstanceNorm {
    /** A layer for C channels, at least 1, with {@link NormOptions#PLAIN}: without weight and bias. */
    public InstanceNorm2d(int channels) {
        this(channels, NormOptions.PLAIN);
    }

    /** A layer for C channels, at least 1, with the given options. */
    public InstanceNorm2d(int channels, NormOptions options) {
        super(2, channels, options);
    }
}
