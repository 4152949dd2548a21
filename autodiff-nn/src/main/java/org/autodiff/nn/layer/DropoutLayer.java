package org.autodiff.nn.layer;

import java.util.random.RandomGenerator;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Shape;
import org.autodiff.error.Require;
import org.autodiff.nn.SeedSequence;

/** A layer that multiplies by a mask in training mode, in the n-th call that of the n-th child of its seed. */
abstract sealed class DropoutLayer extends Layer permits Dropout, AlphaDropout, ChannelDropout {
    private final SeedSequence seeds;

    /** The probability that was given, to drop or to keep. */
    final double p;

    DropoutLayer(double p, String what, Seed seed) {
        this.p = Require.probability(p, owner(), what);
        this.seeds = seeds("masks", given(seed, owner()));
    }

    /** The value in training mode. */
    abstract Tensor dropped(Tensor x);

    /** The value in evaluation mode: the input. */
    Tensor kept(Tensor x) {
        return x;
    }

    @Override
    protected final Tensor compute(Tensor x) {
        requireFloating(x);
        return isTraining() ? dropped(x) : kept(x);
    }

    /** The next mask: {@code value} with probability {@code keep}, else 0. */
    final Tensor mask(double keep, double value, DType dtype, Shape shape) {
        return mask(seeds.next(), keep, value, dtype, shape);
    }

    /** Elements kept with a probability and then divided by it, by the next mask; the input itself if all are kept. */
    final Tensor scaled(Tensor x, double keep) {
        return scaled(x, keep, seeds);
    }

    static Tensor scaled(Tensor x, double keep, SeedSequence seeds) {
        return keep == 1 ? x : x.mul(mask(seeds.next(), keep, factor(keep), x.dtype(), x.shape()));
    }

    /** The factor of what is kept, with which the expectation stays; 0 where nothing is kept. */
    static double factor(double keep) {
        return keep == 0 ? 0 : 1 / keep;
    }

    private static Tensor mask(Seed seed, double keep, double value, DType dtype, Shape shape) {
        RandomGenerator random = seed.generator();
        double[] values = new double[shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextDouble() < keep ? value : 0;
        }
        return Tensor.of(values, values.length).reshape(shape.toArray()).to(dtype);
    }

    /** Starts anew: the next call in training mode draws the first mask. */
    public void rewind() {
        seeds.moveTo(0);
    }

    @Override
    protected String extraRepr() {
        return "p=" + p;
    }
}
