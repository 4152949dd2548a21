package org.autodiff.array;

/**
 * The mean and the biased variance of each channel, NaN where there are no values.
 *
 * @param mean [C]
 * @param variance [C]
 */
public record Moments(double[] mean, double[] variance) {}
