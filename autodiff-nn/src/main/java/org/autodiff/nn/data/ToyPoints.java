package org.autodiff.nn.data;

import java.util.random.RandomGenerator;
import org.autodiff.Tensor;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;

/** Points with class labels that are gathered one by one, made noisy, and put into a random order at the end. */
final class ToyPoints {
    private final int features;
    private final double noise;
    private final RandomGenerator random;
    private final Seed order;
    private final float[] inputs;
    private final long[] labels;
    private int size;

    /** Refuses fewer samples than groups of points. */
    static void enough(String set, int n, int classes) {
        if (n < classes) {
            throw new ArgumentException(set + ": the number of samples must be at least " + classes
                    + ", one for each group of points, got " + n);
        }
    }

    ToyPoints(String set, Seed seed, int n, int classes, double noise) {
        this(set, seed, n, classes, 2, noise);
    }

    ToyPoints(String set, Seed seed, int n, int classes, int features, double noise) {
        checked(set, seed);
        enough(set, n, classes);
        if ((long) n * features > Integer.MAX_VALUE - 8) {
            throw new ArgumentException(set + ": " + n + " samples of " + features + " numbers do not fit an array");
        }
        checkNoise(set, noise);
        this.features = features;
        this.noise = noise;
        this.random = seed.child(0).generator();
        this.order = seed.child(1);
        this.inputs = new float[n * features];
        this.labels = new long[n];
    }

    void add(int label, double... point) {
        for (int k = 0; k < features; k++) {
            inputs[size * features + k] = (float) (point[k] + noise * random.nextGaussian());
        }
        labels[size++] = label;
    }

    TensorDataset shuffled() {
        int n = labels.length;
        Dataset sorted = new TensorDataset(Tensor.of(inputs, n, features), Tensor.of(labels, n));
        Batch all = new DataLoader(sorted, n, order).epoch(0).iterator().next();
        return new TensorDataset(all.inputs(), all.labels());
    }

    static void checkNoise(String set, double noise) {
        Require.notNegative(noise, set, "the noise, a standard deviation,");
    }

    static Seed checked(String set, Seed seed) {
        return Require.nonNull(seed, set, "the seed", "pass Seed.of(number)");
    }
}
