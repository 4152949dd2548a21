package org.autodiff.nn.layer;

import java.util.Locale;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;
import org.autodiff.functional.Embedding.Bag;
import org.autodiff.nn.init.Init;

/**
 * A table of vectors, of which each bag of indices makes one: x INT64 [bags, length], y [bags, dim].
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
     * @param mode what becomes of the vectors of a bag; PyTorch's default is MEAN
     * @param seed source of the initial values
     * @throws ArgumentException if a number is below 1 or the seed is null
     */
    public EmbeddingBag(int count, int dim, Bag mode, Seed seed) {
        this(count, dim, mode, DType.FLOAT32, seed);
    }

    /**
     * A table of a chosen element type.
     *
     * @throws ArgumentException if a number is below 1 or the seed is null
     */
    public EmbeddingBag(int count, int dim, Bag mode, DType dtype, Seed seed) {
        Checks.positive("EmbeddingBag", "the number of vectors", count);
        Checks.positive("EmbeddingBag", "their size", dim);
        Checks.floating("EmbeddingBag", dtype);
        this.mode = Checks.choice("EmbeddingBag", "the mode", mode, Bag.MEAN);
        this.weight = parameter(
                "weight",
                Init.normal(0, 1).sample(Checks.seed("EmbeddingBag", seed).child(0), dtype, count, dim));
    }

    @Override
    Tensor compute(Tensor x) {
        if (x.rank() != 2) {
            throw misfit("[bags, length]", x, "pad the bags to one length");
        }
        if (x.dtype() != DType.INT64) {
            throw new DTypeException("expected indices of INT64, got " + x.dtype() + "; convert them with to(INT64)");
        }
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
