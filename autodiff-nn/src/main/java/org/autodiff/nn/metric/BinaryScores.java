package org.autodiff.nn.metric;

import org.autodiff.Scope;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.IndexException;
import org.autodiff.error.ShapeException;

/**
 * A batch of one score a sample with labels 0 and 1, read into Java and checked: no score is NaN.
 *
 * @param labels 0 or 1 each
 */
record BinaryScores(double[] scores, int[] labels) {
    static BinaryScores of(String metric, Tensor scores, Tensor labels) {
        CountedMetric.batch(metric, scores, labels);
        if (!isColumn(scores.shape()) || !isColumn(labels.shape()) || scores.size() != labels.size()) {
            throw new ShapeException(metric + ": expected outputs and labels of two classes, [n] or [n, 1] each, got "
                    + scores.shape() + " and " + labels.shape());
        }
        double[] numbers = ClassScores.numbers(metric, "output", scores);
        for (int i = 0; i < numbers.length; i++) {
            if (Double.isNaN(numbers[i])) {
                throw new ArgumentException(metric + ": the output of sample " + i
                        + " is NaN; the model has diverged, or its inputs hold NaN");
            }
        }
        return new BinaryScores(numbers, labels(metric, labels));
    }

    private static boolean isColumn(Shape shape) {
        return shape.rank() == 1 || shape.rank() == 2 && shape.dim(1) == 1;
    }

    /** Labels of any element type: what a binary cross-entropy takes as targets are floating. */
    private static int[] labels(String metric, Tensor labels) {
        double[] numbers;
        try (Scope scope = Scope.noGrad()) {
            numbers = labels.to(DType.FLOAT64).toDoubles();
        }
        int[] checked = new int[numbers.length];
        for (int i = 0; i < checked.length; i++) {
            if (numbers[i] != 0 && numbers[i] != 1) {
                throw new IndexException(
                        metric + ": the label of sample " + i + " is " + numbers[i] + "; of two classes it is 0 or 1");
            }
            checked[i] = (int) numbers[i];
        }
        return checked;
    }

    int size() {
        return labels.length;
    }
}
