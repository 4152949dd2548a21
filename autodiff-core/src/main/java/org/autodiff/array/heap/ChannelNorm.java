package org.autodiff.array.heap;

import org.autodiff.array.Array;
import org.autodiff.array.Shape;

/**
 * The statistics of the channels of a batch [N, C, ...] and the loops that use them. They work on a group of channels at a
 * time: {@code [N, count, positions]} in a Java array. No channel has to do with another, so that threads may share one of
 * these, each with groups of its own.
 */
public final class ChannelNorm {
    public final int samples;
    public final int channels;

    /** The numbers in one channel of one sample. */
    public final int positions;

    private final double[] weight;
    private final double[] bias;
    private final double eps;
    private final double[] mean;
    private final double[] variance;
    private final double[] weightGradient;
    private final double[] biasGradient;

    /** For the statistics of a batch of this shape only. */
    public ChannelNorm(Shape x) {
        this(x, null, null, 0);
    }

    /** The weight and the bias are on the Java heap; what uses one that is null must not be called. */
    public ChannelNorm(Shape x, Array weight, Array bias, double eps) {
        this.weight = weight == null ? null : Doubles.of(weight);
        this.bias = bias == null ? null : Doubles.of(bias);
        this.samples = x.dim(0);
        this.channels = x.dim(1);
        int rows = samples * channels;
        this.positions = rows == 0 ? 0 : x.size() / rows;
        this.eps = eps;
        this.mean = new double[channels];
        this.variance = new double[channels];
        this.weightGradient = new double[channels];
        this.biasGradient = new double[channels];
    }

    private int count() {
        return samples * positions;
    }

    /** The means and the biased variances, in the precision of x. */
    public Array[] moments(Array x) {
        return new Array[] {vector(mean, x), vector(variance, x)};
    }

    /** The gradients by the weight and by the bias, in the precision of x. */
    public Array[] gradients(Array x) {
        return new Array[] {vector(weightGradient, x), vector(biasGradient, x)};
    }

    private static Array vector(double[] numbers, Array like) {
        return Doubles.array(numbers, like.dtype(), Shape.of(numbers.length));
    }

    /** Finds the means and variances of channels from the first on. */
    public void findMoments(Object x, int first, int n) {
        for (int c = 0; c < n; c++) {
            double sum = 0;
            for (int s = 0; s < samples; s++) {
                sum += sum(x, (s * n + c) * positions, positions);
            }
            double middle = sum / count();
            double squares = 0;
            for (int s = 0; s < samples; s++) {
                int at = (s * n + c) * positions;
                squares += products(x, at, middle, x, middle, positions);
            }
            mean[first + c] = middle;
            variance[first + c] = squares / count();
        }
    }

    /** Finds the moments, and puts the normalized values to z, which may be x. */
    public void normalize(Object x, Object z, int first, int n) {
        findMoments(x, first, n);
        for (int c = 0; c < n; c++) {
            int k = first + c;
            double factor = weight[k] * inverse(k);
            for (int s = 0; s < samples; s++) {
                int at = (s * n + c) * positions;
                if (x instanceof float[] f) {
                    scale(f, (float[]) z, at, mean[k], (float) factor, (float) bias[k], positions);
                } else {
                    scale((double[]) x, (double[]) z, at, mean[k], factor, bias[k], positions);
                }
            }
        }
    }

    /** Finds the gradients by weight and bias, and puts that by x to z, which may be g. */
    public void gradient(Object x, Object g, Object z, int first, int n) {
        findMoments(x, first, n);
        for (int c = 0; c < n; c++) {
            int k = first + c;
            double sum = 0;
            double common = 0;
            for (int s = 0; s < samples; s++) {
                int at = (s * n + c) * positions;
                sum += sum(g, at, positions);
                common += products(x, at, mean[k], g, 0, positions);
            }
            double inverse = inverse(k);
            biasGradient[k] = sum;
            weightGradient[k] = count() == 0 ? 0 : common * inverse;
            double slope = inverse * inverse * common / count();
            double factor = weight[k] * inverse;
            for (int s = 0; s < samples; s++) {
                int at = (s * n + c) * positions;
                if (x instanceof float[] f) {
                    pull(f, (float[]) g, (float[]) z, at, mean[k], sum / count(), (float) slope, (float) factor);
                } else {
                    pull((double[]) x, (double[]) g, (double[]) z, at, mean[k], sum / count(), slope, factor);
                }
            }
        }
    }

    private double inverse(int channel) {
        return 1 / Math.sqrt(variance[channel] + eps);
    }

    private static double sum(Object x, int from, int n) {
        if (x instanceof float[] f) {
            return sum(f, from, n);
        }
        double[] d = (double[]) x;
        double sum = 0;
        for (int i = from; i < from + n; i++) {
            sum += d[i];
        }
        return sum;
    }

    /** Four sums at a time, for each addition has to wait for the one before. */
    private static double sum(float[] x, int from, int n) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = from;
        for (int end = from + n - 3; i < end; i += 4) {
            a += x[i];
            b += x[i + 1];
            c += x[i + 2];
            d += x[i + 3];
        }
        for (; i < from + n; i++) {
            a += x[i];
        }
        return a + b + (c + d);
    }

    /** The sum of the products of what x and y are above a number each. */
    private static double products(Object x, int from, double above, Object y, double base, int n) {
        if (x instanceof float[] f) {
            return products(f, from, above, (float[]) y, base, n);
        }
        double[] p = (double[]) x;
        double[] q = (double[]) y;
        double sum = 0;
        for (int i = from; i < from + n; i++) {
            sum += (p[i] - above) * (q[i] - base);
        }
        return sum;
    }

    private static double products(float[] x, int from, double above, float[] y, double base, int n) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = from;
        for (int end = from + n - 3; i < end; i += 4) {
            a += (x[i] - above) * (y[i] - base);
            b += (x[i + 1] - above) * (y[i + 1] - base);
            c += (x[i + 2] - above) * (y[i + 2] - base);
            d += (x[i + 3] - above) * (y[i + 3] - base);
        }
        for (; i < from + n; i++) {
            a += (x[i] - above) * (y[i] - base);
        }
        return a + b + (c + d);
    }

    /** In single precision this is vector code; the mean is subtracted in two parts, or it would be rounded. */
    private static void scale(float[] x, float[] z, int from, double mean, float factor, float bias, int n) {
        float most = (float) mean;
        float rest = (float) (mean - most);
        for (int i = from; i < from + n; i++) {
            z[i] = (x[i] - most - rest) * factor + bias;
        }
    }

    private static void scale(double[] x, double[] z, int from, double mean, double factor, double bias, int n) {
        for (int i = from; i < from + n; i++) {
            z[i] = (x[i] - mean) * factor + bias;
        }
    }

    private void pull(
            float[] x, float[] g, float[] z, int from, double mean, double middle, float slope, float factor) {
        float most = (float) mean;
        float rest = (float) (mean - most);
        float m = (float) middle;
        for (int i = from; i < from + positions; i++) {
            z[i] = (g[i] - m - (x[i] - most - rest) * slope) * factor;
        }
    }

    private void pull(
            double[] x, double[] g, double[] z, int from, double mean, double middle, double slope, double factor) {
        for (int i = from; i < from + positions; i++) {
            z[i] = (g[i] - middle - (x[i] - mean) * slope) * factor;
        }
    }
}
