package org.autodiff.examples.experiment;

import java.util.OptionalInt;
import org.autodiff.Scope;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.examples.Evaluation;
import org.autodiff.examples.Output;
import org.autodiff.examples.Pass;
import org.autodiff.examples.report.Score;
import org.autodiff.functional.LikelihoodLoss;
import org.autodiff.nn.Module;
import org.autodiff.nn.data.DataLoader;
import org.autodiff.nn.data.TensorDataset;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.layer.activation.Tanh;
import org.autodiff.nn.model.Mlp;
import org.autodiff.nn.optim.Adam;
import org.autodiff.nn.optim.Sgd;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * What one threshold unit can learn: AND and OR, where a line parts the ones from the zeros, but not XOR, where none does
 * (Minsky and Papert 1969). Logistic regression, whose boundary is a line too, cannot either; a network of two layers can.
 */
@Command(name = "perceptron", description = "A perceptron learns AND and OR, but not XOR; two layers learn XOR.")
final class Perceptrons implements Runnable {
    private static final double RATE = 0.1;
    private static final int MOST_EPOCHS = 1000;

    @Mixin
    private Output output;

    /** The epochs until a perceptron computes a function of two bits; empty if 1000 are not enough. */
    static OptionalInt epochs(Gate gate, Perceptron.Threshold threshold, Seed seed) {
        return new Perceptron(threshold, 2, seed).learn(gate.all(), RATE, MOST_EPOCHS);
    }

    /**
     * Fits a logistic regression, {@code p = sigmoid(w x + b)}, by 1000 steps of gradient descent with rate 1 on all samples.
     *
     * @return the share of samples for which p is on the right side of 1/2
     */
    static double logisticRegression(Gate gate, Seed seed) {
        Tensor inputs = gate.all().inputs();
        Tensor targets = gate.all().labels().to(DType.FLOAT32).reshape(4, 1);
        Linear model = new Linear(2, 1, seed);
        Sgd optimizer = new Sgd(model.parameters(), 1);
        for (int step = 1; step <= MOST_EPOCHS; step++) {
            try (Tape tape = Tape.record()) {
                optimizer.zeroGrad();
                LikelihoodLoss.bceWithLogits(model.forward(inputs), targets).backward();
                optimizer.step();
            }
        }
        try (Scope scope = Scope.noGrad()) {
            Tensor positive = model.forward(inputs).gt(0).to(DType.FLOAT32);
            return positive.eq(targets).to(DType.FLOAT32).mean().item();
        }
    }

    /**
     * Trains 2-4-2 units with tanh by Adam on cross-entropy, all four samples in a step, for at most 1000 steps.
     *
     * @return the steps until it is right about all and its loss is below 0.01; empty if it does not come to that
     */
    static OptionalInt twoLayers(Gate gate, Seed seed) {
        TensorDataset samples = gate.samples();
        Module model = new Mlp(Mlp.Options.DEFAULT.withActivation(Tanh::new), seed, 2, 4, 2);
        Adam optimizer = new Adam(model.parameters(), 0.1);
        DataLoader loader = new DataLoader(samples, samples.size());
        for (int step = 1; step <= MOST_EPOCHS; step++) {
            Pass.stochastic(model, optimizer, loader, step);
            Score score = Evaluation.score(model, samples);
            if (score.accuracy() == 1 && score.loss() < 0.01) {
                return OptionalInt.of(step);
            }
        }
        return OptionalInt.empty();
    }

    /** Prints the number of epochs for each function and each convention of the threshold. */
    @Override
    public void run() {
        for (Gate gate : Gate.values()) {
            for (Perceptron.Threshold threshold : Perceptron.Threshold.values()) {
                output.line(
                        "%-4s perceptron, %-21s %s",
                        gate,
                        threshold == Perceptron.Threshold.ABOVE ? "1 where w x + b > 0:" : "1 where w x + b >= 0:",
                        told(epochs(gate, threshold, output.seed())));
            }
        }
        for (Gate gate : Gate.values()) {
            output.line(
                    "%-4s logistic regression:         %d of 4 right",
                    gate, Math.round(4 * logisticRegression(gate, output.seed())));
        }
        output.line("XOR  two layers, 2-4-2 with tanh:  %s", told(twoLayers(Gate.XOR, output.seed())));
    }

    private static String told(OptionalInt epochs) {
        return epochs.isPresent()
                ? "all right after " + epochs.getAsInt() + " epochs"
                : "still wrong after " + MOST_EPOCHS + " epochs";
    }
}
