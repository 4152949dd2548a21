package org.autodiff.nn.metric;

import org.autodiff.Scope;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.IndexException;
import org.autodiff.error.ShapeException;

/**
 * A batch of scores of several classes with the right classes, read into Java and checked: no score is NaN, every label is a
 * class.
 *
 * @param scores row-major, [n, classes]
 * @param labels [n]
 */
record ClassScores(int classes, double[] scores, int[] labels) {
    static ClassScores of(String metric, Tensor scores, Tensor labels) {
        CountedMetric.batch(metric, scores, labels);
        if (scores.rank() != 2
                || labels.rank() != 1
                || scores.shape().dim(0) != labels.shape().dim(0)) {
            throw new ShapeException(metric + ": expected scores [n, classes] and labels [n], got " + scores.shape()
                    + " and " + labels.shape() + "; class numbers, not one-hot rows, are the labels");
        }
        int classes = scores.shape().dim(1);
        if (classes < 2) {
            throw new ShapeException(metric + ": expected scores of at least 2 classes, got " + scores.shape()
                    + "; one output a sample goes with a metric made by binary(...)");
        }
        if (labels.dtype() != DType.INT64) {
            throw new DTypeException(
                    metric + ": expected INT64 labels, got " + labels.dtype() + "; convert them with to(DType.INT64)");
        }
        double[] numbers = numbers(metric, "score", scores);
        for (int i = 0; i < numbers.length; i++) {
            if (Double.isNaN(numbers[i])) {
                throw new ArgumentException(metric + ": the score of class " + i % classes + " of sample " + i / classes
                        + " is NaN; the model has diverged, or its inputs hold NaN");
            }
        }
        return new ClassScores(classes, numbers, labels(metric, labels.toLongs(), classes));
    }

    /** The elements of a floating tensor, in double; what that takes in native memory is given back. */
    static double[] numbers(String metric, String what, Tensor x) {
        if (!x.dtype().isFloating()) {
            throw new DTypeException(metric + ": expected a floating " + what + ", got " + x.dtype()
                    + "; pass what the model puts out, not class numbers");
        }
        try (Scope scope = Scope.noGrad()) {
            return x.toDoubles();
        }
    }

    private static int[] labels(String metric, long[] labels, int classes) {
        int[] checked = new int[labels.length];
        for (int i = 0; i < checked.length; i++) {
            if (labels[i] < 0 || labels[i] >= classes) {
                throw new IndexException(metric + ": the label of sample " + i + " is " + labels[i]
                        + ", not one of the classes 0 to " + (classes - 1));
            }
            checked[i] = (int) labels[i];
        }
        return checked;
    }

    int size() {
        return labels.length;
    }

    double score(int sample, int of) {
        return scores[sample * classes + of];
    }

    /** The class of the highest score, the first one of equals. */
    int highest(int sample) {
        int best = 0;
        for (int c = 1; c < classes; c++) {
            if (score(sample, c) > score(sample, best)) {
                best = c;
            }
        }
        return best;
    }

    /** How many classes come before the label when they are ordered by score, the first one of equals first. */
    int rankOfLabel(int sample) {
        int label = labels[sample];
        double own = score(sample, label);
        int before = 0;
        for (int c = 0; c < classes; c++) {
            if (score(sample, c) > own || c < label && score(sample, c) == own) {
                before++;
            }
        }
        return before;
    }
}
