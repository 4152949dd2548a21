package org.autodiff.examples.experiment;

import java.util.OptionalInt;
import org.autodiff.InPlace;
import org.autodiff.Scope;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.nn.data.Batch;

/**
 * A threshold unit {@code y = h(w x + b)} and Rosenblatt's rule: for each sample, {@code w += rate (t - y) x} and {@code b +=
 * rate (t - y)}. No derivative is taken; that of h is 0 everywhere.
 */
final class Perceptron {
    /** What h is at 0; textbooks differ. */
    enum Threshold {
        /** h(0) = 0: the sum must exceed the threshold. */
        ABOVE,
        /** h(0) = 1: the sum must reach the threshold. */
        AT_LEAST
    }

    private final Threshold threshold;
    private final Tensor weight;
    private final Tensor bias;

    /**
     * A unit with small weights, uniform on [-0.1, 0.1).
     *
     * @param inputs how many there are
     */
    Perceptron(Threshold threshold, int inputs, Seed seed) {
        this(threshold, small(seed.child(0), inputs), small(seed.child(1)));
    }

    private Perceptron(Threshold threshold, Tensor weight, Tensor bias) {
        this.threshold = threshold;
        this.weight = weight;
        this.bias = bias;
    }

    /** A unit whose weights are 0. */
    static Perceptron of(Threshold threshold, int inputs) {
        return new Perceptron(threshold, Tensor.zeros(DType.FLOAT32, inputs), Tensor.zeros(DType.FLOAT32));
    }

    private static Tensor small(Seed seed, int... shape) {
        return Tensor.uniform(seed, DType.FLOAT32, -0.1, 0.1, shape);
    }

    /** The weights w, [in]. */
    Tensor weight() {
        return weight;
    }

    /** The bias b, a number. */
    Tensor bias() {
        return bias;
    }

    /** The outputs 0 or 1, FLOAT32 [n], of inputs [n, in]. */
    Tensor outputs(Tensor x) {
        Tensor sum = x.matmul(weight).add(bias);
        return (threshold == Threshold.ABOVE ? sum.gt(0) : sum.ge(0)).to(DType.FLOAT32);
    }

    /**
     * Goes through the samples in their order until the unit is right about all of them.
     *
     * @param samples inputs FLOAT32 [n, in], labels INT64 [n] of 0 and 1
     * @param most how many epochs to try
     * @return how many epochs changed a weight; empty if the last one still did
     */
    OptionalInt learn(Batch samples, double rate, int most) {
        try (Scope scope = Scope.noGrad()) {
            Tensor x = samples.inputs();
            Tensor wanted = samples.labels().to(DType.FLOAT32);
            for (int epoch = 0; epoch <= most; epoch++) {
                if (wanted.sub(outputs(x)).abs().sum().item() == 0) {
                    return OptionalInt.of(epoch);
                }
                for (int i = 0; i < samples.size() && epoch < most; i++) {
                    Tensor sample = x.slice(0, i, i + 1);
                    double error =
                            wanted.slice(0, i, i + 1).sub(outputs(sample)).item();
                    InPlace.addScaled(weight, rate * error, sample.reshape(weight.size()));
                    InPlace.addScaled(bias, rate * error, Tensor.scalar(bias.dtype(), 1));
                }
            }
            return OptionalInt.empty();
        }
    }
}
