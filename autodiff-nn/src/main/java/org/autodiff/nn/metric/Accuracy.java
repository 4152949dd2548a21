package org.autodiff.nn.metric;

import java.util.Locale;
import org.autodiff.Scope;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.ShapeException;

/** The share of samples whose highest score is at their label, counted over any number of batches. */
public final class Accuracy {
    private long correct;
    private long total;

    /** An empty count. */
    public Accuracy() {}

    /**
     * Counts a batch. Nothing is recorded on a tape.
     *
     * @param scores [n, classes], floating: logits or probabilities; of equal highest scores the first one counts
     * @param labels [n], INT64
     * @throws ShapeException if the shapes are not of that form
     * @throws DTypeException if the labels are not INT64
     */
    public void update(Tensor scores, Tensor labels) {
        if (scores.rank() != 2
                || labels.rank() != 1
                || scores.shape().dim(0) != labels.shape().dim(0)) {
            throw new ShapeException("Accuracy: expected scores [n, classes] and labels [n], got " + scores.shape()
                    + " and " + labels.shape() + "; class numbers, not one-hot rows, are the labels");
        }
        if (labels.dtype() != DType.INT64) {
            throw new DTypeException(
                    "Accuracy: expected INT64 labels, got " + labels.dtype() + "; convert them with to(DType.INT64)");
        }
        try (Scope scope = Scope.noGrad()) {
            long[] predicted = scores.argmax(1).toLongs();
            long[] wanted = labels.toLongs();
            for (int i = 0; i < wanted.length; i++) {
                if (predicted[i] == wanted[i]) {
                    correct++;
                }
            }
            total += wanted.length;
        }
    }

    /** The number of samples that were right. */
    public long correct() {
        return correct;
    }

    /** The number of samples counted. */
    public long total() {
        return total;
    }

    /**
     * {@code correct / total}, between 0 and 1.
     *
     * @throws ArgumentException if nothing was counted yet
     */
    public double value() {
        if (total == 0) {
            throw new ArgumentException("Accuracy: nothing was counted yet; call update(scores, labels) first");
        }
        return (double) correct / total;
    }

    /** Starts again from nothing. */
    public void reset() {
        correct = 0;
        total = 0;
    }

    /** For example {@code 97.31% (9731 of 10000)}. */
    @Override
    public String toString() {
        return total == 0
                ? "no samples"
                : String.format(Locale.ROOT, "%.2f%% (%d of %d)", 100 * value(), correct, total);
    }
}
