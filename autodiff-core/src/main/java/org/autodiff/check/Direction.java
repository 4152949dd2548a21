package org.autodiff.check;

import java.util.random.RandomGenerator;
import org.autodiff.array.Seed;

/**
 * A direction in the space of the inputs, with the step that fits it.
 *
 * @param input the input that moves, or -1 where all do
 * @param element the element that moves, or -1 where all do
 * @param vectors for each input the components, null for zero; for a single element null altogether
 * @param base the step to begin with
 * @param least the smallest step
 * @param jitter how far off a moved coordinate may be, by rounding
 * @param tangent whether the forward sweep is asked for it
 */
record Direction(
        int input, int element, double[][] vectors, double base, double least, double jitter, boolean tangent) {

    /** Along one element, by a step from its own scale, or its input's where it is small or 0. */
    static Direction element(Subject s, int input, int element, double step, boolean tangent) {
        double x = Math.abs(s.point(input)[element]);
        double scale = Math.max(x, 1e-3 * scale(s.point(input)));
        double unit = s.inputUnit();
        double h = step > 0 ? step : powerOfTwo(relative(s) * scale);
        return new Direction(
                input, element, null, h, Math.max(32 * unit * x, Double.MIN_NORMAL), unit * x / 2, tangent);
    }

    /** A random direction in one input, or in all where {@code input} is -1, each by its own scale. */
    static Direction random(Subject s, int input, Seed seed, double step) {
        double[][] v = new double[s.inputs()][];
        for (int i = 0; i < v.length; i++) {
            if (input < 0 || input == i) {
                double[] x = s.point(i);
                double scale = scale(x);
                v[i] = dense(seed.child(i), x.length);
                for (int k = 0; k < v[i].length; k++) {
                    v[i][k] = Double.isFinite(x[k]) ? v[i][k] * scale : 0;
                }
            }
        }
        double unit = s.inputUnit();
        return new Direction(input, -1, v, step > 0 ? step : step(s), 32 * unit, unit / 2, true);
    }

    /**
     * The same direction, leaning towards a gradient: of the elements that go against it, one in eight turns round. In a
     * random direction of very many elements almost all of the derivative cancels, and what is left drowns; here an eighth is
     * left, of each input, and no element counts for more.
     *
     * @param turn which of the eight
     */
    Direction leaning(double[][] gradient, int turn) {
        double[][] v = new double[vectors.length][];
        for (int i = 0; i < v.length; i++) {
            v[i] = vectors[i] == null ? null : vectors[i].clone();
            for (int k = 0; v[i] != null && k < v[i].length; k++) {
                boolean turns = v[i][k] * gradient[i][k] < 0 && turning(k, turn) != 0;
                v[i][k] = turns ? -v[i][k] : v[i][k];
            }
        }
        return new Direction(input, element, v, base, least, jitter, tangent);
    }

    /** The sign bit for the elements that turn round where they go against a gradient, else 0. */
    static long turning(int k, int turn) {
        return (long) (((k * 0x9E3779B9 >>> 29) ^ turn % 8) - 1 >>> 31) << 63;
    }

    /**
     * The same direction with other weights of the inputs.
     *
     * @param step the step to begin with
     * @param forward whether the forward sweep is asked for it
     */
    Direction weighted(double[] weights, double step, boolean forward) {
        double[][] v = new double[vectors.length][];
        for (int i = 0; i < v.length; i++) {
            v[i] = vectors[i] == null ? null : vectors[i].clone();
            for (int k = 0; v[i] != null && k < v[i].length; k++) {
                v[i][k] *= weights[i];
            }
        }
        return new Direction(input, element, v, step, least, jitter, forward);
    }

    /** The share of one input in {@link #dot}. */
    double dot(double[][] gradient, int i) {
        double sum = 0;
        for (int k = 0; k < vectors[i].length; k++) {
            sum += vectors[i][k] == 0 ? 0 : gradient[i][k] * vectors[i][k];
        }
        return sum;
    }

    /** Random numbers of either sign and about the size of 1: none is small enough to hide what it multiplies. */
    static double[] dense(Seed seed, int n) {
        RandomGenerator random = seed.generator();
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            long bits = random.nextLong(); // one call gives size and sign
            double size = 0.5 + (bits >>> 11) * 0x1p-53;
            values[i] = (bits & 1) == 0 ? size : -size;
        }
        return values;
    }

    /** The point moved along this direction. */
    double[][] moved(double[][] x, double t) {
        double[][] all = x.clone();
        if (element >= 0) {
            all[input] = x[input].clone();
            all[input][element] += t;
            return all;
        }
        for (int i = 0; i < all.length; i++) {
            if (vectors[i] != null) {
                all[i] = x[i].clone();
                for (int k = 0; k < all[i].length; k++) {
                    all[i][k] += t * vectors[i][k];
                }
            }
        }
        return all;
    }

    /** The product of a gradient with this direction. */
    double dot(double[][] gradient) {
        if (element >= 0) {
            return gradient[input][element];
        }
        double sum = 0;
        for (int i = 0; i < vectors.length; i++) {
            for (int k = 0; vectors[i] != null && k < vectors[i].length; k++) {
                sum += vectors[i][k] == 0 ? 0 : gradient[i][k] * vectors[i][k];
            }
        }
        return sum;
    }

    /** The sum of the sizes of the terms of {@link #dot}. */
    double size(double[][] gradient) {
        if (element >= 0) {
            return Math.abs(gradient[input][element]);
        }
        double sum = 0;
        for (int i = 0; i < vectors.length; i++) {
            for (int k = 0; vectors[i] != null && k < vectors[i].length; k++) {
                sum += vectors[i][k] == 0 ? 0 : Math.abs(gradient[i][k] * vectors[i][k]);
            }
        }
        return sum;
    }

    /** The components for one input: zeros where it does not move. */
    double[] vector(Subject s, int i) {
        if (element < 0 && vectors[i] != null) {
            return vectors[i];
        }
        double[] v = new double[s.point(i).length];
        if (element >= 0 && i == input) {
            v[element] = 1;
        }
        return v;
    }

    /** The step that balances the errors of an extrapolated central difference, for a function of scale 1. */
    private static double relative(Subject s) {
        return Math.pow(2 * Math.max(s.unit(), s.inputUnit()), 0.2);
    }

    /** The step along a direction that has the scale of the point. */
    static double step(Subject s) {
        return powerOfTwo(relative(s));
    }

    /** The largest finite size among the elements, 1 where all are 0. */
    static double scale(double[] x) {
        double max = 0;
        for (double v : x) {
            double size = Math.abs(v);
            max = size > max && size < Double.POSITIVE_INFINITY ? size : max;
        }
        return max == 0 ? 1 : max;
    }

    /** Rounded so that moving a coordinate by it is exact. */
    private static double powerOfTwo(double h) {
        return Math.scalb(1.0, Math.getExponent(h));
    }
}
