package org.autodiff.nn.metric;

import java.util.Locale;
import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.IndexException;
import org.autodiff.error.ShapeException;

/** The share of samples whose class is found, counted over any number of batches. */
public final class Accuracy implements Metric {
    private final Decision decision;
    private long correct;
    private long total;

    /** An empty count for scores [n, classes]; the class of the highest score is the one found. */
    public Accuracy() {
        this(Decision.HIGHEST);
    }

    private Accuracy(Decision decision) {
        this.decision = decision;
    }

    /**
     * An empty count for one output a sample, [n] or [n, 1], with labels 0 and 1 of any element type: class 1 is found
     * where the output is above a threshold.
     *
     * @param threshold 0 for logits, 0.5 for probabilities
     * @throws ArgumentException if the threshold is not finite
     */
    public static Accuracy binary(double threshold) {
        return new Accuracy(Decision.above("Accuracy", threshold));
    }

    @Override
    public String name() {
        return "accuracy";
    }

    /**
     * Counts a batch. Nothing is recorded on a tape.
     *
     * @param scores [n, classes], floating: logits or probabilities; of equal highest scores the first one counts
     * @param labels [n], INT64
     * @throws ShapeException if the shapes are not of that form
     * @throws DTypeException if the labels are not INT64
     * @throws IndexException if a label is not one of the classes
     * @throws ArgumentException if a score is NaN
     */
    @Override
    public void update(Tensor scores, Tensor labels) {
        Decision.Made made = decision.of("Accuracy", scores, labels);
        for (int i = 0; i < made.size(); i++) {
            if (made.found()[i] == made.labels()[i]) {
                correct++;
            }
        }
        total += made.size();
    }

    /**
     * Adds what another one has counted.
     *
     * @throws ArgumentException if it is null, or decides by another threshold
     */
    public void merge(Accuracy other) {
        Checks.other("Accuracy", other);
        Checks.same("Accuracy", "the decision", decision, other.decision);
        correct += other.correct;
        total += other.total;
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
    @Override
    public double value() {
        Checks.counted("Accuracy", total);
        return (double) correct / total;
    }

    @Override
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
