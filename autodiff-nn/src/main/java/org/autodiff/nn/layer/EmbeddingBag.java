package org.autodiff.nn.layer;

import java.util.Locale;
import org.autodiff.Embedding.Bag;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;

/**
 * A lookup table of vectors, of which each bag of indices gives one, their sum, mean or maximum: x INT64 [bags, length], y
 * [bags, dim].
 *
 * <p>Its parameter {@code weight} is [count, dim] as in PyTorch's {@code nn.EmbeddingBag}, normal with mean 0 and deviation 1
 * at the start.
 */
public final class EmbeddingBag extends Layer {
    private final Tensor weight;
    private final Bag mode;

    /**
     * A table in FLOAT32.
     *
     * @param count the number of vectors
     * @param dim their size
     * @param mode how the vectors of a bag are reduced; PyTorch's default is MEAN
     * @param seed source of the initial values
     * @throws ArgumentException if a number is below 1, or the mode or the seed is null
     */
    public EmbeddingBag(int count, int dim, Bag mode, Seed seed) {
        this(count, dim, mode, DType.FLOAT32, seed);
    }

    /**
     * A table of the given element type.
     *
     * @throws ArgumentException if a number is below 1, or the mode or the seed is null
     * @throws org.autodiff.error.DTypeException if {@code dtype} is not floating
     */
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
        return org.autodiff.Embedding.embeddingBag(weight, x, mode);
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
