package org.autodiff.nn.metric;

import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.ShapeException;

/** A batch of numbers that a model put out with the right ones, of equal shapes, read into Java and checked: all are finite. */
record NumberPairs(double[] outputs, double[] labels) {
    static NumberPairs of(String metric, Tensor outputs, Tensor labels) {
        CountedMetric.batch(metric, outputs, labels);
        if (!outputs.shape().equals(labels.shape())) {
            throw new ShapeException(metric + ": expected outputs and labels of one shape, got " + outputs.shape()
                    + " and " + labels.shape() + "; reshape one of them");
        }
        return new NumberPairs(finite(metric, "output", outputs), finite(metric, "label", labels));
    }

    private static double[] finite(String metric, String what, Tensor x) {
        double[] numbers = ClassScores.numbers(metric, what, x);
        for (int i = 0; i < numbers.length; i++) {
            if (!Double.isFinite(numbers[i])) {
                throw new ArgumentException(metric + ": the " + what + " at element " + i + " of " + x.shape() + " is "
                        + numbers[i] + "; errors are taken of finite numbers");
            }
        }
        return numbers;
    }

    int size() {
        return labels.length;
    }
}
