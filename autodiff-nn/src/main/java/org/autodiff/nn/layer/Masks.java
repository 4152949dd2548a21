package org.autodiff.nn.layer;

import java.util.random.RandomGenerator;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Shape;
import org.autodiff.nn.SeedSequence;

/** Random masks one after the other, each of them from the next seed of a sequence. */
final class Masks {
    /** The name under which layers register the sequence. */
    static final String NAME = "masks";

    private final SeedSequence seeds;

    Masks(SeedSequence seeds) {
        this.seeds = seeds;
    }

    /** Starts anew with the first. */
    void rewind() {
        seeds.moveTo(0);
    }

    /** The next mask: {@code value} with probability {@code keep}, else 0. */
    Tensor next(double keep, double value, DType dtype, Shape shape) {
        return mask(seeds.next(), keep, value, dtype, shape);
    }

    /** The input with elements kept with a probability and then divided by it; the input itself if all are kept. */
    Tensor keep(Tensor x, double keep) {
        if (keep == 1) {
            return x;
        }
        return x.mul(next(keep, keep == 0 ? 0 : 1 / keep, x.dtype(), x.shape()));
    }

    private static Tensor mask(Seed seed, double keep, double value, DType dtype, Shape shape) {
        RandomGenerator random = seed.generator();
        int n = shape.size();
        Tensor mask;
        if (dtype == DType.FLOAT32) {
            float[] values = new float[n];
            for (int i = 0; i < n; i++) {
                values[i] = random.nextDouble() < keep ? (float) value : 0;
            }
            mask = Tensor.of(values, n);
        } else {
            double[] values = new double[n];
            for (int i = 0; i < n; i++) {
                values[i] = random.nextDouble() < keep ? value : 0;
            }
            mask = Tensor.of(values, n);
        }
        return mask.reshape(shape.toArray());
    }
}
