package org.autodiff.functional;

import java.util.Arrays;
import java.util.OptionalLong;
import org.autodiff.Tensor;
import org.autodiff.Vmap;
import org.autodiff.array.Shape;
import org.autodiff.error.ShapeException;
import org.autodiff.functional.Loss.Reduction;

/**
 * Scores of classes with their labels as rows, for losses that know nothing of other axes.
 *
 * @param op the loss
 * @param scores [M, C]
 * @param labels [M]
 * @param kept the positions that the rows come from, or null where none was left out
 * @param shape of the labels as they were given
 */
record ClassRows(String op, Tensor scores, Tensor labels, Tensor kept, Shape shape) {
    /** Scores [N, C, ...] with labels [N, ...], or [C] with []; without the positions that have an ignored label. */
    static ClassRows of(String op, Tensor scores, Tensor labels, OptionalLong ignored) {
        requireFit(op, scores, labels);
        Tensor flat = labels.rank() == 1 ? labels : labels.reshape(labels.size());
        ClassRows all = new ClassRows(op, rows(scores, flat.size()), flat, null, labels.shape());
        return ignored.isEmpty() ? all : all.without(ignored.getAsLong());
    }

    private static void requireFit(String op, Tensor scores, Tensor labels) {
        TensorArguments.requireFloating(op, "input", scores);
        LossArguments.requireIndices(op, labels);
        int rank = scores.rank();
        Shape one = rank == 0 ? null : without(scores.shape(), axis(scores));
        if (!labels.shape().equals(one)) {
            throw new ShapeException(op + ": logits " + scores.shape() + " and labels " + labels.shape()
                    + "; the labels must be " + (rank == 0 ? "those of logits [N, C]" : one.toString())
                    + ", one class index for each position");
        }
    }

    /** The axis of the classes: 1, or 0 where it is the only one. */
    static int axis(Tensor scores) {
        return scores.rank() == 1 ? 0 : 1;
    }

    /** The shape without an axis. */
    static Shape without(Shape shape, int axis) {
        int[] dims = new int[shape.rank() - 1];
        Arrays.setAll(dims, i -> shape.dim(i < axis ? i : i + 1));
        return Shape.of(dims);
    }

    private static Tensor rows(Tensor scores, int n) {
        int rank = scores.rank();
        if (rank == 2) {
            return scores;
        }
        int classes = scores.shape().dim(axis(scores));
        int[] order = new int[rank];
        Arrays.setAll(order, i -> i == 0 ? 0 : i == rank - 1 ? 1 : i + 1);
        return (rank == 1 ? scores : scores.permute(order)).reshape(n, classes);
    }

    /** The rows with another label; their scores are not looked at, so that not even a NaN comes through. */
    private ClassRows without(long ignored) {
        long[] all = labels.toLongs();
        long[] at = new long[all.length];
        int n = 0;
        for (int i = 0; i < all.length; i++) {
            if (all[i] != ignored) {
                at[n++] = i;
            }
        }
        if (n == all.length) {
            return this;
        }
        Tensor index = Tensor.of(Arrays.copyOf(at, n), n);
        return new ClassRows(op, scores.indexSelect(0, index), labels.indexSelect(0, index), index, shape);
    }

    /** The number of classes. */
    int classes() {
        return scores.shape().dim(1);
    }

    /** For each row the element in the column of its label. */
    Tensor picked(Tensor rows) {
        int n = labels.size();
        return rows.gather(1, labels.reshape(n, 1)).reshape(n);
    }

    /** The weights of the rows by their labels; null for null. */
    Tensor weights(Tensor input, Tensor ofClasses) {
        if (ofClasses == null) {
            return null;
        }
        LossArguments.requireLabels(op, Vmap.numbers(labels).toLongs(), classes());
        return LossArguments.requireClassWeight(op, input, classes(), ofClasses).indexSelect(0, labels);
    }

    /**
     * The rows' losses, which have been weighted already, reduced. The mean is weighted too; it is NaN where no row is left.
     *
     * @param weights of the rows, or null for ones
     */
    Tensor reduced(Tensor losses, Tensor weights, Reduction reduction) {
        return switch (reduction) {
            case NONE -> everywhere(losses);
            case SUM -> losses.sum();
            case BATCH_MEAN, SAMPLE_SUM -> reduction.of(op, everywhere(losses));
            case MEAN ->
                weights != null
                        ? losses.sum().div(weights.sum())
                        : kept == null ? losses.mean() : losses.sum().div(labels.size());
        };
    }

    /** The losses in the shape of the labels, 0 at positions left out. */
    private Tensor everywhere(Tensor losses) {
        Tensor all = kept == null
                ? losses
                : Tensor.zeros(losses.dtype(), shape.size()).indexAdd(0, kept, losses);
        return shape.rank() == 1 ? all : all.reshape(shape.toArray());
    }
}
