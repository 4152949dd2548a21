package org.autodiff.op;

import java.util.random.RandomGenerator;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.error.Require;

/**
 * Where samples of an input are drawn from: an interval in which the operation is smooth, without a margin around its
 * kinks, so that difference quotients do not straddle one.
 *
 * @param dtype the element type
 * @param low the least value
 * @param high the bound that values stay below
 * @param diagonal what is added once, twice, ... to the first, second, ... element of a matrix's diagonal
 * @param kinks points that values keep away from
 */
public record Domain(DType dtype, double low, double high, double diagonal, double... kinks) {
    private static final double MARGIN = 0.05;

    /** Real numbers from an interval. */
    public static Domain real(double low, double high) {
        return new Domain(DType.FLOAT64, low, high, 0);
    }

    /**
     * Matrices of real numbers from an interval with {@code diagonal} times 1, 2, 3, ... added along the diagonal: where that
     * outweighs the rest, they are regular, their symmetric part is positive definite, and its eigenvalues differ.
     */
    public static Domain matrices(double low, double high, double diagonal) {
        return new Domain(DType.FLOAT64, low, high, diagonal);
    }

    /** Truth values. */
    public static Domain mask() {
        return new Domain(DType.BOOL, 0, 1, 0);
    }

    /** Class labels 0 to {@code classes - 1}. */
    public static Domain labels(int classes) {
        return new Domain(DType.INT64, 0, classes, 0);
    }

    /** This domain without the neighbourhoods of points. */
    public Domain avoiding(double... points) {
        return new Domain(dtype, low, high, diagonal, points);
    }

    /** A value from the domain. */
    public double sample(RandomGenerator random) {
        Require.nonNull(random, "Domain.sample", "random", "pass that of a seed, Seed.of(number).generator()");
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

    /** The elements of an array from the domain, row-major. */
    public double[] fill(Shape shape, RandomGenerator random) {
        Require.nonNull(random, "Domain.fill", "random", "pass that of a seed, Seed.of(number).generator()");
        Require.nonNull(shape, "Domain.fill", "shape", "pass Shape.of(sizes)");
        double[] values = new double[shape.size()];
        int n = diagonal == 0 || shape.rank() < 2 ? 0 : shape.dim(-1);
        for (int i = 0; i < values.length; i++) {
            values[i] = sample(random);
            int row = n == 0 ? 0 : i / n % shape.dim(-2);
            if (n > 0 && row == i % n) {
                values[i] += diagonal * (row + 1);
            }
        }
        return values;
    }
}
