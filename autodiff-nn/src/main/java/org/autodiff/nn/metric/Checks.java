package org.autodiff.nn.metric;

import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.IndexException;
import org.autodiff.error.Require;

/** Checks that several metrics make: the error names the metric. */
final class Checks {
    private Checks() {}

    /** Throws if nothing was counted. */
    static void counted(String metric, long total) {
        if (total == 0) {
            throw new ArgumentException(
                    metric + ": nothing was counted yet; call update(outputs, labels) with at least one sample first");
        }
    }

    /** Throws if there are no outputs or no labels. */
    static void batch(String metric, Tensor outputs, Tensor labels) {
        Require.nonNull(outputs, metric, "the outputs", "pass what the model made of the inputs");
        Require.nonNull(labels, metric, "the labels", "pass those of the batch");
    }

    /** Throws if there is no metric to be merged. */
    static void other(String metric, Metric other) {
        Require.nonNull(other, metric + ".merge", "the other metric", "pass one of the same type");
    }

    /** Throws if two metrics to be merged were made differently. */
    static void same(String metric, String what, Object mine, Object others) {
        if (!mine.equals(others)) {
            throw new ArgumentException(metric + ".merge: " + what + " is " + mine + " here but " + others
                    + " in the other; merge metrics that were made alike");
        }
    }

    /** A number of classes, at least 2. */
    static int classes(String metric, int classes) {
        if (classes < 2) {
            throw new ArgumentException(metric + ": there must be at least 2 classes, got " + classes);
        }
        return classes;
    }

    /** The number of a class, in range. */
    static int index(String metric, int index, int classes) {
        if (index < 0 || index >= classes) {
            throw new IndexException(metric + ": no class " + index + "; there are 0 to " + (classes - 1));
        }
        return index;
    }
}
