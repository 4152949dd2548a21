package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;

/**
 * Batch normalization (Ioffe and Szegedy 2015) of x [N, C, H, W]: of each channel over all samples and positions. In
 * training mode by the statistics of the batch, which the running ones follow (the variance unbiased); in evaluation mode by
 * the running ones. An empty batch leaves them as they are. Only one thread at a time may use it in training mode, for each
 * batch changes the statistics; several may in evaluation mode. This is not checked.
 *
 * <p>Parameters and buffers as in PyTorch's {@code nn.BatchNorm2d}: {@code weight} and {@code bias} [C], 1 and 0 at the start;
 * {@code running_mean} and {@code running_var} [C]; {@code num_batches_tracked}, which old files lack.
 */
public final class BatchNorm2d extends BatchNorm {
    /**
     * With weight, bias and running statistics, in FLOAT32.
     *
     * @param channels C
     * @throws ArgumentException if it is below 1
     */
    public BatchNorm2d(int channels) {
        this(channels, BatchNormOptions.DEFAULT);
    }

    /**
     * With the given options.
     *
     * @throws ArgumentException if the number of channels is below 1
     */
    public BatchNorm2d(int channels, BatchNormOptions options) {
        super("BatchNorm2d", channels, options);
    }

    private BatchNorm2d(Tensor weight, Tensor bias, BatchNormOptions options) {
        super("BatchNorm2d", weight, bias, options);
    }

    /**
     * A layer with given values.
     *
     * @param weight [C], floating
     * @param bias [C] of the same element type, or null for none
     * @param options their element type is that of the weight
     * @throws org.autodiff.error.ShapeException if the shapes do not fit each other
     */
    public static BatchNorm2d of(Tensor weight, Tensor bias, BatchNormOptions options) {
        return new BatchNorm2d(weight, bias, options);
    }

    @Override
    boolean takes(int rank) {
        return rank == 4;
    }

    @Override
    String layout(int channels) {
        return Kernels.layout(channels, 2);
    }
}
