package org.autodiff.nn.data;

import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;
import org.autodiff.Tensor;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;

/**
 * Small sets that are computed from a seed: something to learn, to plot and to test on, without a file. Arguments out of
 * range are refused.
 *
 * <p>Where scikit-learn has the set ({@code make_moons}, {@code make_circles}, {@code make_blobs}), names and meaning of
 * the parameters are its own; the random numbers are not. Sets for classification have inputs FLOAT32 [n, features] and
 * labels INT64 [n]; classes are as equal in number as n allows, and the samples are in random order, so that a {@link
 * Dataset#range range} is a fair part. The same arguments give the same bits.
 */
public final class Toys {
    // where blobs may have their centres along each axis, as in scikit-learn
    private static final double BOX = 10;
    // how far an arm of the spirals turns
    private static final double TURN = 1.5 * StrictMath.PI;

    private static final int MOST_CENTERS = 1 << 20;

    private Toys() {}

    /**
     * Two half circles of radius 1 that reach into one another: class 0 around (0, 0) above, class 1 around (1, 1/2)
     * below; n/2 points, rounded down, are of class 0.
     *
     * @param n the number of samples, at least 2
     * @param noise standard deviation of the normal noise on both coordinates; 0 for none
     */
    public static TensorDataset moons(Seed seed, int n, double noise) {
        ToyPoints points = new ToyPoints("Toys.moons", seed, n, 2, noise);
        int upper = n / 2;
        for (int i = 0; i < n; i++) {
            boolean above = i < upper;
            double t = StrictMath.PI * (above ? share(i, upper) : share(i - upper, n - upper));
            double x = StrictMath.cos(t);
            double y = StrictMath.sin(t);
            points.add(above ? 0 : 1, above ? x : 1 - x, above ? y : 0.5 - y);
        }
        return points.shuffled();
    }

    /**
     * A circle of radius 1, class 0, and a smaller one inside, class 1; n/2 points, rounded down, are of class 0.
     *
     * @param n the number of samples, at least 2
     * @param noise standard deviation of the normal noise on both coordinates; 0 for none
     * @param factor the radius of the inner circle, 0 included to 1 excluded; 0.8 in scikit-learn
     */
    public static TensorDataset circles(Seed seed, int n, double noise, double factor) {
        Require.belowOne(factor, "Toys.circles", "the factor");
        ToyPoints points = new ToyPoints("Toys.circles", seed, n, 2, noise);
        int outer = n / 2;
        for (int i = 0; i < n; i++) {
            boolean outside = i < outer;
            double t = 2 * StrictMath.PI * (outside ? (double) i / outer : (double) (i - outer) / (n - outer));
            double radius = outside ? 1 : factor;
            points.add(outside ? 0 : 1, radius * StrictMath.cos(t), radius * StrictMath.sin(t));
        }
        return points.shuffled();
    }

    /**
     * Arms that turn around the origin by three quarters of a circle while they go out from radius 0 to 1, one a class.
     *
     * @param n the number of samples, at least one for each arm
     * @param arms the number of classes, at least 1
     * @param noise standard deviation of the normal noise on both coordinates; 0 for none
     */
    public static TensorDataset spirals(Seed seed, int n, int arms, double noise) {
        ToyPoints points = new ToyPoints(
                "Toys.spirals", seed, n, Require.positive(arms, "Toys.spirals", "the number of arms"), noise);
        for (int arm = 0; arm < arms; arm++) {
            int count = count(n, arms, arm);
            for (int i = 0; i < count; i++) {
                double radius = share(i, count);
                double angle = 2 * StrictMath.PI * arm / arms + TURN * radius;
                points.add(arm, radius * StrictMath.cos(angle), radius * StrictMath.sin(angle));
            }
        }
        return points.shuffled();
    }

    /**
     * Normal clouds around centres that are drawn evenly from the square [-10, 10] x [-10, 10], one a class.
     *
     * @param n the number of samples, at least one for each centre
     * @param centers the number of classes, at least 1
     * @param std standard deviation of a cloud along each axis, at least 0; 1 in scikit-learn
     */
    public static TensorDataset blobs(Seed seed, int n, int centers, double std) {
        RandomGenerator random = ToyPoints.checked("Toys.blobs", seed).child(2).generator();
        ToyPoints.enough("Toys.blobs", n, centers);
        if (centers > MOST_CENTERS) {
            throw new ArgumentException(
                    "Toys.blobs: the number of centers must be at most " + MOST_CENTERS + ", got " + centers);
        }
        double[][] drawn = new double[Require.positive(centers, "Toys.blobs", "the number of centers")][];
        for (int i = 0; i < centers; i++) {
            drawn[i] = new double[] {random.nextDouble(-BOX, BOX), random.nextDouble(-BOX, BOX)};
        }
        return blobs(seed, n, drawn, std);
    }

