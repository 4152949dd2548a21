package org.autodiff.examples.playground;

import java.util.List;
import java.util.random.RandomGenerator;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;

/**
 * Points of the plane between -1 and 1, each of one of two classes.
 *
 * @param xs to the right
 * @param ys upward
 * @param labels 0 or 1
 */
record Points(double[] xs, double[] ys, double[] labels) {
    private static final int MOST = 4000;

    int size() {
        return xs.length;
    }

    /** Points of a data set, drawn from a seed: their classes in turn. */
    static Points draw(String data, int count, double noise, Seed seed) {
        RandomGenerator random = seed.generator();
        Points points = new Points(new double[count], new double[count], new double[count]);
        for (int i = 0; i < count; i++) {
            int label = i % 2;
            double[] at = place(data, label, random);
            points.xs[i] = at[0] + noise * random.nextGaussian() / 2;
            points.ys[i] = at[1] + noise * random.nextGaussian() / 2;
            points.labels[i] = label;
        }
        return points;
    }

    private static double[] place(String data, int label, RandomGenerator random) {
        double turn = random.nextDouble(2 * Math.PI);
        switch (data) {
            case "circle" -> {
                double radius = label == 1 ? random.nextDouble(0, 0.45) : random.nextDouble(0.65, 0.95);
                return new double[] {radius * Math.cos(turn), radius * Math.sin(turn)};
            }
            case "xor" -> {
                double x = random.nextDouble(0.08, 0.95) * (random.nextBoolean() ? 1 : -1);
                double y = random.nextDouble(0.08, 0.95) * Math.signum(x) * (label == 1 ? -1 : 1);
                return new double[] {x, y};
            }
            case "gauss" -> {
                double centre = label == 1 ? 0.4 : -0.4;
                return new double[] {centre + 0.18 * random.nextGaussian(), centre + 0.18 * random.nextGaussian()};
            }
            case "spiral" -> {
                double along = random.nextDouble();
                double angle = 1.75 * along * 2 * Math.PI + (label == 1 ? Math.PI : 0);
                return new double[] {0.9 * along * Math.sin(angle), 0.9 * along * Math.cos(angle)};
            }
            default -> {
                double half = turn / 2;
                return label == 1
                        ? new double[] {0.6 * Math.cos(half) - 0.3, 0.6 * Math.sin(half) - 0.2}
                        : new double[] {0.3 - 0.6 * Math.cos(half), 0.2 - 0.6 * Math.sin(half)};
            }
        }
    }

    /** The points that a page sends: a list of lists of x, y and class. */
    static Points of(Object json) {
        if (!(json instanceof List<?> rows) || rows.isEmpty() || rows.size() > MOST) {
            throw new ArgumentException("points: must be a list of 1 to " + MOST + " points [x, y, class]");
        }
        Points points = new Points(new double[rows.size()], new double[rows.size()], new double[rows.size()]);
        for (int i = 0; i < rows.size(); i++) {
            if (!(rows.get(i) instanceof List<?> row) || row.size() != 3) {
                throw new ArgumentException("points: point " + i + " is " + rows.get(i) + "; it must be [x, y, class]");
            }
            points.xs[i] = coordinate(row.get(0), i);
            points.ys[i] = coordinate(row.get(1), i);
            if (!(row.get(2) instanceof Long label) || label < 0 || label > 1) {
                throw new ArgumentException("points: the class of point " + i + " is " + row.get(2) + "; it is 0 or 1");
            }
            points.labels[i] = label;
        }
        return points;
    }

    private static double coordinate(Object value, int i) {
        if (value instanceof Number n && Math.abs(n.doubleValue()) <= 10) {
            return n.doubleValue();
        }
        throw new ArgumentException(
                "points: a coordinate of point " + i + " is " + value + "; it is between -10 and 10");
    }

    /** The points of even, or of odd, pairs: a half with as many of each class. */
    Points half(int which) {
        int count = 0;
        for (int i = 0; i < size(); i++) {
            count += i / 2 % 2 == which ? 1 : 0;
        }
        Points half = new Points(new double[count], new double[count], new double[count]);
        int at = 0;
        for (int i = 0; i < size(); i++) {
            if (i / 2 % 2 == which) {
                half.xs[at] = xs[i];
                half.ys[at] = ys[i];
                half.labels[at++] = labels[i];
            }
        }
        return half;
    }
}
