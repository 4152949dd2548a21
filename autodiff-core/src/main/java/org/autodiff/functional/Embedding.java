package org.autodiff.functional;

import java.util.Arrays;
import org.autodiff.Tensor;
import org.autodiff.error.IndexException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;
import org.autodiff.op.Composite;

/** Embedding: look-up of rows in a table, such as the vectors of words. */
public final class Embedding {
    /** The reduction of the rows of a bag. */
    public enum Bag {
        /** Their sum. */
        SUM,
        /** Their mean. */
        MEAN,
        /** The largest of each column; the gradient goes to the first such row. */
        MAX
    }

    private Embedding() {}

    /**
     * The rows of a table at indices.
     *
     * @param weight the table, [V, D]
     * @param index INT64 of any shape, from 0 to V-1
     * @return [*, D], where * is the index's shape
     */
    @Composite("x_{k_i}")
    public static Tensor embedding(Tensor weight, Tensor index) {
        Require.nonNull(index, "embedding", "index", "pass a tensor");
        Require.nonNull(weight, "embedding", "weight", "pass a tensor");
        return rows("embedding", weight, index);
    }

    /**
     * The rows of a table at indices, where the row of the padding gets no gradient: it stands for nothing, and stays as it is.
     *
     * @param paddingIndex of that row; a negative one counts from the end
     */
    @Composite("x_{k_i}")
    public static Tensor embedding(Tensor weight, Tensor index, int paddingIndex) {
        Require.nonNull(index, "embedding", "index", "pass a tensor");
        Require.nonNull(weight, "embedding", "weight", "pass a tensor");
        Tensor rows = rows("embedding", weight, index);
        int count = weight.shape().dim(0);
        int padding = paddingIndex < 0 ? paddingIndex + count : paddingIndex;
        if (padding < 0 || padding >= count) {
            throw new IndexException(
                    "embedding: the padding index " + paddingIndex + " is outside the " + count + " rows of the table");
        }
        int[] dims = Arrays.copyOf(index.shape().toArray(), index.rank() + 1);
        dims[index.rank()] = 1;
        return index.eq(padding).reshape(dims).where(rows.detach(), rows);
    }

    /**
     * The rows of a table at the indices of bags, reduced to one row a bag.
     *
     * @param weight the table, [V, D]
     * @param index INT64 [bags, length], from 0 to V-1
     * @return [bags, D]; zeros where bags are empty
     */
    @Composite("\\sum_j x_{k_{ij}}")
    public static Tensor embeddingBag(Tensor weight, Tensor index, Bag bag) {
        Require.nonNull(index, "embeddingBag", "index", "pass a tensor");
        Require.nonNull(weight, "embeddingBag", "weight", "pass a tensor");
        if (index.rank() != 2) {
            throw new ShapeException(
                    "embeddingBag: the index has shape " + index.shape() + "; it must be [bags, length]");
        }
        Tensor rows = rows("embeddingBag", weight, index);
        boolean empty = index.shape().dim(1) == 0;
        return switch (empty ? Bag.SUM : bag) {
            case SUM -> rows.sum(1);
            case MEAN -> rows.mean(1);
            case MAX -> rows.maxAlong(1).values();
        };
    }

    private static Tensor rows(String op, Tensor weight, Tensor index) {
        if (weight.rank() != 2) {
            throw new ShapeException(op + ": the table has shape " + weight.shape() + "; it must be [V, D]");
        }
        Tensor rows = weight.indexSelect(0, index.rank() == 1 ? index : index.reshape(index.size()));
        if (index.rank() == 1) {
            return rows;
        }
        int[] dims = Arrays.copyOf(index.shape().toArray(), index.rank() + 1);
        dims[index.rank()] = weight.shape().dim(1);
        return rows.reshape(dims);
    }
}
