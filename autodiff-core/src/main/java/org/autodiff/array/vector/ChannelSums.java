package org.autodiff.array.vector;

import java.util.Arrays;

/**
 * Sums over each channel of some samples, Java arrays {@code [channels, positions]}: wrong by a unit in the last place of the
 * numbers' own precision for each of the few that one lane takes, at most, beside their mean size.
 *
 * <p>Single precision is added up in lanes, one for each number of a sample: the virtual machine compiles that to vector code,
 * which a sum into one number never becomes. A lane takes few numbers before it goes into a double, and a result near the ends
 * of single precision is computed again without lanes.
 */
public final class ChannelSums {
    /** How many numbers a lane takes. */
    private static final int DEPTH = 32;

    /** Between these sizes no part of a sum that would be seen has been lost to underflow or overflow. */
    private static final double LEAST = 1e-28;

    private static final double MOST = 1e37;

    private ChannelSums() {}

    /** The sum over each channel of what x is above a number. */
    public static double[] of(Object[] x, double[] above, int positions) {
        return new Sum(x, above, null, null, positions).perChannel();
    }

    /** The sum over each channel of the products of what x and y are above a number each. */
    public static double[] ofProducts(Object[] x, double[] above, Object[] y, double[] base, int positions) {
        return new Sum(x, above, y, base, positions).perChannel();
    }

    /** A sum of products, or of the first factors alone where y is null. */
    private record Sum(Object[] x, double[] above, Object[] y, double[] base, int positions) {
        double[] perChannel() {
            double[] sums = new double[above.length];
            boolean single = x.length > 0 && x[0] instanceof float[];
            if (single) {
                addInLanes(sums);
            }
            for (int c = 0; c < sums.length; c++) {
                double size = Math.abs(sums[c]);
                if (!single || !(size > LEAST && size < MOST)) {
                    sums[c] = exact(c);
                }
            }
            return sums;
        }

        private void addInLanes(double[] sums) {
            float[] lanes = new float[sums.length * positions];
            for (int s = 0; s < x.length; s++) {
                float[] p = (float[]) x[s];
                for (int c = 0; c < sums.length; c++) {
                    int from = c * positions;
                    if (y == null) {
                        add(p, above[c], lanes, from, from + positions);
                    } else {
                        addProducts(p, above[c], (float[]) y[s], base[c], lanes, from, from + positions);
                    }
                }
                if ((s + 1) % DEPTH == 0 || s + 1 == x.length) {
                    for (int c = 0; c < sums.length; c++) {
                        sums[c] += sum(lanes, c * positions, (c + 1) * positions);
                    }
                    Arrays.fill(lanes, 0);
                }
            }
        }

        private double exact(int channel) {
            double sum = 0;
            for (int s = 0; s < x.length; s++) {
                for (int i = channel * positions; i < (channel + 1) * positions; i++) {
                    double p = at(x[s], i) - above[channel];
                    sum += y == null ? p : p * (at(y[s], i) - base[channel]);
                }
            }
            return sum;
        }
    }

    private static double at(Object x, int i) {
        return x instanceof float[] f ? f[i] : ((double[]) x)[i];
    }

    /** The number is subtracted in two parts, or it would be rounded. */
    private static void add(float[] x, double above, float[] lanes, int from, int to) {
        float a = (float) above;
        float rest = (float) (above - a);
        for (int i = from; i < to; i++) {
            lanes[i] += x[i] - a - rest;
        }
    }

    private static void addProducts(float[] x, double above, float[] y, double base, float[] lanes, int from, int to) {
        float a = (float) above;
        float aRest = (float) (above - a);
        float b = (float) base;
        float bRest = (float) (base - b);
        for (int i = from; i < to; i++) {
            lanes[i] += (x[i] - a - aRest) * (y[i] - b - bRest);
        }
    }

    /** Two sums at a time, for each addition has to wait for the one before. */
    private static double sum(float[] x, int from, int to) {
        double a = 0;
        double b = 0;
        int i = from;
        for (; i + 1 < to; i += 2) {
            a += x[i];
            b += x[i + 1];
        }
        return i < to ? a + b + x[i] : a + b;
    }
}
