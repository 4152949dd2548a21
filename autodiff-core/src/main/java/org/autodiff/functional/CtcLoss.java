package org.autodiff.functional;

import java.util.Arrays;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.IndexException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;
import org.autodiff.op.Composite;

/**
 * Connectionist temporal classification (Graves et al. 2006): the likelihood of a sequence of labels under all ways to spread it
 * over more time steps, with repetitions and blanks between. PyTorch's {@code ctc_loss}. Computed forward in time in logarithms;
 * differentiable to every order.
 */
public final class CtcLoss {
    /** The logarithm of a probability that counts as none; finite, so that no NaN comes of differences. */
    private static final double NONE = -1e30;

    private CtcLoss() {}

    /**
     * The negative logarithm of the likelihood of each sample's labels [N]; infinite, with gradient 0, where the input is too short
     * for them.
     *
     * @param logProbs logarithms of probabilities, as of {@code logSoftmax}: [T, N, C]
     * @param targets INT64 labels [N, S], none of them the blank; what lies beyond a length is not read
     * @param inputLengths how many of the T steps count, for each sample, 1 or more
     * @param targetLengths how many of the S labels count, for each sample
     * @param blank the class of the blank
     */
    @Composite("-\\ln \\sum_{\\pi \\mapsto y} \\prod_t e^{x_{t \\pi_t}}")
    public static Tensor ctcLoss(Tensor logProbs, Tensor targets, int[] inputLengths, int[] targetLengths, int blank) {
        TensorArguments.requireFloating("ctcLoss", "log probabilities", logProbs);
        TensorArguments.requireUsable("ctcLoss", "targets", targets);
        Require.nonNull(inputLengths, "ctcLoss", "the input lengths", "pass one for each sample");
        Require.nonNull(targetLengths, "ctcLoss", "the target lengths", "pass one for each sample");
        int n = targets.rank() == 2 ? targets.shape().dim(0) : -1;
        if (logProbs.rank() != 3
                || logProbs.shape().dim(1) != n
                || inputLengths.length != n
                || targetLengths.length != n
                || targets.dtype() != DType.INT64) {
            throw new ShapeException(
                    "ctcLoss: log probabilities " + logProbs.shape() + ", targets " + targets.shape() + " "
                            + targets.dtype() + ", " + inputLengths.length + " input and " + targetLengths.length
                            + " target lengths; they must be [T, N, C], INT64 [N, S], N and N");
        }
        int steps = logProbs.shape().dim(0);
        int width = 2 * targets.shape().dim(1) + 1;
        Require.index(blank, logProbs.shape().dim(2), "ctcLoss", "the blank");
        long[] labels = labels(targets.toLongs(), inputLengths, targetLengths, logProbs, blank);
        double[] start = new double[n * width];
        double[] skip = new double[n * width];
        double[] end = new double[n * width];
        for (int i = 0; i < start.length; i++) {
            int place = i % width;
            int last = 2 * targetLengths[i / width];
            start[i] = place <= Math.min(1, last) ? 0 : NONE;
            skip[i] = place >= 2 && labels[i] != blank && labels[i] != labels[i - 2] ? 0 : NONE;
            end[i] = place == last || place == last - 1 ? 0 : NONE;
        }
        long[] everyStep = new long[steps * labels.length];
        Arrays.setAll(everyStep, i -> labels[i % labels.length]);
        Tensor emitted =
                logProbs.gather(2, Tensor.of(everyStep, everyStep.length).reshape(steps, n, width));
        Tensor maySkip = like(skip, logProbs, n, width);
        Tensor none = Tensor.full(logProbs.dtype(), NONE, n, 1);
        Tensor alpha = like(start, logProbs, n, width).add(emitted.get(0));
        for (int t = 1; t < steps; t++) {
            Tensor next = alpha;
            if (width > 1) {
                next = next.logAddExp(Tensor.concat(1, none, alpha.slice(1, 0, width - 1)));
                next = next.logAddExp(Tensor.concat(1, none, none, alpha.slice(1, 0, width - 2))
                        .add(maySkip));
            }
            alpha = counting(t, inputLengths).where(next.add(emitted.get(t)), alpha);
        }
        Tensor loss = alpha.add(like(end, logProbs, n, width)).logSumExp(1).neg();
        return loss.gt(-NONE / 2).where(Tensor.scalar(loss.dtype(), Double.POSITIVE_INFINITY), loss);
    }

    /**
     * PyTorch's default, {@code reduction='mean'} with class 0 as the blank: the losses, each divided by the number of its labels (1
     * for none), and the mean of those.
     */
    public static Tensor ctcLoss(Tensor logProbs, Tensor targets, int[] inputLengths, int[] targetLengths) {
        Tensor losses = ctcLoss(logProbs, targets, inputLengths, targetLengths, 0);
        double[] counts =
                Arrays.stream(targetLengths).mapToDouble(l -> Math.max(1, l)).toArray();
        return losses.div(Tensor.of(counts, counts.length).to(losses.dtype())).mean();
    }

    /** For each sample its labels with blanks before, between and behind: [N, 2 S + 1], blanks beyond its length. */
    private static long[] labels(long[] targets, int[] inputs, int[] lengths, Tensor logProbs, int blank) {
        int n = lengths.length;
        int s = n == 0 ? 0 : targets.length / n;
        long[] labels = new long[n * (2 * s + 1)];
        Arrays.fill(labels, blank);
        for (int i = 0; i < n; i++) {
            if (lengths[i] < 0
                    || lengths[i] > s
                    || inputs[i] < 1
                    || inputs[i] > logProbs.shape().dim(0)) {
                throw new IndexException(
                        "ctcLoss: sample " + i + " has input length " + inputs[i] + " and target length " + lengths[i]
                                + "; they must be from 1 to " + logProbs.shape().dim(0) + " and from 0 to " + s);
            }
            for (int k = 0; k < lengths[i]; k++) {
                long label = targets[i * s + k];
                if (label < 0 || label >= logProbs.shape().dim(2) || label == blank) {
                    throw new IndexException(
                            "ctcLoss: label " + label + " of sample " + i + " must be a class from 0 to "
                                    + (logProbs.shape().dim(2) - 1) + " other than the blank " + blank);
                }
                labels[i * (2 * s + 1) + 2 * k + 1] = label;
            }
        }
        return labels;
    }

    private static Tensor like(double[] values, Tensor x, int n, int width) {
        return Tensor.of(values, values.length).to(x.dtype()).reshape(n, width);
    }

    private static Tensor counting(int step, int[] lengths) {
        boolean[] yes = new boolean[lengths.length];
        for (int i = 0; i < yes.length; i++) {
            yes[i] = step < lengths[i];
        }
        return Tensor.of(yes, yes.length).reshape(yes.length, 1);
    }
}