    /**
     * Normal clouds around given centres, one a class.
     *
     * @param n the number of samples, at least one for each centre
     * @param centers [classes][features]
     * @param std standard deviation of a cloud along each axis, at least 0
     * @throws ArgumentException if an argument is out of range, or if the centres differ in length
     */
    public static TensorDataset blobs(Seed seed, int n, double[][] centers, double std) {
        Require.nonNull(centers, "Toys.blobs", "the centers", "pass one for each class");
        Require.positive(centers.length, "Toys.blobs", "the number of centers");
        for (int label = 0; label < centers.length; label++) {
            Require.nonNull(centers[label], "Toys.blobs", "center " + label, "give its coordinates");
        }
        int features = Require.positive(centers[0].length, "Toys.blobs", "the number of features");
        ToyPoints points = new ToyPoints("Toys.blobs", seed, n, centers.length, features, std);
        for (int label = 0; label < centers.length; label++) {
            if (centers[label].length != features) {
                throw new ArgumentException("Toys.blobs: center " + label + " has " + centers[label].length
                        + " coordinates, center 0 has " + features);
            }
            for (int i = count(n, centers.length, label); i > 0; i--) {
                points.add(label, centers[label]);
            }
        }
        return points.shuffled();
    }

    /** The four points of two bits, (0, 0), (0, 1), (1, 0), (1, 1), with the label 1 where both are 1. */
    public static TensorDataset and() {
        return bits(0, 0, 0, 1);
    }

    /** The four points of two bits, (0, 0), (0, 1), (1, 0), (1, 1), with the label 1 where one or both are 1. */
    public static TensorDataset or() {
        return bits(0, 1, 1, 1);
    }

    /** The four points of two bits, (0, 0), (0, 1), (1, 0), (1, 1), with the label 1 where they differ. */
    public static TensorDataset xor() {
        return bits(0, 1, 1, 0);
    }

    /**
     * Normal clouds around the four points of {@link #xor()}, as many samples around each as n allows.
     *
     * @param n the number of samples, at least 4
     * @param noise standard deviation of a cloud along each axis, at least 0; at 0.5 the clouds touch
     */
    public static TensorDataset xor(Seed seed, int n, double noise) {
        ToyPoints points = new ToyPoints("Toys.xor", seed, n, 4, noise);
        for (int i = 0; i < n; i++) {
            int first = i >> 1 & 1;
            int second = i & 1;
            points.add(first ^ second, first, second);
        }
        return points.shuffled();
    }

    /**
     * A function of one number, measured with noise at places that are drawn evenly from an interval.
     *
     * @param n the number of samples, at least 1
     * @param noise standard deviation of the normal noise on the values; 0 for none
     * @param function what is to be learned, for example {@code StrictMath::sin}
     * @param low the least place, included
     * @param high the greatest place, excluded
     * @return inputs FLOAT32 [n, 1], labels FLOAT32 [n, 1]
     * @throws ArgumentException if an argument is out of range, or if a value of the function is not finite
     */
    public static TensorDataset regression(
            Seed seed, int n, double noise, DoubleUnaryOperator function, double low, double high) {
        Require.nonNull(function, "Toys.regression", "the function", "pass one, as StrictMath::sin");
        if (!(low < high) || !Double.isFinite(high - low)) {
            throw new ArgumentException(
                    "Toys.regression: expected a finite interval with low < high, got [" + low + ", " + high + ")");
        }
        Require.positive(n, "Toys.regression", "the number of samples");
        ToyPoints.checkNoise("Toys.regression", noise);
        RandomGenerator random = ToyPoints.checked("Toys.regression", seed).generator();
        float[] places = new float[n];
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            places[i] = (float) random.nextDouble(low, high);
            // of the place as it is stored, so that without noise the set is exact
            double value = function.applyAsDouble(places[i]);
            if (!Double.isFinite(value)) {
                throw new ArgumentException("Toys.regression: the function is " + value + " at " + places[i]
                        + "; choose an interval on which it is finite");
            }
            values[i] = (float) (value + noise * random.nextGaussian());
        }
        return new TensorDataset(Tensor.of(places, n, 1), Tensor.of(values, n, 1));
    }

    private static TensorDataset bits(long... labels) {
        float[] inputs = {0, 0, 0, 1, 1, 0, 1, 1};
        return new TensorDataset(Tensor.of(inputs, 4, 2), Tensor.of(labels, 4));
    }

    /** Where point i of {@code count} is between 0 and 1, both ends included. */
    private static double share(int i, int count) {
        return count == 1 ? 0 : (double) i / (count - 1);
    }

    /** How many of n samples are of a class; the first classes get what is left over. */
    private static int count(int n, int classes, int label) {
        return n / classes + (label < n % classes ? 1 : 0);
    }
}
