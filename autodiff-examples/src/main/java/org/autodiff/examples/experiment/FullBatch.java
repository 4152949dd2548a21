package org.autodiff.examples.experiment;

import static org.autodiff.examples.CommandRunner.DEFAULT;
import static org.autodiff.examples.CommandRunner.require;

import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.autodiff.examples.Experiment;
import org.autodiff.examples.Options;
import org.autodiff.examples.Pass;
import org.autodiff.examples.Progress;
import org.autodiff.examples.TrainData;
import org.autodiff.examples.report.EpochResult;
import org.autodiff.examples.report.Score;
import org.autodiff.nn.Module;
import org.autodiff.nn.data.DataLoader;
import org.autodiff.nn.data.Dataset;
import org.autodiff.nn.optim.Sgd;
import org.autodiff.nn.report.Chart;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Gradient descent as textbooks write it: one step an epoch, along the gradient of the mean loss of all training images. The
 * batch size only says how many of them are in memory at once, since gradients of parts add up to that of the whole.
 */
@Command(name = "full-batch", description = "Gradient descent on all images at once, with held-out images.")
public final class FullBatch extends Experiment {
    /** Lines that are printed, at even distances. */
    private static final int LINES = 10;

    @Mixin
    private final Layers layers = new Layers(784, 100, 100, 10);

    @Option(
            names = "--validation",
            paramLabel = "N",
            description = "how many of the last training images are held out" + DEFAULT)
    private int validation = 100;

    FullBatch() {
        super(new Options().images().epochs(100).batchSize(2000).lr(0.1));
    }

    /** Runs this alone; see {@code --help}. */
    public static void main(String... args) {
        start(new FullBatch(), args);
    }

    /** Trains, prints losses and accuracies on the way, and draws those of the three parts of the data. */
    @Override
    protected void perform() {
        layers.check();
        TrainData data = options.loadImages();
        int learned = data.train().size() - validation;
        require(
                validation >= 1 && learned >= 1,
                "--validation: must be at least 1 and below the " + data.train().size() + " training images, got "
                        + validation);
        Dataset held = data.train().range(learned, data.train().size());
        Module model = layers.perceptron(options.seed().child(0));
        options.line(
                "%d images to train on, %d to validate, %d to test on; %d parameters",
                learned, validation, data.test().size(), model.parameterCount());
        Sgd optimizer = Descent.of(options).optimizer(model);
        Progress batches =
                Progress.of(new DataLoader(data.train().range(0, learned), options.batchSize()), options.epochs());
        int between = Math.max(1, options.epochs() / LINES);
        List<EpochResult> results = Pass.repeatUntilLost(
                options.epochs(),
                model,
                Optional.of(held),
                data.test(),
                epoch -> Pass.fullBatch(model, optimizer, batches, epoch, learned),
                result -> {
                    if (result.epoch() % between == 0 || result.epoch() == options.epochs()) {
                        options.line("%s", result);
                    }
                });
        require(
                results.size() == options.epochs(),
                "the loss is infinite or NaN in epoch " + (results.size() + 1) + "; lower --lr");
        options.picture(
                "full-batch.png",
                chart("cross-entropy", "loss", results, Score::loss).logarithmic(),
                chart("accuracy", "share right", results, Score::accuracy));
    }

    private static Chart chart(String title, String unit, List<EpochResult> results, ToDoubleFunction<Score> value) {
        double[] steps = EpochResult.numbers(results, EpochResult::epoch);
        return new Chart(title, "step", unit)
                .curve("training", steps, EpochResult.numbers(results, r -> value.applyAsDouble(r.train())))
                .curve(
                        "validation",
                        steps,
                        EpochResult.numbers(
                                results, r -> value.applyAsDouble(r.validation().orElseThrow())))
                .curve("test", steps, EpochResult.numbers(results, r -> value.applyAsDouble(r.test())));
    }
}
