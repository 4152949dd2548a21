package org.autodiff.nn.layer.normalization;

import org.autodiff.Tensor;

/**
 * Batch normalization (Ioffe and Szegedy 2015) of x [N, C] or [N, C, L]: each channel is normalized over all samples
 * and positions, by statistics of the batch or of all batches as {@link BatchNormOptions} says.
 *
 * <p>Parameters and buffers as in PyTorch's {@code nn.BatchNorm1d}: {@code weight} and {@code bias} [C], 1 and 0 at
 * the start; {@code running_mean} and {@code running_var} [C]; {@code num_batches_tracked}, which old files lack.
 */
public final class BatchNorm1d extends BatchNorm {
    /** A layer for C channels, at least 1, with {@link BatchNormOptions#DEFAULT}. */
    public BatchNorm1d(int channels) {
        this(channels, BatchNormOptions.DEFAULT);
    }

    /** A layer for C channels, at least 1, with the given options. */
    public BatchNorm1d(int channels, BatchNormOptions options) {
        super(1, channels, options);
    }

    private BatchNorm1d(Tensor weight, Tensor bias, BatchNormOptions options) {
        super(1, weight, bias, options);
    }

    /** A layer with a given weight [C], whose element type it has, and bias [C], or null for none. */
    public static BatchNorm1d of(Tensor weight, Tensor bias, BatchNormOptions options) {
        return new BatchNorm1d(weight, bias, options);
    }
}
