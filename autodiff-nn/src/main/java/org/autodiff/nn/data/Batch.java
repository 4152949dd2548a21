package org.autodiff.nn.data;

import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;

/**
 * A batch: some samples with their labels.
 *
 * @param inputs [n, ...], floating
 * @param labels [n, ...]; class numbers are INT64 [n]
 */
public record Batch(Tensor inputs, Tensor labels) {
    /** Checks that both have the same first axis, the samples. */
    public Batch {
        Require.nonNull(inputs, "Batch", "the inputs", "pass a tensor [n, ...]");
        Require.nonNull(labels, "Batch", "the labels", "pass a tensor [n, ...]");
        if (inputs.rank() == 0
                || labels.rank() == 0
                || inputs.shape().dim(0) != labels.shape().dim(0)) {
            throw new ArgumentException("Batch: inputs " + inputs.shape() + " and labels " + labels.shape()
                    + " must have the same first axis, the samples");
        }
    }

    /** The number of samples n. */
    public int size() {
        return inputs.shape().dim(0);
    }
}
