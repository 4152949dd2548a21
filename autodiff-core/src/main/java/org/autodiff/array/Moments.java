package org.autodiff.array;

import java.util.Arrays;

/**
 * The mean and the biased variance of each channel, or of each row of values that are normalized together; NaN where there are none.
 *
 * @param mean a number for each
 * @param variance a number for each
 */
public record Moments(double[] mean, double[] variance) {
    /** Copies the arrays. */
    public Moments {
        mean = mean.clone();
        variance = variance.clone();
    }

    /** The means, as a new array. */
    @Override
    public double[] mean() {
        return mean.clone();
    }

    /** The variances, as a new array. */
    @Override
    public double[] variance() {
        return variance.clone();
    }

    /** Whether the other has the same numbers. */
    @Override
    public boolean equals(Object o) {
        return o instanceof Moments m && Arrays.equals(mean, m.mean) && Arrays.equals(variance, m.variance);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(mean) + Arrays.hashCode(variance);
    }

    @Override
    public String toString() {
        return "mean " + Arrays.toString(mean) + " variance " + Arrays.toString(variance);
    }
}
