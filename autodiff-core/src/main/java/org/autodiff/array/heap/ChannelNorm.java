package org.autodiff.array.heap;

import java.util.Arrays;
import org.autodiff.array.Array;
import org.autodiff.array.Moments;
import org.autodiff.array.Shape;
import org.autodiff.array.vector.ChannelSums;

/**
 * The statistics of the channels of a batch [N, C, ...] and the loops that use them. They work on a group of channels at a
 * time: a Java array {@code [count, positions]} for each sample. No channel has to do with another, so that threads may share
 * one of these, each with groups of its own.
 */
final class ChannelNorm {
    final int samples;
    final int channels;

    /** The numbers in one channel of one sample. */
    final int positions;

    private final double[] weight;
    private final double[] bias;
    private final double eps;
    private final double[] mean;
    private final double[] variance;
    private final double[] weightGradient;
    private final double[] biasGradient;

    /** For the statistics of a batch of this shape only. */
    ChannelNorm(Shape x) {
        this(x, null, null, null, 0);
    }

    /** To normalize; the weight and the bias are on the Java heap. */
    ChannelNorm(Shape x, Array weight, Array bias, double eps) {
        this(x, null, weight, bias, eps);
    }

    /** For gradients, with moments that have been found. */
    ChannelNorm(Shape x, Moments moments, Array weight, double eps) {
        this(x, moments, weight, null, eps);
    }

    private ChannelNorm(Shape x, Moments moments, Array weight, Array bias, double eps) {
        this.weight = weight == null ? null : HeapArrays.doubles(weight);
        this.bias = bias == null ? null : HeapArrays.doubles(bias);
        this.samples = x.dim(0);
        this.channels = x.dim(1);
        int rows = samples * channels;
        this.positions = rows == 0 ? 0 : x.size() / rows;
        this.eps = eps;
        this.mean = moments != null ? moments.mean() : new double[channels];
        this.variance = moments != null ? moments.variance() : new double[channels];
        this.weightGradient = new double[channels];
        this.biasGradient = new double[channels];
    }

    /** The element of the batch at which a channel of a sample begins. */
    int at(int sample, int channel) {
        return (sample * channels + channel) * positions;
    }

    private int count() {
        return samples * positions;
    }

    /** The means and the variances, as far as they have been found. */
    Moments moments() {
        return new Moments(mean, variance);
    }

    /** The gradients by the weight and by the bias, in the precision of x. */
    Array[] gradients(Array x) {
        return new Array[] {vector(weightGradient, x), vector(biasGradient, x)};
    }

    private static Array vector(double[] numbers, Array like) {
        return HeapArrays.of(numbers, like.dtype(), Shape.of(numbers.length));
    }

    /** Finds the means and variances of n channels from the first on. */
    void findMoments(Object[] x, int first, int n) {
        double[] means = new double[n];
        addMeansAbove(means, x);
        addMeansAbove(means, x); // only near the mean: a large one loses digits in the sum
        System.arraycopy(means, 0, mean, first, n);
        double[] squares = ChannelSums.ofProducts(x, means, x, means, positions);
        for (int c = 0; c < n; c++) {
            variance[first + c] = squares[c] / count();
        }
    }

    private void addMeansAbove(double[] means, Object[] x) {
        double[] sums = ChannelSums.of(x, means, positions);
        for (int c = 0; c < means.length; c++) {
            // of an infinite mean there is nothing near
            means[c] = Double.isInfinite(means[c]) ? means[c] : means[c] + sums[c] / count();
        }
    }

    /** Finds the moments, and replaces x by the normalized values. */
    void normalize(Object[] x, int first, int n) {
        findMoments(x, first, n);
        double[] factors = factors(first, n);
        for (Object sample : x) {
            for (int c = 0; c < n; c++) {
                int k = first + c;
                if (sample instanceof float[] f) {
                    scale(f, c * positions, mean[k], (float) factors[c], (float) bias[k]);
                } else {
                    scale((double[]) sample, c * positions, mean[k], factors[c], bias[k]);
                }
            }
        }
    }

    /** Finds the gradients by weight and bias, and replaces g by that by x. */
    void gradient(Object[] x, Object[] g, int first, int n) {
        double[] sums = ChannelSums.of(g, new double[n], positions);
        double[] means = Arrays.copyOfRange(mean, first, first + n);
        double[] common = ChannelSums.ofProducts(x, means, g, new double[n], positions);
        double[] middles = new double[n];
        double[] slopes = new double[n];
        for (int c = 0; c < n; c++) {
            double inverse = inverse(first + c);
            biasGradient[first + c] = sums[c];
            weightGradient[first + c] = count() == 0 ? 0 : common[c] * inverse;
            middles[c] = sums[c] / count();
            slopes[c] = inverse * inverse * common[c] / count();
        }
        double[] factors = factors(first, n);
        for (int s = 0; s < samples; s++) {
            for (int c = 0; c < n; c++) {
                int at = c * positions;
                double m = mean[first + c];
                if (x[s] instanceof float[] f) {
                    pull(f, (float[]) g[s], at, m, (float) middles[c], (float) slopes[c], (float) factors[c]);
                } else {
                    pull((double[]) x[s], (double[]) g[s], at, m, middles[c], slopes[c], factors[c]);
                }
            }
        }
    }

    /** What the deviations of n channels are multiplied by. */
    private double[] factors(int first, int n) {
        double[] factors = new double[n];
        Arrays.setAll(factors, c -> weight[first + c] * inverse(first + c));
        return factors;
    }

    private double inverse(int channel) {
        return 1 / Math.sqrt(variance[channel] + eps);
    }

    /** In single precision this is vector code; the mean is subtracted in two parts, or it would be rounded. */
    private void scale(float[] x, int from, double mean, float factor, float bias) {
        float most = (float) mean;
        float rest = (float) (mean - most);
        for (int i = from; i < from + positions; i++) {
            x[i] = (x[i] - most - rest) * factor + bias;
        }
    }

    private void scale(double[] x, int from, double mean, double factor, double bias) {
        for (int i = from; i < from + positions; i++) {
            x[i] = (x[i] - mean) * factor + bias;
        }
    }

    private void pull(float[] x, float[] g, int from, double mean, float middle, float slope, float factor) {
        float most = (float) mean;
        float rest = (float) (mean - most);
        for (int i = from; i < from + positions; i++) {
            g[i] = (g[i] - middle - (x[i] - most - rest) * slope) * factor;
        }
    }

    private void pull(double[] x, double[] g, int from, double mean, double middle, double slope, double factor) {
        for (int i = from; i < from + positions; i++) {
            g[i] = (g[i] - middle - (x[i] - mean) * slope) * factor;
        }
    }
}
