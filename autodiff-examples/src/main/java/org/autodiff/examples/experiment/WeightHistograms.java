package org.autodiff.examples.experiment;

import static org.autodiff.examples.CommandRunner.DEFAULT;
import static org.autodiff.examples.CommandRunner.require;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.autodiff.Tensor;
import org.autodiff.array.Seed;
import org.autodiff.examples.Experiment;
import org.autodiff.examples.Options;
import org.autodiff.examples.Pass;
import org.autodiff.examples.Progress;
import org.autodiff.examples.TrainData;
import org.autodiff.examples.report.EpochResult;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.layer.activation.ReLU;
import org.autodiff.nn.optim.Sgd;
import org.autodiff.nn.regularization.Penalty;
import org.autodiff.nn.report.Chart;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What a penalty makes of the weights of 784-100-10 units: the sum of their absolute values (L1) puts most of them next to
 * zero, the sum of their squares (L2) makes all of them smaller. Biases have no penalty.
 */
@Command(
        name = "weight-histograms",
        description = "The weights of a first layer after training without a penalty, with L1 and with L2.")
public final class WeightHistograms extends Experiment {
    /** A weight nearer to zero than this counts as zero. */
    private static final double NOTHING = 1e-3;

    private static final int BINS = 120;
    private static final double WIDEST = 0.3;

    @Option(names = "--l1", paramLabel = "X", description = "the factor of the sum of absolute values" + DEFAULT)
    private double l1 = 0.0005;

    @Option(names = "--l2", paramLabel = "X", description = "the factor of the sum of squares" + DEFAULT)
    private double l2 = 0.002;

    WeightHistograms() {
        super(new Options().images().epochs(20).batchSize(100).lr(0.1));
    }

    /** Runs this alone; see {@code --help}. */
    public static void main(String... args) {
        start(new WeightHistograms(), args);
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

    /** Trains by stochastic gradient descent. */
    static Trained train(Optional<Penalty> penalty, TrainData data, Descent descent, Seed seed) {
        Linear first = new Linear(data.train().rows() * data.train().columns(), 100, seed.child(0));
        Linear second = new Linear(100, data.classes(), seed.child(1));
        Sequential model = new Sequential(first, new ReLU(), second);
        Sgd optimizer = descent.optimizer(model);
        Progress batches = descent.batches(data.train(), seed.child(2));
        UnaryOperator<Tensor> objective =
                loss -> penalty.map(p -> loss.add(p.of(model))).orElse(loss);
        List<EpochResult> results = Pass.repeat(
                descent.epochs(),
                model,
                data.test(),
                epoch -> Pass.stochastic(model, optimizer, batches, epoch, objective));
        return new Trained(first.weight().toFloats(), results.get(results.size() - 1));
    }

    /** Trains three times, prints accuracies and how many weights are next to zero, and draws the histograms. */
    @Override
    protected void perform() {
        require(Double.isFinite(l1) && l1 > 0, "--l1: must be a number above 0, got " + l1);
        require(Double.isFinite(l2) && l2 > 0, "--l2: must be a number above 0, got " + l2);
        TrainData data = options.loadImages();
        options.picture(
                "weight-histograms.png",
                chart("no penalty", train(Optional.empty(), data, Descent.of(options), options.seed())),
                chart("L1", train(Optional.of(Penalty.l1(l1)), data, Descent.of(options), options.seed())),
                chart("L2", train(Optional.of(Penalty.l2(l2)), data, Descent.of(options), options.seed())));
    }

    private Chart chart(String name, Trained trained) {
        options.line(
                "%-10s  test accuracy %.4f  %.1f %% of the first layer's weights within %s of zero",
                name, trained.result.test().accuracy(), 100 * trained.sparsity(), NOTHING);
        double[] edges = new double[BINS + 1];
        Arrays.setAll(edges, i -> WIDEST * (2.0 * i / BINS - 1));
        double[] counts = new double[BINS];
        Arrays.fill(counts, 1); // the axis is logarithmic
        for (float weight : trained.weights) {
            int bin = (int) Math.floor((weight / WIDEST + 1) / 2 * BINS);
            counts[Math.max(0, Math.min(BINS - 1, bin))]++;
        }
        return new Chart(name, "weight", "how many, and one").logarithmic().histogram("weights", edges, counts);
    }
}
