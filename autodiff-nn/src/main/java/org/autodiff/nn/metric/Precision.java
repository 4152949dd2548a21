package org.autodiff.nn.metric;

import org.autodiff.error.ArgumentException;

/** How many of the samples that a class was found for are of that class: {@code right / found}. */
public final class Precision extends ClassMeasure {
    /**
     * An empty count for scores [n, classes]; the class of the highest score is the one found.
     *
     * @throws ArgumentException if there are less than 2 classes, or the average is null or does not fit them
     */
    public Precision(int classes, Average average) {
        this(Decision.HIGHEST, classes, average);
    }

    private Precision(Decision decision, int classes, Average average) {
        super(decision, classes, average);
    }

    /**
     * An empty count for one output a sample, [n] or [n, 1], with labels 0 and 1 of any element type; the value is that of
     * class 1, which is found where the output is above a threshold.
     *
     * @param threshold 0 for logits, 0.5 for probabilities
     * @throws ArgumentException if the threshold is not finite
     */
    public static Precision binary(double threshold) {
        return new Precision(Decision.above("Precision", threshold), 2, Average.BINARY);
    }

    @Override
    double ratio(long right, long found, long labelled) {
        return ratio(right, found);
    }
}
