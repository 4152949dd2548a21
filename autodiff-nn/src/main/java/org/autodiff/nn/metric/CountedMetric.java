package org.autodiff.nn.metric;

import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;

/**
 * A metric made of counts and sums, so that two of them can be merged. Errors begin with the class's name.
 *
 * @param <M> what it is merged with
 */
abstract class CountedMetric<M extends CountedMetric<M>> implements Metric {
    private static final int MOST = 1 << 20;

    /**
     * Adds what another metric of this type has counted. The result is that over all data; sums in double depend on their
     * order to rounding.
     *
     * @throws ArgumentException if it is null, or was made for something else
     */
    public final void merge(M other) {
        Require.nonNull(other, type() + ".merge", "the other metric", "pass one of the same type");
        try {
            add(other);
        } catch (ClassCastException e) { // of a metric whose type the compiler does not know
            throw new ArgumentException(
                    type() + ".merge: the other metric is another one, " + e.getMessage()
                            + "; pass one of the same type",
                    e);
        }
    }

    /** Adds what another one has counted, after it has been found to be {@link #same}. */
    abstract void add(M other);

    /** The class's name. */
    final String type() {
        return getClass().getSimpleName();
    }

    /** Throws if two metrics to be merged were made differently. */
    final void same(String what, Object mine, Object others) {
        if (!mine.equals(others)) {
            throw new ArgumentException(type() + ".merge: " + what + " is " + mine + " here but " + others
                    + " in the other; merge metrics that were made alike");
        }
    }

    /** The number of samples counted, above 0. */
    final long counted(long total) {
        if (total == 0) {
            throw new ArgumentException(
                    type() + ": nothing was counted yet; call update(outputs, labels) with at least one sample first");
        }
        return total;
    }

    /** The number of a class, in range. */
    final int index(int index, int classes) {
        return Require.index(index, classes, type(), "class");
    }

    /** Throws unless scores are of as many classes as this metric was made for. */
    final void sameClasses(int expected, int classes) {
        if (classes != expected) {
            throw new ShapeException(type() + ": expected scores of " + expected + " classes, got " + classes);
        }
    }

    /** Throws if there are no outputs or no labels. */
    static void batch(String metric, Tensor outputs, Tensor labels) {
        Require.nonNull(outputs, metric, "the outputs", "pass what the model made of the inputs");
        Require.nonNull(labels, metric, "the labels", "pass those of the batch");
    }

    /** A number of classes, at least 2. */
    static int classes(String metric, int classes) {
        if (classes < 2) {
            throw new ArgumentException(metric + ": there must be at least 2 classes, got " + classes);
        }
        return classes;
    }

    /** A number of things that are counted each. */
    static int atMost(String metric, String what, int number) {
        if (number > MOST) {
            throw new ArgumentException(metric + ": there can be at most " + MOST + " " + what + ", got " + number);
        }
        return number;
    }
}
