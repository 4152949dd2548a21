package org.autodiff.examples.experiment;

import java.util.stream.IntStream;
import org.autodiff.nn.data.Batch;
import org.autodiff.nn.data.TensorDataset;
import org.autodiff.nn.data.Toys;

/** The functions of two bits that a perceptron can learn or not. */
enum Gate {
    AND(Toys.and()),
    OR(Toys.or()),
    XOR(Toys.xor());

    private final TensorDataset samples;

    Gate(TensorDataset samples) {
        this.samples = samples;
    }

    /** All inputs with their outputs. */
    TensorDataset samples() {
        return samples;
    }

    /** All inputs FLOAT32 [4, 2] with their outputs INT64 [4]. */
    Batch all() {
        return samples.batch(IntStream.range(0, samples.size()).toArray());
    }
}
