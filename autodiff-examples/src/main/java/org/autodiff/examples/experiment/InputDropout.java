package org.autodiff.examples.experiment;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.autodiff.array.Seed;
import org.autodiff.examples.Output;
import org.autodiff.examples.Pass;
import org.autodiff.examples.TrainData;
import org.autodiff.examples.report.EpochResult;
import org.autodiff.examples.report.Score;
import org.autodiff.nn.Module;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.data.DataLoader;
import org.autodiff.nn.layer.Dropout;
import org.autodiff.nn.optim.Sgd;
import org.autodiff.nn.report.Chart;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * A perceptron of several layers, with and without half of its inputs dropped in training, by SGD with rate 0.1.
 * Without, it soon knows the training images by heart.
 */
@Command(
        name = "input-dropout",
        description = "A multi-layer perceptron with and without dropout of half of its inputs.")
final class InputDropout implements Runnable {
    @Mixin
    private Output output;

    @Mixin
    private final Images images = new Images(20);

    @Mixin
    private final Layers layers = new Layers(784, 200, 200, 200, 10);

    /** The scores after each epoch. */
    private List<EpochResult> learn(boolean dropout, TrainData data) {
        Seed seed = output.seed();
        Module network = layers.perceptron(seed.child(0));
        Module model = dropout ? new Sequential(Dropout.keep(0.5, seed.child(1)), network) : network;
        Sgd optimizer = new Sgd(model.parameters(), 0.1);
        DataLoader loader = new DataLoader(data.train(), layers.batchSize(), seed.child(2));
        return Pass.repeat(
                images.epochs(output), model, data.test(), epoch -> Pass.stochastic(model, optimizer, loader, epoch));
    }

    /** Trains twice, prints the last scores, and draws loss and accuracy. */
    @Override
    public void run() {
        layers.check();
        TrainData data = images.load(output);
        Chart loss = new Chart("cross-entropy", "epoch", "loss");
        Chart accuracy = new Chart("accuracy", "epoch", "share right");
        for (boolean dropout : new boolean[] {false, true}) {
            String name = dropout ? "with dropout" : "without";
            List<EpochResult> results = learn(dropout, data);
            EpochResult last = results.get(results.size() - 1);
            output.line("%-12s  training %s  test %s", name, last.train(), last.test());
            curves(loss, name, results, Score::loss);
            curves(accuracy, name, results, Score::accuracy);
        }
        output.picture("input-dropout.png", loss, accuracy);
    }

    private static void curves(Chart chart, String name, List<EpochResult> results, ToDoubleFunction<Score> value) {
        double[] xs = EpochResult.numbers(results, EpochResult::epoch);
        chart.curve(name + ", training", xs, EpochResult.numbers(results, r -> value.applyAsDouble(r.train())));
        chart.curve(name + ", test", xs, EpochResult.numbers(results, r -> value.applyAsDouble(r.test())));
    }
}
