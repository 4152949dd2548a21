package org.autodiff.examples.experiment;

import java.util.random.RandomGenerator;
import org.autodiff.Tensor;
import org.autodiff.array.Seed;
import org.autodiff.nn.data.Dataset;
import org.autodiff.nn.data.TensorDataset;

/** Points of two half circles that reach into each other, with noise: two classes that no straight line parts. */
final class Moons {

    private Moons() {}

    /**
     * Draws points, of the two classes by turns.
     *
     * @param count how many
     * @param noise the standard deviation of what is added to each coordinate; the circles have radius 1
     */
    static Dataset draw(Seed seed, int count, double noise) {
        RandomGenerator random = seed.generator();
        float[] points = new float[2 * count];
        long[] labels = new long[count];
        for (int i = 0; i < count; i++) {
            double angle = Math.PI * random.nextDouble();
            boolean upper = i % 2 == 0;
            double x = upper ? Math.cos(angle) : 1 - Math.cos(angle);
            double y = upper ? Math.sin(angle) : 0.5 - Math.sin(angle);
            points[2 * i] = (float) (x + noise * random.nextGaussian());
            points[2 * i + 1] = (float) (y + noise * random.nextGaussian());
            labels[i] = upper ? 0 : 1;
        }
        return new TensorDataset(Tensor.of(points, count, 2), Tensor.of(labels));
    }
}
