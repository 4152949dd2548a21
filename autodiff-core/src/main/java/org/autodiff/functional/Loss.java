package org.autodiff.functional;

import static org.autodiff.OpDef.custom;
import static org.autodiff.op.Domain.labels;
import static org.autodiff.op.Domain.real;
import static org.autodiff.op.Saved.INPUT;

import java.util.Arrays;
import java.util.OptionalLong;
import org.autodiff.Call;
import org.autodiff.OpDef;
import org.autodiff.Softmax;
import org.autodiff.Tensor;
import org.autodiff.array.Array;
import org.autodiff.array.Binary;
import org.autodiff.array.Unary;
import org.autodiff.error.ShapeException;
import org.autodiff.op.Composite;
import org.autodiff.op.TypeRule;

/** Losses. LossArguments must have the shape that the loss says; nothing is broadcast, for that hides mistakes. */
public final class Loss {
    private Loss() {}

    /** What becomes of the losses of the samples. */
    public enum Reduction {
        /** They stay, one a sample. */
        NONE,
        /** Their mean. */
        MEAN,
        /** Their sum. */
        SUM,
        /** Their sum over the size of axis 0: of each sample the sum, of the samples the mean. */
        BATCH_MEAN,
        /** Of each sample along axis 0 the sum: [N]. */
        SAMPLE_SUM;

        /** The losses reduced. */
        Tensor of(String op, Tensor losses) {
            return switch (this) {
                case NONE -> losses;
                case MEAN -> losses.mean();
                case SUM -> losses.sum();
                case BATCH_MEAN -> losses.sum().div(samples(op, losses));
                case SAMPLE_SUM -> sampleSums(samples(op, losses), losses);
            };
        }

        private int samples(String op, Tensor losses) {
            if (losses.rank() == 0) {
                throw new ShapeException(op + ": losses of shape [] have no batch axis for " + this + "; use SUM");
            }
            return losses.shape().dim(0);
        }

        private static Tensor sampleSums(int samples, Tensor losses) {
            if (losses.rank() == 1) {
                return losses;
            }
            int each = losses.size() / Math.max(1, samples);
            return losses.reshape(samples, each).sum(1);
        }
    }

    /** The settings of {@link #crossEntropy(Tensor, CrossEntropy)}; {@link #options()} and what is changed from there. */
    public record CrossEntropy(Tensor weight, OptionalLong ignoreIndex, double labelSmoothing, Reduction reduction) {
        /** Settings that make sense. */
        public CrossEntropy {
            LossArguments.requireReduction("crossEntropy", reduction);
            LossArguments.requireSetting(
                    "crossEntropy: labelSmoothing",
                    labelSmoothing,
                    labelSmoothing >= 0 && labelSmoothing <= 1,
                    "from 0 to 1");
        }

        /** No weight, nothing ignored, no smoothing, the mean. */
        public static CrossEntropy options() {
            return new CrossEntropy(null, OptionalLong.empty(), 0, Reduction.MEAN);
        }

        /** Factors of the classes, [C]; the mean is weighted with them as well. */
        public CrossEntropy weight(Tensor value) {
            return new CrossEntropy(value, ignoreIndex, labelSmoothing, reduction);
        }

        /** The label of positions that are left out: their loss is 0, and the mean does not count them. PyTorch uses -100. */
        public CrossEntropy ignoreIndex(long value) {
            return new CrossEntropy(weight, OptionalLong.of(value), labelSmoothing, reduction);
        }

        /** The part of each target that is spread evenly over all classes (Szegedy 2016). */
        public CrossEntropy labelSmoothing(double value) {
            return new CrossEntropy(weight, ignoreIndex, value, reduction);
        }

        /** What becomes of the losses of the positions. */
        public CrossEntropy reduction(Reduction value) {
            return new CrossEntropy(weight, ignoreIndex, labelSmoothing, value);
        }
    }

    /** The settings of {@link #nllLoss(Tensor, Nll)}; {@link #options()} and what is changed from there. */
    public record Nll(Tensor weight, OptionalLong ignoreIndex, Reduction reduction) {
        /** Settings that make sense. */
        public Nll {
            LossArguments.requireReduction("nllLoss", reduction);
        }

        /** No weight, nothing ignored, the mean. */
        public static Nll options() {
            return new Nll(null, OptionalLong.empty(), Reduction.MEAN);
        }

        /** Factors of the classes, [C]; the mean is weighted with them as well. */
        public Nll weight(Tensor value) {
            return new Nll(value, ignoreIndex, reduction);
        }

        /** The label of positions that are left out: their loss is 0, and the mean does not count them. PyTorch uses -100. */
        public Nll ignoreIndex(long value) {
            return new Nll(weight, OptionalLong.of(value), reduction);
        }

        /** What becomes of the losses of the positions. */
        public Nll reduction(Reduction value) {
            return new Nll(weight, ignoreIndex, value);
        }
    }

