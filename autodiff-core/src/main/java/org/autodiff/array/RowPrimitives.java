package org.autodiff.array;

/**
 * The part of a {@link Backend} that computes functions of whole rows in one pass: x is seen as rows of {@code n} elements that lie
 * together, dense or not. Each gives null where that is not worth a loop of its own, or the backend cannot; then the caller composes it.
 */
interface RowPrimitives {
    /** The softmax of each row. */
    default Array softmaxOfRows(Array x, int n) {
        return null;
    }

    /** {@code y (g - sum(g y))}, the gradient of {@link #softmaxOfRows}, whose result y is. */
    default Array softmaxGradientOfRows(Array y, Array g, int n) {
        return null;
    }

    /** The logarithm of the softmax of each row. */
    default Array logSoftmaxOfRows(Array x, int n) {
        return null;
    }

    /** {@code g - e^y sum(g)}, the gradient of {@link #logSoftmaxOfRows}, whose result y is. */
    default Array logSoftmaxGradientOfRows(Array y, Array g, int n) {
        return null;
    }

    /** The logarithm of the sum of the exponentials of each row: an array of the shape {@code out}. */
    default Array logSumExpOfRows(Array x, int n, Shape out) {
        return null;
    }

    /** The gradient of {@link #logSumExpOfRows} at x, for one number g a row. */
    default Array logSumExpGradientOfRows(Array x, Array g, int n) {
        return null;
    }

    /**
     * The cross-entropy of the softmax of each row with the label of the row, which is in range: a number a row, with a residual
     * for the gradient.
     */
    default Array crossEntropyOfRows(Array x, Array labels) {
        return null;
    }

    /** The gradient of {@link #crossEntropyOfRows} at x, for one number g a row, given the residual that it has left. */
    default Array crossEntropyGradientOfRows(Array x, Array labels, Object residual, Array g) {
        return null;
    }

    /**
     * The gradient of the largest or smallest element of each row, for one number g a row: ties share evenly, and a row whose
     * extremum is NaN gets NaN.
     */
    default Array extremumGradientOfRows(Array x, Array extremum, Array g, int n) {
        return null;
    }

    /**
     * A batch x [N, C, ...] normalized over groups of its channels and all positions, {@code (x - mean) / sqrt(variance + eps) * weight +
     * bias} with a weight and a bias for each channel, and the statistics of the rows, one for each sample and group.
     */
    default Normalized groupNorm(Array x, Array weight, Array bias, int groups, double eps) {
        return null;
    }

    /** The gradients of {@link #groupNorm} by x, by the weight and by the bias, given the statistics that it found. */
    default Array[] groupNormGradient(Array x, Moments moments, Array weight, Array g, int groups, double eps) {
        return null;
    }

    /** Whether every element is known to lie in a range; false where one is NaN or beyond it, and where there is no loop to know it. */
    default boolean isWithin(Array x, double low, double high) {
        return false;
    }
}
