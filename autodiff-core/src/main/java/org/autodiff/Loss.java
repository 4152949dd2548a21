package org.autodiff;

import static org.autodiff.OpDef.custom;
import static org.autodiff.op.Domain.labels;
import static org.autodiff.op.Domain.real;
import static org.autodiff.op.Saved.INPUT;

import org.autodiff.array.Array;
import org.autodiff.array.Binary;
import org.autodiff.array.Shape;
import org.autodiff.array.Unary;
import org.autodiff.error.IndexException;
import org.autodiff.error.ShapeException;
import org.autodiff.op.Attrs;
import org.autodiff.op.TypeRule;

/** Losses. Targets must have the shape that the loss says; nothing is broadcast, for that hides mistakes. */
public sealed interface Loss permits Tensor {
    /** What becomes of the losses of the samples. */
    enum Reduction {
        /** They stay, one a sample. */
        NONE,
        /** Their mean. */
        MEAN,
        /** Their sum. */
        SUM,
        /** Their sum over the size of axis 0. */
        BATCH_MEAN;

        /** The losses reduced. */
        Tensor of(Tensor losses) {
            return switch (this) {
                case NONE -> losses;
                case MEAN -> losses.mean();
                case SUM -> losses.sum();
                case BATCH_MEAN -> batchMean(losses);
            };
        }

        private static Tensor batchMean(Tensor losses) {
            if (losses.rank() == 0) {
                throw new ShapeException("BATCH_MEAN of a loss of shape []: it has no batch axis; use MEAN");
            }
            return losses.sum().div(losses.shape().dim(0));
        }
    }

    OpDef CROSS_ENTROPY = custom("crossEntropy")
            .arity(2)
            .forward((b, x, out, attrs) -> {
                checkLabels(
                        "crossEntropy", (long[]) b.elements(x[1]), x[0].shape().dim(1));
                Array top = b.max(x[0], 1);
                Array shifted = b.binary(Binary.SUB, x[0], top, x[0].shape());
                Array sum = b.sum(b.unary(Unary.EXP, shifted), 1).reshape(out);
                return b.binary(Binary.SUB, b.unary(Unary.LOG, sum), b.pick(shifted, x[1]), out);
            })
            .shape((op, in, attrs) -> {
                if (in[0].rank() != 2 || in[1].rank() != 1 || in[0].dim(0) != in[1].dim(0)) {
                    throw new ShapeException(op + ": logits " + in[0] + " and labels " + in[1]
                            + "; they must be [N, C] and [N], one class index a row");
                }
                return in[1];
            })
            .type(TypeRule.LABELLED)
            .vjp((call, g) -> new Tensor[] {rest(call).mul(g.reshape(g.size(), 1)), null})
            .jvp((call, t) -> t[0].mul(rest(call)).sum(1))
            .saves(INPUT)
            .domains(real(-3, 3), labels(4))
            .sample(Shape.of(3, 4), Shape.of(3))
            .rejects(Attrs.None.NONE, "one class index a row", Shape.of(3, 4), Shape.of(4))
            .formula("\\ln \\sum_j e^{x_j} - x_y", "\\operatorname{softmax}(x)_j - [j = y]", "0")
            .define();

    /** The gradient of each sample's loss by its logits: softmax less the one-hot label (Bishop 2006, 4.3.4). */
    private static Tensor rest(Call call) {
        Tensor logits = call.input(0);
        Tensor target = call.input(1).oneHot(logits.shape().dim(1));
        return logits.softmax(1).sub(target.to(logits.dtype()));
    }

    private Tensor me() {
        return (Tensor) this;
    }

    /** The mean cross-entropy of these logits; see {@link #crossEntropy(Tensor, Reduction)}. */
    default Tensor crossEntropy(Tensor target) {
        return crossEntropy(target, Reduction.MEAN);
    }

    /**
     * The cross-entropy between the softmax of these logits and a target, in nats. Classes run along axis 1 of logits
     * [N, C, ...], or along the only axis of logits [C].
     *
     * @param target class indices, INT64 of the logits' shape without the class axis; or a distribution over the classes
     *     with the logits' shape and type
     * @param reduction the mean over all positions, the sum, or none
     */
    default Tensor crossEntropy(Tensor target, Reduction reduction) {
        Tensor logits = me();
        Tensor losses = target.dtype().isFloating() ? soft(logits, target) : hard(logits, target);
        return reduction.of(losses);
    }

    private static Tensor soft(Tensor logits, Tensor target) {
        if (!target.shape().equals(logits.shape()) || logits.rank() == 0) {
            throw new ShapeException("crossEntropy: logits " + logits.shape() + " and a distribution " + target.shape()
                    + "; both must have the same shape, classes along axis 1 (class indices are INT64)");
        }
        int axis = logits.rank() == 1 ? 0 : 1;
        return logits.logSoftmax(axis).mul(target).sum(axis).neg();
    }

    private static Tensor hard(Tensor logits, Tensor labels) {
        int rank = logits.rank();
        int axis = rank == 1 ? 0 : 1;
        if (rank == 0 || !labels.shape().equals(without(logits.shape(), axis))) {
            throw new ShapeException("crossEntropy: logits " + logits.shape() + " and labels " + labels.shape()
                    + "; the labels must be "
                    + (rank == 0
                            ? "those of logits [N, C]"
                            : without(logits.shape(), axis).toString())
                    + ", one class index for each position");
        }
        int classes = logits.shape().dim(axis);
        Tensor rows = logits;
        if (rank > 2) {
            int[] order = new int[rank];
            for (int i = 1; i < rank - 1; i++) {
                order[i] = i + 1;
            }
            order[rank - 1] = 1;
            rows = logits.permute(order);
        }
        rows = rank == 2 ? logits : rows.reshape(labels.size(), classes);
        Tensor flat = labels.rank() == 1 ? labels : labels.reshape(labels.size());
        Tensor losses = CROSS_ENTROPY.apply(rows, flat);
        return labels.rank() == 1 ? losses : losses.reshape(labels.shape().toArray());
    }

    private static Shape without(Shape shape, int axis) {
        int[] dims = new int[shape.rank() - 1];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = shape.dim(i < axis ? i : i + 1);
        }
        return Shape.of(dims);
    }

    private static void checkLabels(String op, long[] labels, int classes) {
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] >= classes) {
                throw new IndexException(op + ": label " + labels[i] + " at position " + i + " is outside the "
                        + classes + " classes; labels run from 0 to " + (classes - 1));
            }
        }
    }
}
