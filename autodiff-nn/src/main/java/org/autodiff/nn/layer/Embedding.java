package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.Require;
import org.autodiff.nn.Parameter;
import org.autodiff.nn.init.Init;

/**
 * A lookup table of vectors: x INT64 [*] of indices, y [*, dim].
 *
 * <p>Its parameter {@code weight} is [count, dim] as in PyTorch's {@code nn.Embedding}, normal with mean 0 and
 * deviation 1 at the start.
 */
public final class Embedding extends Layer {
    private final Tensor weight;
    private final Integer padding;

    /**
     * A table of {@code count} vectors of size {@code dim}, both at least 1, in FLOAT32; the seed draws the initial
     * values.
     */
    public Embedding(int count, int dim, Seed seed) {
        this(count, dim, DType.FLOAT32, seed);
    }

    /** A table of the given floating element type. */
    public Embedding(int count, int dim, DType dtype, Seed seed) {
        this(drawn(count, dim, dtype, seed, "Embedding"), null);
    }

    private Embedding(Tensor weight, Integer padding) {
        this.weight = parameter("weight", weight);
        this.padding = padding;
    }

    /** A table with given floating vectors, [count, dim]. */
    public static Embedding of(Tensor weight) {
        requireWeight(weight, 2, "[count, dim]", "Embedding.of");
        return new Embedding(weight, null);
    }

    /**
     * A table in FLOAT32 with a padding vector, which is zero at the start and gets no gradient.
     *
     * @param padding its index; a negative one counts from the end
     * @throws ArgumentException if a number is below 1, the index is out of range, or the seed is null
     */
    public static Embedding withPadding(int count, int dim, int padding, Seed seed) {
        return withPadding(count, dim, padding, DType.FLOAT32, seed);
    }

    /** A table of the given floating element type with a padding vector. */
    public static Embedding withPadding(int count, int dim, int padding, DType dtype, Seed seed) {
        Tensor weight = drawn(count, dim, dtype, seed, "Embedding");
        int row = padding < 0 ? padding + count : padding;
        if (row < 0 || row >= count) {
            throw new ArgumentException(
                    "Embedding: the padding index " + padding + " is outside the " + count + " vectors");
        }
        Tensor zeros = Tensor.zeros(dtype, 1, dim);
        Tensor rows = Tensor.concat(0, weight.slice(0, 0, row), zeros, weight.slice(0, row + 1, count));
        return new Embedding(rows, row);
    }

    /** The initial vectors of a table, for an owner that errors name. */
    static Tensor drawn(int count, int dim, DType dtype, Seed seed, String owner) {
        Require.positive(count, owner, "the number of vectors");
        Require.positive(dim, owner, "their size");
        Parameter.floating(dtype, owner);
        return Init.normal(0, 1).sample(given(seed, owner).child(0), dtype, count, dim);
    }

    /** Throws unless the input is of indices. */
    static void requireIndices(Tensor x) {
        if (x.dtype() != DType.INT64) {
            throw new DTypeException("expected indices of INT64, got " + x.dtype() + "; convert them with to(INT64)");
        }
    }

    @Override
    protected Tensor compute(Tensor x) {
        requireIndices(x);
        return padding == null
                ? org.autodiff.functional.Embedding.embedding(weight, x)
                : org.autodiff.functional.Embedding.embedding(weight, x, padding);
    }

    /** The leaf [count, dim]. */
    public Tensor weight() {
        return weight;
    }

    @Override
    protected String extraRepr() {
        return weight.shape().dim(0) + ", " + weight.shape().dim(1) + (padding == null ? "" : ", padding=" + padding);
    }
}
