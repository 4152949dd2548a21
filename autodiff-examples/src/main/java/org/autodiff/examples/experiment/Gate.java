package org.autodiff.examples.experiment;

import org.autodiff.Tensor;

/** The functions of two bits that a perceptron can learn or not. */
enum Gate {
    AND(0, 0, 0, 1),
    OR(0, 1, 1, 1),
    XOR(0, 1, 1, 0);

    private final long[] outputs;

    Gate(long... outputs) {
        this.outputs = outputs;
    }

    /** The inputs (0, 0), (0, 1), (1, 0), (1, 1), FLOAT32 [4, 2]. */
    static Tensor inputs() {
        return Tensor.of(new float[] {0, 0, 0, 1, 1, 0, 1, 1}, 4, 2);
    }

    /** The outputs in the order of {@link #inputs}, INT64 [4]. */
    Tensor outputs() {
        return Tensor.of(outputs, 4);
    }
}
