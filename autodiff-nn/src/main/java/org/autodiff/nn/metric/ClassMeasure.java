package org.autodiff.nn.metric;

import java.util.Arrays;
import java.util.Locale;
import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.IndexException;
import org.autodiff.error.ShapeException;

/**
 * What precision, recall and F1 have in common: each is a ratio of counts for each class, and one number by an
 * {@link Average}. A ratio of 0 to 0, such as the precision of a class that was never found, is 0, as scikit-learn has it by
 * default.
 */
public abstract sealed class ClassMeasure implements Metric permits Precision, Recall, F1 {
    private final String measure;
    private final Decision decision;
    private final Average average;

    /* For each class: how many samples it was rightly found for, it was found for, it is the label of. */
    private final long[] right;
    private final long[] found;
    private final long[] labelled;

    ClassMeasure(String measure, Decision decision, int classes, Average average) {
        this.measure = measure;
        this.decision = decision;
        this.average = average;
        this.right = new long[Checks.classes(measure, classes)];
        this.found = new long[classes];
        this.labelled = new long[classes];
        if (average == null || average == Average.BINARY && classes != 2) {
            throw new ArgumentException(
                    measure + ": the average must be MICRO, MACRO or WEIGHTED, or BINARY with 2 classes, got " + average
                            + " with " + classes);
        }
    }

    /** The ratio of a class, or of sums over classes; 0 if its denominator is 0. */
    abstract double ratio(long right, long found, long labelled);

    static double ratio(long numerator, long denominator) {
        return denominator == 0 ? 0 : (double) numerator / denominator;
    }

    /** For example {@code f1_macro}; without an average where that is {@link Average#BINARY}. */
    @Override
    public final String name() {
        String name = measure.toLowerCase(Locale.ROOT);
        return average == Average.BINARY ? name : name + "_" + average.name().toLowerCase(Locale.ROOT);
    }

    /**
     * {@inheritDoc}
     *
     * @param scores [n, classes], floating; of equal highest scores the first one counts
     * @param labels [n], INT64
     * @throws ShapeException if the shapes are not of that form
     * @throws DTypeException if the labels are not INT64
     * @throws IndexException if a label is not one of the classes
     * @throws ArgumentException if a score is NaN
     */
    @Override
    public final void update(Tensor scores, Tensor labels) {
        Decision.Made made = decision.of(measure, scores, labels);
        made.check(measure, right.length);
        for (int i = 0; i < made.size(); i++) {
            int label = made.labels()[i];
            int taken = made.found()[i];
            labelled[label]++;
            found[taken]++;
            if (label == taken) {
                right[label]++;
            }
        }
    }

    /**
     * Adds what another one has counted.
     *
     * @throws ArgumentException if it is null, is another measure, or has another average or another number of classes
     */
    public final void merge(ClassMeasure other) {
        Checks.other(measure, other);
        Checks.same(measure, "the measure", name(), other.name());
        Checks.same(measure, "the number of classes", right.length, other.right.length);
        Checks.same(measure, "the decision", decision, other.decision);
        for (int c = 0; c < right.length; c++) {
            right[c] += other.right[c];
            found[c] += other.found[c];
            labelled[c] += other.labelled[c];
        }
    }

    /**
     * The measure of one class, between 0 and 1.
     *
     * @throws ArgumentException if nothing was counted yet
     * @throws IndexException if there is no such class
     */
    public final double of(int index) {
        Checks.counted(measure, total());
        int c = Checks.index(measure, index, right.length);
        return ratio(right[c], found[c], labelled[c]);
    }

    private long total() {
        return Arrays.stream(labelled).sum();
    }

    /** The average, between 0 and 1. */
    @Override
    public final double value() {
        long total = total();
        Checks.counted(measure, total);
        return switch (average) {
            case BINARY -> of(1);
            case MICRO -> ratio(Arrays.stream(right).sum(), total, total);
            case MACRO -> macro();
            case WEIGHTED -> weighted(total);
        };
    }

    private double macro() {
        double sum = 0;
        int occurring = 0;
        for (int c = 0; c < right.length; c++) {
            if (found[c] + labelled[c] > 0) {
                sum += of(c);
                occurring++;
            }
        }
        return sum / occurring;
    }

    private double weighted(long total) {
        double sum = 0;
        for (int c = 0; c < right.length; c++) {
            sum += labelled[c] * of(c);
        }
        return sum / total;
    }

    @Override
    public final void reset() {
        for (long[] counts : new long[][] {right, found, labelled}) {
            Arrays.fill(counts, 0);
        }
    }
}
