package org.autodiff.examples.experiment;

import static org.autodiff.examples.CommandRunner.DEFAULT;
import static org.autodiff.examples.CommandRunner.require;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.autodiff.examples.Evaluation;
import org.autodiff.examples.Experiment;
import org.autodiff.examples.Options;
import org.autodiff.examples.Pass;
import org.autodiff.examples.Progress;
import org.autodiff.examples.TrainData;
import org.autodiff.examples.report.Score;
import org.autodiff.nn.Module;
import org.autodiff.nn.data.Split;
import org.autodiff.nn.optim.Sgd;
import org.autodiff.nn.report.Chart;
import org.autodiff.nn.train.EarlyStopping;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Early stopping: the validation loss falls, then rises while the training loss still falls. Weights are kept at each new
 * minimum, and the training ends after so many epochs without one; here it goes on, so that the curve shows what would come.
 */
@Command(name = "early-stopping", description = "Training and validation loss, and where early stopping ends.")
public final class EarlyStop extends Experiment {
    @Mixin
    private final Layers layers = new Layers(784, 200, 200, 10);

    @Option(
            names = "--patience",
            paramLabel = "N",
            description = "epochs without a new minimum after which it stops" + DEFAULT)
    private int patience = 5;

    @Option(names = "--samples", paramLabel = "N", description = "images to learn from, of those there are" + DEFAULT)
    private int samples = 500;

    EarlyStop() {
        super(new Options().images().epochs(60).batchSize(20).lr(0.1));
    }

    /** Runs this alone; see {@code --help}. */
    public static void main(String... args) {
        start(new EarlyStop(), args);
    }

    /** Trains, prints the epochs of the minimum and of the stop with the test scores there, and draws both curves. */
    @Override
    protected void perform() {
        layers.check();
        require(samples >= 10, "--samples: must be at least 10, got " + samples);
        TrainData data = options.loadImages();
        Split parts = Split.random(
                data.train().range(0, Math.min(samples, data.train().size())),
                0.8,
                0.2,
                options.seed().child(2));
        Module model = layers.perceptron(options.seed().child(0));
        Sgd optimizer = Descent.of(options).optimizer(model);
        Progress batches =
                Descent.of(options).batches(parts.train(), options.seed().child(1));
        EarlyStopping stopping = EarlyStopping.whenLowest(model, patience, 0);
        List<Score> train = new ArrayList<>();
        List<Score> validation = new ArrayList<>();
        int best = 0;
        int stop = 0;
        for (int epoch = 1; epoch <= options.epochs(); epoch++) {
            train.add(Pass.stochastic(model, optimizer, batches, epoch));
            Score held = Evaluation.score(model, parts.validation());
            validation.add(held);
            require(
                    !held.isLost() && !train.get(epoch - 1).isLost(),
                    "the loss is infinite or NaN in epoch " + epoch + "; lower --lr");
            if (stop == 0) {
                boolean ends = stopping.report(held.loss());
                best = stopping.best() == held.loss() ? epoch : best;
                stop = ends ? epoch : 0;
            }
        }
        options.line("at the end          %s", Evaluation.score(model, data.test()));
        stopping.restoreBest();
        options.line("lowest in epoch %-3d  %s", best, Evaluation.score(model, data.test()));
        options.line(stop == 0 ? "it does not stop" : "it stops after epoch " + stop);
        double[] epochs = numbers(train, score -> 0);
        for (int i = 0; i < epochs.length; i++) {
            epochs[i] = i + 1;
        }
        Chart chart = new Chart("cross-entropy", "epoch", "loss")
                .curve("training", epochs, numbers(train, Score::loss))
                .curve("validation", epochs, numbers(validation, Score::loss))
                .points("lowest", new double[] {best}, new double[] {
                    validation.get(best - 1).loss()
                });
        if (stop > 0) {
            chart.points("stop", new double[] {stop}, new double[] {
                validation.get(stop - 1).loss()
            });
        }
        options.picture("early-stopping.png", chart);
    }

    private static double[] numbers(List<Score> scores, ToDoubleFunction<Score> value) {
        return scores.stream().mapToDouble(value).toArray();
    }
}
