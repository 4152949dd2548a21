package org.autodiff.nn.metric;

/** How many of the samples of a class it was found for: {@code right / labelled}. */
public final class Recall extends ClassMeasure {
    /** Recall of scores [n, classes], the highest one being the class found; {@code BINARY} is for 2 classes. */
    public Recall(int classes, Average average) {
        this(Decision.HIGHEST, classes, average);
    }

    private Recall(Decision decision, int classes, Average average) {
        super(decision, classes, average);
    }

    /** Recall of class 1, which is found where the one output is above a threshold: 0 for logits, 0.5 for probabilities. */
    public static Recall binary(double threshold) {
        return new Recall(Decision.above("Recall", threshold), 2, Average.BINARY);
    }

    @Override
    double ratio(long right, long found, long labelled) {
        return ratio(right, labelled);
    }
}
