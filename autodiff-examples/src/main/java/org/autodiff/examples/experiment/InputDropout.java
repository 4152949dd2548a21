package org.autodiff.examples.experiment;

import static org.autodiff.examples.CommandRunner.DEFAULT;
import static org.autodiff.examples.CommandRunner.require;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.autodiff.array.Seed;
import org.autodiff.examples.Experiment;
import org.autodiff.examples.Options;
import org.autodiff.examples.Pass;
import org.autodiff.examples.Progress;
import org.autodiff.examples.TrainData;
import org.autodiff.examples.report.EpochResult;
import org.autodiff.examples.report.Score;
import org.autodiff.nn.Module;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.data.Dataset;
import org.autodiff.nn.layer.Dropout;
import org.autodiff.nn.optim.Sgd;
import org.autodiff.nn.report.Chart;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * A perceptron of several layers, with and without half of its inputs dropped in training, by SGD.
 * Without, it soon knows the training images by heart.
 */
@Command(
        name = "input-dropout",
        description = "A multi-layer perceptron with and without dropout of half of its inputs.")
public final class InputDropout extends Experiment {
    @Mixin
    private final Layers layers = new Layers(784, 200, 200, 200, 10);

    @Option(
            names = "--validation",
            paramLabel = "N",
            description = "how many of the last training images are left out" + DEFAULT)
    private int validation = 0;

    InputDropout() {
        super(new Options().images().epochs(20).batchSize(100).lr(0.1));
    }

    /** Runs this alone; see {@code --help}. */
    public static void main(String... args) {
        start(new InputDropout(), args);
    }

    /** The scores after each epoch. */
    private List<EpochResult> learn(boolean dropout, TrainData data) {
        Seed seed = options.seed();
        Module network = layers.perceptron(seed.child(0));
        Module model = dropout ? new Sequential(Dropout.keep(0.5, seed.child(1)), network) : network;
        Descent descent = Descent.of(options);
        Sgd optimizer = descent.optimizer(model);
        Dataset learned = data.train().range(0, data.train().size() - validation);
        Progress batches = descent.batches(learned, seed.child(2));
        return Pass.repeat(
                options.epochs(), model, data.test(), epoch -> Pass.stochastic(model, optimizer, batches, epoch));
    }

    /** Trains twice, prints the last scores, and draws loss and accuracy. */
    @Override
    protected void perform() {
        layers.check();
        TrainData data = options.loadImages();
        require(
                validation >= 0 && validation < data.train().size(),
                "--validation: must be at least 0 and below the " + data.train().size() + " training images, got "
                        + validation);
        Chart loss = new Chart("cross-entropy", "epoch", "loss");
        Chart accuracy = new Chart("accuracy", "epoch", "share right");
        for (boolean dropout : new boolean[] {false, true}) {
            String name = dropout ? "with dropout" : "without";
            List<EpochResult> results = learn(dropout, data);
            EpochResult last = results.get(results.size() - 1);
            options.line("%-12s  training %s  test %s", name, last.train(), last.test());
            curves(loss, name, results, Score::loss);
            curves(accuracy, name, results, Score::accuracy);
        }
        options.picture("input-dropout.png", loss, accuracy);
    }

    private static void curves(Chart chart, String name, List<EpochResult> results, ToDoubleFunction<Score> value) {
        double[] xs = EpochResult.numbers(results, EpochResult::epoch);
        chart.curve(name + ", training", xs, EpochResult.numbers(results, r -> value.applyAsDouble(r.train())));
        chart.curve(name + ", test", xs, EpochResult.numbers(results, r -> value.applyAsDouble(r.test())));
    }
}