    public static final OpDef CROSS_ENTROPY = custom("crossEntropy")
            .forward((b, x, out, attrs) -> {
                LossArguments.requireLabels(
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
            .samples("[3,4] [3]")
            .rejects("one class index a row", "[3,4] [4]")
            .formula("\\ln \\sum_j e^{x_j} - x_y", "\\operatorname{softmax}(x)_j - [j = y]", "0")
            .define();

    /** The gradient of each sample's loss by its logits: softmax less the one-hot label (Bishop 2006, 4.3.4). */
    private static Tensor rest(Call call) {
        Tensor logits = call.input(0);
        Tensor target = call.input(1).reshape(logits.shape().dim(0), 1);
        Tensor less = Tensor.full(logits.dtype(), -1, logits.shape().dim(0), 1);
        return logits.softmax(1).scatterAdd(1, target, less);
    }

    /** The mean cross-entropy of these logits; see {@link #crossEntropy(Tensor, CrossEntropy)}. */
    public static Tensor crossEntropy(Tensor x, Tensor target) {
        return crossEntropy(x, target, Reduction.MEAN);
    }

    /** The cross-entropy of these logits, reduced; see {@link #crossEntropy(Tensor, CrossEntropy)}. */
    @Composite("-\\sum_j y_j \\ln \\operatorname{softmax}(x)_j,\\ y \\text{ a distribution, or a label as one-hot}")
    public static Tensor crossEntropy(Tensor x, Tensor target, Reduction reduction) {
        LossArguments.requireReduction("crossEntropy", reduction);
        LossArguments.requireUsable("crossEntropy", "target", target);
        if (target.dtype().isFloating()) {
            return soft(x, target, CrossEntropy.options().reduction(reduction));
        }
        ClassRows rows = ClassRows.of("crossEntropy", x, target, OptionalLong.empty());
        return rows.reduced(CROSS_ENTROPY.apply(rows.scores(), rows.labels()), null, reduction);
    }

    /**
     * The cross-entropy between the softmax of these logits and a target, in nats. Classes run along axis 1 of logits
     * [N, C, ...], or along the only axis of logits [C].
     *
     * @param target class indices, INT64 of the logits' shape without the class axis; or a distribution over the classes
     *     with the logits' shape and type, for which no index is ignored and the mean is over all positions
     */
    @Composite(
            "-\\sum_j w_j \\bigl((1 - \\varepsilon) y_j + \\tfrac{\\varepsilon}{C}\\bigr) \\ln \\operatorname{softmax}(x)_j")
    public static Tensor crossEntropy(Tensor x, Tensor target, CrossEntropy options) {
        LossArguments.requireOptions("crossEntropy", options, "CrossEntropy.options()");
        LossArguments.requireUsable("crossEntropy", "target", target);
        return target.dtype().isFloating() ? soft(x, target, options) : hard(x, target, options);
    }

    private static Tensor hard(Tensor x, Tensor labels, CrossEntropy options) {
        ClassRows rows = ClassRows.of("crossEntropy", x, labels, options.ignoreIndex());
        int classes = rows.classes();
        LossArguments.requireLabels("crossEntropy", rows.labels().toLongs(), classes);
        Tensor weight = options.weight();
        Tensor weights = null;
        if (weight != null) {
            LossArguments.requireClassWeight("crossEntropy", x, classes, weight);
            weights = weight.indexSelect(0, rows.labels());
        }
        double e = options.labelSmoothing();
        Tensor losses;
        if (e == 0) { // an infinite logit of another class does no harm then
            losses = CROSS_ENTROPY.apply(rows.scores(), rows.labels());
            losses = weights == null ? losses : losses.mul(weights);
        } else {
            Tensor logs = rows.scores().logSoftmax(1);
            Tensor own = rows.picked(logs);
            Tensor all = (weight == null ? logs : logs.mul(weight)).sum(1);
            losses = (weights == null ? own : own.mul(weights))
                    .mul(1 - e)
                    .add(all.mul(e / classes))
                    .neg();
        }
        return rows.reduced(losses, weights, options.reduction());
    }

    private static Tensor soft(Tensor x, Tensor target, CrossEntropy options) {
        Tensor logits = x;
        if (!target.shape().equals(logits.shape()) || logits.rank() == 0) {
            throw new ShapeException("crossEntropy: logits " + logits.shape() + " and a distribution " + target.shape()
                    + "; both must have the same shape, classes along axis 1 (class indices are INT64)");
        }
        LossArguments.requireType("crossEntropy", "input", logits, "target", target);
        int axis = ClassRows.axis(logits);
        int classes = logits.shape().dim(axis);
        double e = options.labelSmoothing();
        Tensor expected = e == 0 ? target : target.mul(1 - e).add(e / classes);
        if (options.weight() != null) {
            LossArguments.requireClassWeight("crossEntropy", logits, classes, options.weight());
            int[] along = new int[logits.rank() - axis];
            Arrays.fill(along, 1);
            along[0] = classes;
            expected = expected.mul(options.weight().reshape(along));
        }
        return options.reduction()
                .of(
                        "crossEntropy",
                        logits.logSoftmax(axis).mul(expected).sum(axis).neg());
    }

    /** The mean of {@link #nllLoss(Tensor, Nll)} without weight. */
    public static Tensor nllLoss(Tensor x, Tensor target) {
        return nllLoss(x, target, Nll.options());
    }

    /**
     * The negative log-likelihood of class indices, of which this tensor holds the logarithms of the probabilities, [N, C,
     * ...] or [C]. {@link #crossEntropy(Tensor)} is this after {@link Softmax#logSoftmax}, in one step.
     *
     * @param target class indices, INT64 of this tensor's shape without the class axis
     */
    @Composite("-w_y x_y")
    public static Tensor nllLoss(Tensor x, Tensor target, Nll options) {
        LossArguments.requireOptions("nllLoss", options, "Nll.options()");
        ClassRows rows = ClassRows.of("nllLoss", x, target, options.ignoreIndex());
        LossArguments.requireLabels("nllLoss", rows.labels().toLongs(), rows.classes());
        Tensor losses = rows.picked(rows.scores()).neg();
        if (options.weight() == null) {
            return rows.reduced(losses, null, options.reduction());
        }
        LossArguments.requireClassWeight("nllLoss", x, rows.classes(), options.weight());
        Tensor weights = options.weight().indexSelect(0, rows.labels());
        return rows.reduced(losses.mul(weights), weights, options.reduction());
    }
}
