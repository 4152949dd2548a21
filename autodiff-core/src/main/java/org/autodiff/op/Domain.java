package org.autodiff.op;

import java.util.random.RandomGenerator;
import org.autodiff.array.DType;

/**
 * Where samples of an input are drawn from: an interval in which the operation is smooth, without a margin around its
 * kinks, so that difference quotients do not straddle one.
 */
public record Domain(DType dtype, double low, double high, double... kinks) {
    private static final double MARGIN = 0.05;

    /** Real numbers from an interval. */
    public static Domain real(double low, double high) {
        return new Domain(DType.FLOAT64, low, high);
    }

    /** Truth values. */
    public static Domain mask() {
        return new Domain(DType.BOOL, 0, 1);
    }

    /** Class labels 0 to {@code classes - 1}. */
    public static Domain labels(int classes) {
        return new Domain(DType.INT64, 0, classes);
    }

    /** This domain without the neighbourhoods of points. */
    public Domain avoiding(double... points) {
        return new Domain(dtype, low, high, points);
    }

    /** A value from the domain. */
    public double sample(RandomGenerator random) {
        if (dtype == DType.BOOL) {
            return random.nextBoolean() ? 1 : 0;
        }
        if (dtype == DType.INT64) {
            return random.nextInt((int) low, (int) high);
        }
        while (true) {
            double v = random.nextDouble(low, high);
            boolean clear = true;
            for (double kink : kinks) {
                clear &= Math.abs(v - kink) > MARGIN;
            }
            if (clear) {
                return v;
            }
        }
    }
}
