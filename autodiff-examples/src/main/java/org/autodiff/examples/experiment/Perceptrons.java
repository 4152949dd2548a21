package org.autodiff.examples.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.autodiff.Scope;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.examples.Evaluation;
import org.autodiff.examples.Experiment;
import org.autodiff.examples.Options;
import org.autodiff.examples.Pass;
import org.autodiff.examples.Progress;
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
import org.autodiff.nn.report.Chart;
import picocli.CommandLine.Command;

/**
 * What one threshold unit can learn: AND and OR, where a line parts the ones from the zeros, but not XOR, where none does
 * (Minsky and Papert 1969). Logistic regression, whose boundary is a line too, cannot either; a network of two layers can.
 */
@Command(name = "perceptron", description = "A perceptron learns AND and OR, but not XOR; two layers learn XOR.")
public final class Perceptrons extends Experiment {
    private static final double RATE = 0.1;
    private static final int MOST_EPOCHS = 1000;
    private static final double LOW = -0.5;
    private static final double HIGH = 1.5;
    private static final int GRID = 101;

    Perceptrons() {
        super(new Options().epochs(MOST_EPOCHS, 20).batchSize(4).lr(RATE));
    }

    /** Runs this alone; see {@code --help}. */
    public static void main(String... args) {
        start(new Perceptrons(), args);
    }

    /** The epochs until a perceptron computes a function of two bits; empty if 1000 are not enough. */
    static OptionalInt epochs(Gate gate, Perceptron.Threshold threshold, Seed seed) {
        return new Perceptron(threshold, 2, seed).learn(gate.all(), RATE, MOST_EPOCHS);
    }

    /** A network of two layers, and the steps that it took; empty if it is not right, or its loss not below 0.01. */
    record TwoLayers(Module model, OptionalInt steps) {}

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
     * Trains 2-4-2 units with tanh by Adam with rate 0.1 on cross-entropy, until it is right about all four samples and its
     * loss is below 0.01.
     */
    static TwoLayers twoLayers(Gate gate, int batchSize, int most, Seed seed) {
        TensorDataset samples = gate.samples();
        Module model = new Mlp(Mlp.Options.DEFAULT.withActivation(Tanh::new), seed, 2, 4, 2);
        Adam optimizer = new Adam(model.parameters(), 0.1);
        Progress batches = Progress.of(new DataLoader(samples, batchSize), most);
        for (int step = 1; step <= most; step++) {
            Pass.stochastic(model, optimizer, batches, step);
            Score score = Evaluation.score(model, samples);
            if (score.accuracy() == 1 && score.loss() < 0.01) {
                return new TwoLayers(model, OptionalInt.of(step));
            }
        }
        return new TwoLayers(model, OptionalInt.empty());
    }

    /** Prints the number of epochs for each function and each convention of the threshold, and draws where the units part. */
    @Override
    protected void perform() {
        List<Chart> planes = new ArrayList<>();
        for (Gate gate : Gate.values()) {
            Chart plane = plane(gate);
            for (Perceptron.Threshold threshold : Perceptron.Threshold.values()) {
                Perceptron perceptron = new Perceptron(threshold, 2, options.seed());
                options.line(
                        "%-4s perceptron, %-21s %s",
                        gate,
                        threshold == Perceptron.Threshold.ABOVE ? "1 where w x + b > 0:" : "1 where w x + b >= 0:",
                        told(perceptron.learn(gate.all(), options.lr(), options.epochs())));
                if (threshold == Perceptron.Threshold.ABOVE) {
                    boundary(plane, "perceptron", x -> sums(perceptron, x));
                }
            }
            planes.add(plane);
        }
        for (Gate gate : Gate.values()) {
            options.line(
                    "%-4s logistic regression:         %d of 4 right",
                    gate, Math.round(4 * logisticRegression(gate, options.seed())));
        }
        TwoLayers xor = twoLayers(Gate.XOR, options.batchSize(), options.epochs(), options.seed());
        options.line("XOR  two layers, 2-4-2 with tanh:  %s", told(xor.steps));
        boundary(planes.get(Gate.XOR.ordinal()), "two layers", x -> {
            Tensor scores = xor.model.forward(x);
            return scores.select(1, 1).sub(scores.select(1, 0));
        });
        options.picture("perceptron.png", planes.toArray(Chart[]::new));
    }

    private static Tensor sums(Perceptron perceptron, Tensor x) {
        return x.matmul(perceptron.weight()).add(perceptron.bias());
    }

    /** The four inputs, by their outputs. */
    private static Chart plane(Gate gate) {
        Chart chart = new Chart(gate.toString(), "first bit", "second bit").range(LOW, HIGH, LOW, HIGH);
        float[] bits = gate.all().inputs().toFloats();
        long[] outputs = gate.all().labels().toLongs();
        for (int wanted = 0; wanted <= 1; wanted++) {
            int output = wanted;
            int[] of = IntStream.range(0, 4).filter(i -> outputs[i] == output).toArray();
            chart.points(
                    String.valueOf(wanted),
                    IntStream.of(of).mapToDouble(i -> bits[2 * i]).toArray(),
                    IntStream.of(of).mapToDouble(i -> bits[2 * i + 1]).toArray());
        }
        return chart;
    }

    /** Points of a grid between which a function changes its sign. */
    private static void boundary(Chart chart, String name, UnaryOperator<Tensor> function) {
        double step = (HIGH - LOW) / GRID;
        float[] points = new float[2 * GRID * GRID];
        for (int i = 0; i < GRID * GRID; i++) {
            points[2 * i] = (float) (LOW + step * (i % GRID));
            points[2 * i + 1] = (float) (LOW + step * (i / GRID));
        }
        float[] values;
        try (Scope scope = Scope.noGrad()) {
            values = function.apply(Tensor.of(points, GRID * GRID, 2)).toFloats();
        }
        int[] edge = IntStream.range(0, GRID * (GRID - 1))
                .filter(i -> i % GRID < GRID - 1)
                .filter(i -> values[i] > 0 != values[i + 1] > 0 || values[i] > 0 != values[i + GRID] > 0)
                .toArray();
        if (edge.length > 0) {
            chart.points(
                    name,
                    IntStream.of(edge).mapToDouble(i -> points[2 * i]).toArray(),
                    IntStream.of(edge).mapToDouble(i -> points[2 * i + 1]).toArray());
        }
    }

    private String told(OptionalInt epochs) {
        return epochs.isPresent()
                ? "all right after " + epochs.getAsInt() + " epochs"
                : "still wrong after " + options.epochs() + " epochs";
    }
}
