package org.autodiff.nn.metric;

/** The harmonic mean of precision and recall: {@code 2 right / (found + labelled)}. */
public final class F1 extends ClassMeasure {
    /** F1 of scores [n, classes], the highest one being the class found; {@code BINARY} is for 2 classes. */
    public F1(int classes, Average average) {
        this(Decision.HIGHEST, classes, average);
    }

    private F1(Decision decision, int classes, Average average) {
        super(decision, classes, average);
    }

    /** F1 of class 1, which is found where the one output is above a threshold: 0 for logits, 0.5 for probabilities. */
    public static F1 binary(double threshold) {
        return new F1(Decision.above("F1", threshold), 2, Average.BINARY);
    }

    @Override
    double ratio(long right, long found, long labelled) {
        return ratio(2 * right, found + labelled);
    }
}
