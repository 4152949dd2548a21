package org.autodiff.nn.layer;

import org.autodiff.error.ArgumentException;

/**
 * Instance normalization (Ulyanov et al. 2016) of x [N, C, H, W]: of each sample and channel over all positions.
 *
 * <p>As PyTorch's {@code nn.InstanceNorm2d} it has no parameters unless asked for: then {@code weight} and {@code bias} [C], 1
 * and 0 at the start. It keeps no running statistics.
 */
public final class InstanceNorm2d extends InstanceNorm {
    /**
     * Without weight and bias.
     *
     * @param channels C
     * @throws ArgumentException if it is below 1
     */
    public InstanceNorm2d(int channels) {
        this(channels, NormOptions.PLAIN);
    }

    /**
     * With the given options; PyTorch's defaults are {@link NormOptions#PLAIN}.
     *
     * @throws ArgumentException if the number of channels is below 1
     */
    public InstanceNorm2d(int channels, NormOptions options) {
        super("InstanceNorm2d", 2, channels, options);
    }
}
