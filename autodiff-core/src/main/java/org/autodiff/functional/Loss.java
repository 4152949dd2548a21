package org.autodiff.functional;

import static org.autodiff.OpDef.custom;
import static org.autodiff.op.Domain.labels;
import static org.autodiff.op.Domain.real;
import static org.autodiff.op.Saved.INPUT;

import java.util.OptionalLong;
import org.autodiff.Batching;
import org.autodiff.Call;
import org.autodiff.OpDef;
import org.autodiff.Softmax;
import org.autodiff.Tensor;
import org.autodiff.Vmap;
import org.autodiff.array.Array;
import org.autodiff.array.Binary;
import org.autodiff.array.Unary;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;
import org.autodiff.op.Composite;
import org.autodiff.op.TypeRule;

/**
 * Classification losses: the cross-entropy of logits and the negative log-likelihood of class indices. The {@link Reduction}
 * is the mean unless another is given. Nothing is broadcast, for that hides mistakes.
 */
public final class Loss {
    private Loss() {}

    /** How losses of elements or samples become one number, or one a sample. */
    public enum Reduction {
        /** No reduction. */
        NONE,
        /** Their mean. */
        MEAN,
        /** Their sum. */
        SUM,
        /** Their sum over the size of axis 0: the mean over the samples of the sum of each. */
        BATCH_MEAN,
        /** The sum of each sample along axis 0: [N]. */
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

    /** Options of {@link #crossEntropy(Tensor, Tensor, CrossEntropy)}. */
    public record CrossEntropy(Tensor weight, OptionalLong ignoreIndex, double labelSmoothing, Reduction reduction) {
        /** No weight, nothing ignored, no smoothing, the mean. */
        public static final CrossEntropy DEFAULT = new CrossEntropy(null, OptionalLong.empty(), 0, Reduction.MEAN);

        /** Checks the ranges. */
        public CrossEntropy {
            Require.choice(reduction, "crossEntropy", "the reduction", Reduction.MEAN);
            Require.probability(labelSmoothing, "crossEntropy", "labelSmoothing");
        }

        /** These options with factors of the classes, [C], null for none; the mean is weighted with them as well. */
        public CrossEntropy withWeight(Tensor value) {
            return new CrossEntropy(value, ignoreIndex, labelSmoothing, reduction);
        }

        /** These options without the positions of this label: their loss is 0, and the mean does not count them. PyTorch uses -100. */
        public CrossEntropy withIgnoreIndex(long value) {
            return new CrossEntropy(weight, OptionalLong.of(value), labelSmoothing, reduction);
        }

        /** These options with another part of each target that is spread evenly over all classes (Szegedy 2016). */
        public CrossEntropy withLabelSmoothing(double value) {
            return new CrossEntropy(weight, ignoreIndex, value, reduction);
        }

        /** These options with another reduction of the losses. */
        public CrossEntropy withReduction(Reduction value) {
            return new CrossEntropy(weight, ignoreIndex, labelSmoothing, value);
        }
    }

    /** Options of {@link #nllLoss(Tensor, Tensor, Nll)}. */
    public record Nll(Tensor weight, OptionalLong ignoreIndex, Reduction reduction) {
        /** No weight, nothing ignored, the mean. */
        public static final Nll DEFAULT = new Nll(null, OptionalLong.empty(), Reduction.MEAN);

        /** Checks the ranges. */
        public Nll {
            Require.choice(reduction, "nllLoss", "the reduction", Reduction.MEAN);
        }

        /** These options with factors of the classes, [C], null for none; the mean is weighted with them as well. */
        public Nll withWeight(Tensor value) {
            return new Nll(value, ignoreIndex, reduction);
        }

        /** These options without the positions of this label: their loss is 0, and the mean does not count them. PyTorch uses -100. */
        public Nll withIgnoreIndex(long value) {
            return new Nll(weight, OptionalLong.of(value), reduction);
        }

        /** These options with another reduction of the losses. */
        public Nll withReduction(Reduction value) {
            return new Nll(weight, ignoreIndex, value);
        }
    }

