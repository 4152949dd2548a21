package org.autodiff.nn.metric;

/** How many of the samples that a class was found for are of that class: {@code right / found}. */
public final class Precision extends ClassMeasure {
    /** Precision of scores [n, classes], the highest one being the class found; {@code BINARY} is for 2 classes. */
    public Precision(int classes, Average average) {
        this(Decision.HIGHEST, classes, average);
    }

    private Precision(Decision decision, int classes, Average average) {
        super(decision, classes, average);
    }

    /** Precision of class 1, which is found where the one output is above a threshold: 0 for logits, 0.5 for probabilities. */
    public static Precision binary(double threshold) {
        return new Precision(Decision.above("Precision", threshold), 2, Average.BINARY);
    }

    @Override
    double ratio(long right, long found, long labelled) {
        return ratio(right, found);
    }
}
