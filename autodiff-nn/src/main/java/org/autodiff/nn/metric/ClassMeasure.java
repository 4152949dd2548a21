package org.autodiff.nn.metric;

import java.util.Arrays;
import java.util.Locale;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.IndexException;

/**
 * A ratio of counts for each class, and one number by an {@link Average}: precision, recall or F1. A ratio of 0 to 0, such
 * as the precision of a class that was never found, is 0, as scikit-learn has it by default.
 */
public abstract sealed class ClassMeasure extends ClassMetric<ClassMeasure> permits Precision, Recall, F1 {
    private final Average average;

    /* For each class: how many samples it was rightly found for, it was found for, it is the label of. */
    private final long[] right;
    private final long[] found;
    private final long[] labelled;

    ClassMeasure(Decision decision, int classes, Average average) {
        super(decision);
        this.average = average;
        this.right = new long[atMost(type(), "classes", classes(type(), classes))];
        this.found = new long[classes];
        this.labelled = new long[classes];
        if (average == null || average == Average.BINARY && classes != 2) {
            throw new ArgumentException(
                    type() + ": the average must be MICRO, MACRO or WEIGHTED, or BINARY with 2 classes, got " + average
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
        String name = type().toLowerCase(Locale.ROOT);
        return average == Average.BINARY ? name : name + "_" + average.name().toLowerCase(Locale.ROOT);
    }

    @Override
    final void count(Decision.Made made) {
        sameClasses(right.length, made.classes());
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

    @Override
    final void add(ClassMeasure other) {
        same("the measure", name(), other.name());
        same("the number of classes", right.length, other.right.length);
        same("the decision", decision, other.decision);
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
        counted(total());
        int c = index(index, right.length);
        return ratio(right[c], found[c], labelled[c]);
    }

    private long total() {
        return Arrays.stream(labelled).sum();
    }

    /** The average, between 0 and 1. */
    @Override
    public final double value() {
        long total = counted(total());
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
