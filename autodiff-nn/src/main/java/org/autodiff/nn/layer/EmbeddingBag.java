package org.autodiff.nn.layer;

import java.util.Locale;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.error.Require;
import org.autodiff.functional.Embedding.Bag;

/**
 * A lookup table of vectors, of which each bag of indices gives one, their sum, mean or maximum: x INT64 [bags,
 * length], y [bags, dim].
 *
 * <p>Its parameter {@code weight} is [count, dim] as in PyTorch's {@code nn.EmbeddingBag}, normal with mean 0 and
 * deviation 1 at the start.
 */
public final class EmbeddingBag extends Layer {
    private final Tensor weight;
    private final Bag mode;

    /**
     * A table of {@code count} vectors of size {@code dim}, both at least 1, in FLOAT32; PyTorch's default of the mode
     * is MEAN.
     */
    public EmbeddingBag(int count, int dim, Bag mode, Seed seed) {
        this(count, dim, mode, DType.FLOAT32, seed);
    }

    /** A table of the given floating element type. */
    public EmbeddingBag(int count, int dim, Bag mode, DType dtype, Seed seed) {
        this.mode = Require.choice(mode, owner(), "the mode", Bag.MEAN);
        this.weight = parameter("weight", Embedding.drawn(count, dim, dtype, seed, owner()));
    }

    @Override
    protected Tensor compute(Tensor x) {
        if (x.rank() != 2) {
            throw misfit("[bags, length]", x, "pad the bags to one length");
        }
        Embedding.requireIndices(x);
        return org.autodiff.functional.Embedding.embeddingBag(weight, x, mode);
    }

    /** The leaf [count, dim]. */
    public Tensor weight() {
        return weight;
    }

    @Override
    protected String extraRepr() {
        return weight.shape().dim(0) + ", " + weight.shape().dim(1) + ", mode="
                + mode.name().toLowerCase(Locale.ROOT);
    }
}
