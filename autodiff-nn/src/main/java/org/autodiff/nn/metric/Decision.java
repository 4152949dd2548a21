package org.autodiff.nn.metric;

import java.util.Arrays;
import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;

/** How outputs say which class a sample belongs to. */
@FunctionalInterface
interface Decision {
    /**
     * The classes of a batch.
     *
     * @param found the class of each sample by the outputs
     * @param labels the right one
     * @param classes how many classes there are
     */
    record Made(int[] found, int[] labels, int classes) {
        int size() {
            return labels.length;
        }
    }

    /** The class of the highest of scores [n, classes], the first one of equals. */
    Decision HIGHEST = (metric, outputs, labels) -> {
        ClassScores batch = ClassScores.of(metric, outputs, labels);
        int[] found = new int[batch.size()];
        Arrays.setAll(found, batch::highest);
        return new Made(found, batch.labels(), batch.classes());
    };

    /** Reads a batch and decides. */
    Made of(String metric, Tensor outputs, Tensor labels);

    /** Class 1 where the one output of a sample is above a threshold, else class 0. */
    static Decision above(String metric, double threshold) {
        if (!Double.isFinite(threshold)) {
            throw new ArgumentException(metric + ": the threshold must be finite, got " + threshold
                    + "; 0 goes with logits, 0.5 with probabilities");
        }
        return new Above(threshold);
    }

    /** Equal to those with the same threshold, so that what is merged can be compared. */
    record Above(double threshold) implements Decision {
        @Override
        public Made of(String metric, Tensor outputs, Tensor labels) {
            BinaryScores batch = BinaryScores.of(metric, outputs, labels);
            int[] found = new int[batch.size()];
            Arrays.setAll(found, i -> batch.scores()[i] > threshold ? 1 : 0);
            return new Made(found, batch.labels(), 2);
        }

        @Override
        public String toString() {
            return "above " + threshold;
        }
    }
}
