package org.autodiff.array;

/**
 * The part of a {@link Backend} that normalizes batches x [N, C, ...] by the statistics of each channel over all samples and
 * positions. Vectors have one number a channel: [C]. Sums are right to the precision of x.
 */
interface NormalizationPrimitives {
    /** The statistics of the channels. */
    Moments moments(Array x);

    /** {@code (x - mean) / sqrt(variance + eps) * weight + bias}. */
    Normalized batchNorm(Array x, Array weight, Array bias, double eps);

    /**
     * The gradients of {@link #batchNorm} by x, by the weight and by the bias, for a gradient g by its result, given the
     * moments of x.
     */
    Array[] batchNormGradient(Array x, Moments moments, Array weight, Array g, double eps);
}
