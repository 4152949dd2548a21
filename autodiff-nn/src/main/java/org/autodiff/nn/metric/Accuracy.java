package org.autodiff.nn.metric;

import java.util.Locale;

/** The share of samples whose class is found, counted over any number of batches. */
public final class Accuracy extends ClassMetric<Accuracy> {
    private long correct;
    private long total;

    /** An empty count for scores [n, classes]; the class of the highest score is the one found. */
    public Accuracy() {
        this(Decision.HIGHEST);
    }

    private Accuracy(Decision decision) {
        super(decision);
    }

    /**
     * An empty count for one output a sample, [n] or [n, 1], with labels 0 and 1 of any element type: class 1 is found
     * where the output is above a threshold.
     *
     * @param threshold 0 for logits, 0.5 for probabilities
     */
    public static Accuracy binary(double threshold) {
        return new Accuracy(Decision.above("Accuracy", threshold));
    }

    @Override
    public String name() {
        return "accuracy";
    }

    @Override
    void count(Decision.Made made) {
        for (int i = 0; i < made.size(); i++) {
            if (made.found()[i] == made.labels()[i]) {
                correct++;
            }
        }
        total += made.size();
    }

    @Override
    void add(Accuracy other) {
        same("the decision", decision, other.decision);
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

    /** {@code correct / total}, between 0 and 1. */
    @Override
    public double value() {
        return (double) correct / counted(total);
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
