package org.autodiff.nn.layer.normalization;

import org.autodiff.array.DType;
import org.autodiff.error.Require;
import org.autodiff.nn.Parameter;

/**
 * Options of batch normalization: {@code BatchNormOptions.DEFAULT.withMomentum(0.01)}.
 *
 * <p>In training mode a layer normalizes by the statistics of the batch, which the running ones follow (the variance
 * unbiased), in evaluation mode by the running ones. An empty batch leaves them as they are.
 *
 * @param eps the number that is added to the variance
 * @param momentum the share of a new batch in the running statistics
 * @param cumulative whether the running statistics are the plain mean over all batches instead (PyTorch's {@code
 *     momentum=None})
 * @param affine whether there are a learned weight and bias
 * @param tracked whether there are running statistics; without, evaluation too normalizes a batch by its own
 * @param dtype element type of the parameters
 */
public record BatchNormOptions(
        double eps, double momentum, boolean cumulative, boolean affine, boolean tracked, DType dtype) {
    /** PyTorch's defaults: eps 1e-5, momentum 0.1, with weight and bias, with running statistics, in FLOAT32. */
    public static final BatchNormOptions DEFAULT = new BatchNormOptions(1e-5, 0.1, false, true, true, DType.FLOAT32);

    /** Options of a finite eps that is not negative, a momentum in [0, 1], and a floating element type. */
    public BatchNormOptions {
        Require.notNegative(eps, "BatchNormOptions", "eps");
        Require.probability(momentum, "BatchNormOptions", "momentum");
        Parameter.floating(dtype, "BatchNormOptions");
    }

    /** These options with the given eps. */
    public BatchNormOptions withEps(double value) {
        return new BatchNormOptions(value, momentum, cumulative, affine, tracked, dtype);
    }

    /** These options with the given momentum. */
    public BatchNormOptions withMomentum(double value) {
        return new BatchNormOptions(eps, value, false, affine, tracked, dtype);
    }

    /** These options with the plain mean over all batches as running statistics. */
    public BatchNormOptions withCumulativeMean() {
        return new BatchNormOptions(eps, momentum, true, affine, tracked, dtype);
    }

    /** These options with or without weight and bias. */
    public BatchNormOptions withAffine(boolean value) {
        return new BatchNormOptions(eps, momentum, cumulative, value, tracked, dtype);
    }

    /** These options with or without running statistics. */
    public BatchNormOptions withTracked(boolean value) {
        return new BatchNormOptions(eps, momentum, cumulative, affine, value, dtype);
    }

    /** These options with the given element type of the parameters. */
    public BatchNormOptions withDtype(DType value) {
        return new BatchNormOptions(eps, momentum, cumulative, affine, tracked, value);
    }

    /** The part of these options that all normalizations have. */
    NormOptions norm() {
        return new NormOptions(eps, affine, dtype);
    }
}
