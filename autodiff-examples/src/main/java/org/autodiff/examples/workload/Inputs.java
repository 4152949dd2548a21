package org.autodiff.examples.workload;

import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.functional.Loss;
import org.autodiff.nn.Module;
import org.autodiff.nn.optim.Optimizer;

/** The float32 inputs of one workload, each from the next child of one seed. */
final class Inputs {
    private final Seed seed = Seed.of(1);
    private long used;

    /** Normal with mean 0 and the given deviation; its gradient is computed. */
    Tensor parameter(double deviation, int... shape) {
        return Tensor.normal(next(), DType.FLOAT32, 0, deviation, shape).requiresGrad(true);
    }

    /** Uniform between {@code low} and {@code low + 1}. */
    Tensor uniform(double low, int... shape) {
        return Tensor.uniform(next(), DType.FLOAT32, low, low + 1, shape);
    }

    /** {@code count} random labels below {@code classes}. */
    Tensor labels(int count, int classes) {
        return Tensor.of(next().generator().longs(count, 0, classes).toArray(), count);
    }

    /** The seed of the next input. */
    Seed next() {
        return seed.child(used++);
    }

    /** A training step of a classifier. */
    static Runnable step(Module model, Optimizer optimizer, Tensor x, Tensor labels) {
        return () -> {
            try (Tape tape = Tape.record()) {
                optimizer.zeroGrad();
                Loss.crossEntropy(model.forward(x), labels).backward();
                optimizer.step();
            }
        };
    }
}
