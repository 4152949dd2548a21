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
import org.autodiff.nn.Module;
import org.autodiff.nn.data.DataLoader;
import org.autodiff.nn.optim.Sgd;
import org.autodiff.nn.report.Chart;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Gradient descent, which takes one step for each pass over the data, against stochastic gradient descent, which takes one
 * for each batch: the same network, initial weights and learning rate.
 */
@Command(name = "gd-sgd", description = "Full-batch against stochastic gradient descent, by passes over the data.")
public final class DescentCurves extends Experiment {
    /** Samples whose gradients are summed up at once in a full-batch step; it only bounds the memory. */
    private static final int PIECE = 2000;

    @Mixin
    private final Layers layers = new Layers(784, 200, 200, 10);

    @Option(
            names = "--iterations",
            paramLabel = "N",
            description = "steps, which are passes, of full-batch descent" + DEFAULT)
    private int iterations = 50;

    DescentCurves() {
        super(new Options().images().epochs(10).batchSize(100).lr(0.1));
    }

    /** Runs this alone; see {@code --help}. */
    public static void main(String... args) {
        start(new DescentCurves(), args);
    }

    /** Trains in both ways, prints how far each has come, and draws the two curves into one picture. */
    @Override
    protected void perform() {
        require(iterations >= 1, "--iterations: must be at least 1, got " + iterations);
        layers.check();
        TrainData data = options.loadImages();
        List<EpochResult> stochastic = descend(data, false);
        List<EpochResult> full = descend(data, true);
        tell("SGD, B = " + options.batchSize(), stochastic);
        tell("GD", full);
        options.picture(
                "gd-sgd.png",
                chart(
                                "training loss",
                                "cross-entropy",
                                stochastic,
                                full,
                                r -> r.train().loss())
                        .logarithmic(),
                chart(
                        "test accuracy",
                        "share right",
                        stochastic,
                        full,
                        r -> r.test().accuracy()));
    }

    private List<EpochResult> descend(TrainData data, boolean full) {
        Seed seed = options.seed();
        Module model = layers.perceptron(seed.child(0));
        Sgd optimizer = new Sgd(model.parameters(), options.lr());
        int samples = data.train().size();
        DataLoader loader = full
                ? new DataLoader(data.train(), PIECE)
                : new DataLoader(data.train(), options.batchSize(), seed.child(1));
        int passes = full ? (options.isDryRun() ? 1 : iterations) : options.epochs();
        Progress batches = Progress.of(loader, passes);
        return Pass.repeat(
                passes,
                model,
                data.test(),
                epoch -> full
                        ? Pass.fullBatch(model, optimizer, batches, epoch, samples)
                        : Pass.stochastic(model, optimizer, batches, epoch));
    }

    private void tell(String name, List<EpochResult> results) {
        EpochResult last = results.get(results.size() - 1);
        options.line(
                "%-12s after %d passes: training loss %.4f (bits %s), test accuracy %.4f, %.1f s",
                name,
                results.size(),
                last.train().loss(),
                last.lossInHex(),
                last.test().accuracy(),
                results.stream().mapToDouble(EpochResult::seconds).sum());
    }

    private static Chart chart(
            String title,
            String unit,
            List<EpochResult> stochastic,
            List<EpochResult> full,
            ToDoubleFunction<EpochResult> value) {
        return new Chart(title, "passes over the data", unit)
                .curve(
                        "SGD",
                        EpochResult.numbers(stochastic, EpochResult::epoch),
                        EpochResult.numbers(stochastic, value))
                .curve("GD", EpochResult.numbers(full, EpochResult::epoch), EpochResult.numbers(full, value));
    }
}
