package org.autodiff.nn.init;

import java.util.random.RandomGenerator;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Shape;

/**
 * A normal distribution cut to an interval, drawn by rejection: exact also where the interval is far out in a tail, of which
 * the inverse of the distribution function knows nothing in floating point (Robert 1995, "Simulation of truncated normal
 * variables"). Each proposal below is accepted at least once in about four times.
 */
final class TruncatedNormal {
    /** Beyond it the tail, of width 1 / a, lies within rounding of its near end. */
    private static final double FAR = 1e8;

    private TruncatedNormal() {}

    static Tensor sample(double mean, double std, double low, double high, Seed seed, DType dtype, int[] shape) {
        if (std == 0) {
            return Tensor.full(dtype, Math.min(Math.max(mean, low), high), shape);
        }
        RandomGenerator random = seed.generator();
        double[] values = new double[Shape.of(shape).size()];
        double a = (low - mean) / std;
        double b = (high - mean) / std;
        for (int i = 0; i < values.length; i++) {
            // the lower tail is the upper one in the mirror
            double z = b < 0 ? -standard(random, -b, -a) : standard(random, a, b);
            values[i] = Math.min(Math.max(mean + std * z, low), high);
        }
        return Tensor.of(values, values.length).to(dtype).reshape(shape);
    }

    /** A standard normal number in [a, b], b not negative. */
    private static double standard(RandomGenerator random, double a, double b) {
        if (a <= 0 && b - a > 2) {
            double z = random.nextGaussian();
            while (z < a || z > b) {
                z = random.nextGaussian();
            }
            return z;
        }
        if (a > FAR) {
            return a; // the next number is as far off as the last digit
        }
        double nearest = Math.max(a, 0);
        double rate = (a + Math.sqrt(a * a + 4)) / 2;
        while (true) {
            double z;
            double accepted;
            if (a <= 0 || b - a < 1 / rate) {
                z = a + (b - a) * random.nextDouble();
                accepted = Math.exp((nearest - z) * (nearest + z) / 2);
            } else {
                z = a + random.nextExponential() / rate;
                accepted = z > b ? 0 : Math.exp(-(z - rate) * (z - rate) / 2);
            }
            if (random.nextDouble() < accepted) {
                return z;
            }
        }
    }
}