    public static final OpDef CROSS_ENTROPY = custom("crossEntropy")
            .forward((b, x, out, attrs) -> {
                LossArguments.requireLabels(
                        "crossEntropy", (long[]) b.elements(x[1]), x[0].shape().dim(1));
                Array rows = b.crossEntropyOfRows(x[0], x[1]);
                if (rows != null) {
                    return rows;
                }
                Array shifted = b.lessLargest(x[0], 1);
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
            .vjp((call, g) -> {
                Object residual = call.residual(Object.class);
                Tensor[] rows = Call.byKernel(
                        (b, in) -> new Array[] {b.crossEntropyGradientOfRows(in[0], in[1], residual, in[2])},
                        call.input(0),
                        call.input(1),
                        g);
                return new Tensor[] {
                    rows != null && rows[0] != null ? rows[0] : rest(call).mul(g.reshape(g.size(), 1)), null
                };
            })
            .jvp((call, t) -> t[0].mul(rest(call)).sum(1))
            .saves(INPUT)
            .domains(real(-3, 3), labels(4))
            .samples("[3,4] [3]")
            .rejects("one class index a row", "[3,4] [4]")
            .batched(Batching.folded(2))
            .formula("\\ln \\sum_j e^{x_j} - x_y", "\\operatorname{softmax}(x)_j - [j = y]", "0")
            .define();

    /** The gradient of each sample's loss by its logits: softmax less the one-hot label (Bishop 2006, 4.3.4). */
    private static Tensor rest(Call call) {
        Tensor logits = call.input(0);
        Tensor target = call.input(1).reshape(logits.shape().dim(0), 1);
        Tensor less = Tensor.full(logits.dtype(), -1, logits.shape().dim(0), 1);
        return logits.softmax(1).scatterAdd(1, target, less);
    }

    /** The mean cross-entropy; see {@link #crossEntropy(Tensor, Tensor, CrossEntropy)}. */
    public static Tensor crossEntropy(Tensor input, Tensor target) {
        Require.nonNull(input, "crossEntropy", "input", "pass a tensor");
        return crossEntropy(input, target, CrossEntropy.DEFAULT);
    }

    /**
     * The cross-entropy between the softmax of logits and a target, in nats.
     *
     * @param input logits [N, C, ...], classes along axis 1, or [C]
     * @param target class indices, INT64 [N, ...] or []; or distributions over the classes, of the input's shape and type, for
     *     which no index is ignored and the mean is over all positions
     */
    @Composite(
            "-\\sum_j w_j \\bigl((1 - \\varepsilon) y_j + \\tfrac{\\varepsilon}{C}\\bigr) \\ln \\operatorname{softmax}(x)_j")
    public static Tensor crossEntropy(Tensor input, Tensor target, CrossEntropy options) {
        Require.nonNull(input, "crossEntropy", "input", "pass a tensor");
        Require.options(options, "crossEntropy", "CrossEntropy.DEFAULT");
        TensorArguments.requireUsable("crossEntropy", "target", target);
        return target.dtype().isFloating() ? soft(input, target, options) : hard(input, target, options);
    }

    private static Tensor hard(Tensor input, Tensor labels, CrossEntropy options) {
        ClassRows rows = ClassRows.of("crossEntropy", input, labels, options.ignoreIndex());
        Tensor weight = options.weight();
        Tensor weights = rows.weights(input, weight);
        double e = options.labelSmoothing();
        if (e == 0) { // an infinite logit of another class does no harm then
            Tensor losses = CROSS_ENTROPY.apply(rows.scores(), rows.labels());
            return rows.reduced(LossArguments.weighted(losses, weights), weights, options.reduction());
        }
        LossArguments.requireLabels("crossEntropy", Vmap.numbers(rows.labels()).toLongs(), rows.classes());
        Tensor logs = rows.scores().logSoftmax(1);
        Tensor own = LossArguments.weighted(rows.picked(logs), weights);
        Tensor all = LossArguments.weighted(logs, weight).sum(1);
        Tensor even = all.mul(e / rows.classes());
        Tensor losses = (e == 1 ? even : own.mul(1 - e).add(even)).neg();
        return rows.reduced(losses, weights, options.reduction());
    }

    private static Tensor soft(Tensor input, Tensor target, CrossEntropy options) {
        if (!target.shape().equals(input.shape()) || input.rank() == 0) {
            throw new ShapeException("crossEntropy: logits " + input.shape() + " and a distribution " + target.shape()
                    + "; both must have the same shape, classes along axis 1 (class indices are INT64)");
        }
        TensorArguments.requireType("crossEntropy", "input", input, "target", target);
        int axis = ClassRows.axis(input);
        int classes = input.shape().dim(axis);
        double e = options.labelSmoothing();
        Tensor expected = e == 0 ? target : target.mul(1 - e).add(e / classes);
        if (options.weight() != null) {
            Tensor weight = LossArguments.requireClassWeight("crossEntropy", input, classes, options.weight());
            expected = expected.mul(axis == 0 ? weight : Channels.each(weight, input.shape()));
        }
        Tensor losses = LossArguments.weighted(input.logSoftmax(axis), expected)
                .sum(axis)
                .neg();
        return options.reduction().of("crossEntropy", losses);
    }

    /** The mean negative log-likelihood of class indices. */
    public static Tensor nllLoss(Tensor input, Tensor target) {
        return nllLoss(input, target, Nll.DEFAULT);
    }

    /**
     * The negative log-likelihood of class indices. {@link #crossEntropy(Tensor, Tensor)} is this after {@link
     * Softmax#logSoftmax}, in one step.
     *
     * @param input logarithms of probabilities [N, C, ...], or [C]
     * @param target class indices, INT64 [N, ...], or []
     */
    @Composite("-w_y x_y")
    public static Tensor nllLoss(Tensor input, Tensor target, Nll options) {
        Require.options(options, "nllLoss", "Nll.DEFAULT");
        ClassRows rows = ClassRows.of("nllLoss", input, target, options.ignoreIndex());
        LossArguments.requireLabels("nllLoss", Vmap.numbers(rows.labels()).toLongs(), rows.classes());
        Tensor weights = rows.weights(input, options.weight());
        Tensor losses = LossArguments.weighted(rows.picked(rows.scores()).neg(), weights);
        return rows.reduced(losses, weights, options.reduction());
    }
}
