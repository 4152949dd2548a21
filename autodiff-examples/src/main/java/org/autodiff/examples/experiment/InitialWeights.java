package org.autodiff.examples.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.examples.Experiment;
import org.autodiff.examples.Options;
import org.autodiff.examples.Pass;
import org.autodiff.examples.Progress;
import org.autodiff.examples.TrainData;
import org.autodiff.examples.report.EpochResult;
import org.autodiff.nn.Module;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.init.Init;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.layer.activation.ReLU;
import org.autodiff.nn.layer.normalization.BatchNorm1d;
import org.autodiff.nn.optim.Sgd;
import org.autodiff.nn.report.Chart;
import picocli.CommandLine.Command;

/**
 * How much a network of six layers depends on its initial weights, without and with batch normalisation (Ioffe and Szegedy
 * 2015), by stochastic gradient descent.
 */
@Command(
        name = "initial-weights",
        description = "Learning from small, Xavier's, He's and large initial weights, without and with batch norm.")
public final class InitialWeights extends Experiment {
    private static final int[] LAYERS = {784, 100, 100, 100, 100, 100, 10};

    InitialWeights() {
        super(new Options().images().epochs(5).batchSize(100).lr(0.1));
    }

    /** Runs this alone; see {@code --help}. */
    public static void main(String... args) {
        start(new InitialWeights(), args);
    }

    /** A rule for initial weights; biases are 0. */
    enum Start {
        SMALL_UNIFORM(Init.uniform(-0.01, 0.01)),
        XAVIER(Init.xavierNormal()),
        HE(Init.heNormal()),
        LARGE_NORMAL(Init.normal(0, 0.5));

        private final Init init;

        Start(Init init) {
            this.init = init;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** The scores after each epoch; of fewer epochs where the loss grows beyond all bounds. */
    static List<EpochResult> learn(Start start, boolean batchNorm, TrainData data, Descent descent, Seed seed) {
        List<Module> modules = new ArrayList<>();
        for (int i = 1; i < LAYERS.length; i++) {
            modules.add(Linear.of(
                    start.init.sample(seed.child(i), DType.FLOAT32, LAYERS[i], LAYERS[i - 1]),
                    Init.zeros().sample(seed, DType.FLOAT32, LAYERS[i])));
            if (i < LAYERS.length - 1) {
                if (batchNorm) {
                    modules.add(new BatchNorm1d(LAYERS[i]));
                }
                modules.add(new ReLU());
            }
        }
        Module model = new Sequential(modules.toArray(Module[]::new));
        Sgd optimizer = descent.optimizer(model);
        Progress batches = descent.batches(data.train(), seed.child(0));
        return Pass.repeatUntilLost(
                descent.epochs(), model, data.test(), epoch -> Pass.stochastic(model, optimizer, batches, epoch));
    }

    /** Trains eight times, prints the accuracies and draws them. */
    @Override
    protected void perform() {
        TrainData data = options.loadImages();
        options.picture("initial-weights.png", chart(data, false), chart(data, true));
    }

    private Chart chart(TrainData data, boolean batchNorm) {
        String title = batchNorm ? "with batch norm" : "without batch norm";
        Chart chart = new Chart(title, "epoch", "test accuracy").range(1, options.epochs(), 0, 1);
        for (Start start : Start.values()) {
            List<EpochResult> results = learn(start, batchNorm, data, Descent.of(options), options.seed());
            if (results.size() < options.epochs()) {
                options.line("%-18s  %-13s  diverges in epoch %d", title, start, results.size() + 1);
            }
            if (results.isEmpty()) {
                continue;
            }
            double[] accuracies = EpochResult.numbers(results, r -> r.test().accuracy());
            options.line(
                    "%-18s  %-13s  test accuracy %.4f after epoch %d",
                    title, start, accuracies[results.size() - 1], results.size());
            chart.curve(start.toString(), EpochResult.numbers(results, EpochResult::epoch), accuracies);
        }
        return chart;
    }
}
