package org.autodiff.examples.experiment;

import static org.autodiff.examples.CommandRunner.require;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.array.Seed;
import org.autodiff.examples.Pass;
import org.autodiff.examples.TrainData;
import org.autodiff.examples.report.Chart;
import org.autodiff.examples.report.EpochResult;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.data.DataLoader;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.layer.ReLU;
import org.autodiff.nn.optim.Sgd;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * What a penalty makes of the weights of 784-100-10 units: the sum of their absolute values (L1) puts most of them next to
 * zero, the sum of their squares (L2) makes all of them smaller. Biases have no penalty.
 */
@Command(
        name = "weight-histograms",
        description = "The weights of a first layer after training without a penalty, with L1 and with L2.")
final class WeightHistograms implements Runnable {

    /** A weight nearer to zero than this counts as zero. */
    private static final double NOTHING = 1e-3;

    private static final int BINS = 120;
    private static final double WIDEST = 0.3;

    @Mixin
    private Output output;

    @Mixin
    private Images images;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "20",
            description = "passes over the training data (default: ${DEFAULT-VALUE})")
    private int epochs;

    @Option(
            names = "--l1",
            paramLabel = "X",
            defaultValue = "0.0005",
            description = "the factor of the sum of absolute values (default: ${DEFAULT-VALUE})")
    private double l1;

    @Option(
            names = "--l2",
            paramLabel = "X",
            defaultValue = "0.002",
            description = "the factor of the sum of squares (default: ${DEFAULT-VALUE})")
    private double l2;

    /**
     * What is added to the loss.
     *
     * @param name for the picture
     * @param of what it is, for the weights of one layer
     */
    record Penalty(String name, UnaryOperator<Tensor> of) {
        static Penalty none() {
            return new Penalty("no penalty", w -> w.constant(0));
        }

        static Penalty l1(double factor) {
            return new Penalty("L1", w -> w.abs().sum().mul(factor));
        }

        static Penalty l2(double factor) {
            return new Penalty("L2", w -> w.square().sum().mul(factor));
        }
    }

    /**
     * What came of a training.
     *
     * @param weights those of the first layer
     * @param result the scores of the last epoch
     */
    record Trained(float[] weights, EpochResult result) {

        /** The share of weights next to zero. */
        double sparsity() {
            int small = 0;
            for (float weight : weights) {
                small += Math.abs(weight) < NOTHING ? 1 : 0;
            }
            return (double) small / weights.length;
        }
    }

    /** Trains by SGD with rate 0.1 on batches of 100. */
    static Trained train(Penalty penalty, TrainData data, int epochs, Seed seed) {
        Linear first = new Linear(data.train().rows() * data.train().columns(), 100, seed.child(0));
        Linear second = new Linear(100, data.classes(), seed.child(1));
        Sequential model = new Sequential(first, new ReLU(), second);
        Sgd optimizer = new Sgd(model.parameters(), 0.1);
        DataLoader loader = new DataLoader(data.train(), 100, seed.child(2));
        UnaryOperator<Tensor> objective =
                loss -> loss.add(penalty.of.apply(first.weight())).add(penalty.of.apply(second.weight()));
        List<EpochResult> results = Pass.repeat(
                epochs, model, data.test(), epoch -> Pass.stochastic(model, optimizer, loader, epoch, objective));
        return new Trained(first.weight().toFloats(), results.get(results.size() - 1));
    }

    /** Trains three times, prints accuracies and how many weights are next to zero, and draws the histograms. */
    @Override
    public void run() {
        require(epochs >= 1, "--epochs: must be at least 1, got " + epochs);
        require(Double.isFinite(l1) && l1 > 0, "--l1: must be a number above 0, got " + l1);
        require(Double.isFinite(l2) && l2 > 0, "--l2: must be a number above 0, got " + l2);
        TrainData data = images.load();
        output.picture(
                "weight-histograms.png",
                Stream.of(Penalty.none(), Penalty.l1(l1), Penalty.l2(l2))
                        .map(penalty -> chart(penalty, train(penalty, data, epochs, output.seed())))
                        .toArray(Chart[]::new));
    }

    private Chart chart(Penalty penalty, Trained trained) {
        output.line(
                "%-10s  test accuracy %.4f  %.1f %% of the first layer's weights within %s of zero",
                penalty.name, trained.result.test().accuracy(), 100 * trained.sparsity(), NOTHING);
        double[] edges = new double[BINS + 1];
        Arrays.setAll(edges, i -> WIDEST * (2.0 * i / BINS - 1));
        double[] counts = new double[BINS];
        Arrays.fill(counts, 1); // the axis is logarithmic
        for (float weight : trained.weights) {
            int bin = (int) Math.floor((weight / WIDEST + 1) / 2 * BINS);
            counts[Math.max(0, Math.min(BINS - 1, bin))]++;
        }
        return new Chart(penalty.name, "weight", "how many, and one")
                .logarithmic()
                .histogram("weights", edges, counts);
    }
}
