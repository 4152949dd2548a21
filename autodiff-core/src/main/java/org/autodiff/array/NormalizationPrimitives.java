package org.autodiff.array;

/**
 * The part of a {@link Backend} that normalizes batches x [N, C, ...] by the statistics of each channel over all samples and
 * positions. Vectors have one number a channel: [C]. Sums are in double for both precisions.
 */
public interface NormalizationPrimitives {
    /** The means of the channels, then their biased variances; NaN where there are no values. */
    Array[] moments(Array x);

    /** {@code (x - mean) / sqrt(variance + eps) * weight + bias}. */
    Array batchNorm(Array x, Array weight, Array bias, double eps);

    /** The gradients of {@link #batchNorm} by x, by the weight and by the bias, for a gradient g by its result. */
    Array[] batchNormGradient(Array x, Array weight, Array g, double eps);
}
