package org.autodiff.examples.experiment;

import static org.autodiff.examples.CommandRunner.require;

import java.util.List;
import org.autodiff.array.Seed;
import org.autodiff.examples.Pass;
import org.autodiff.examples.TrainData;
import org.autodiff.examples.report.EpochResult;
import org.autodiff.nn.Module;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.data.DataLoader;
import org.autodiff.nn.layer.Dropout;
import org.autodiff.nn.model.Mlp;
import org.autodiff.nn.optim.Sgd;
import org.autodiff.nn.report.Chart;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
    private Images images;

    @Option(
            names = "--layers",
            paramLabel = "N",
            split = ",",
            defaultValue = "784,200,200,200,10",
            description = "units of each layer, the input first (default: ${DEFAULT-VALUE})")
    private int[] layers;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "20",
            description = "passes over the training data (default: ${DEFAULT-VALUE})")
    private int epochs;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            defaultValue = "100",
            description = "samples in a step (default: ${DEFAULT-VALUE})")
    private int batchSize;

    /** The scores after each epoch. */
    private List<EpochResult> learn(boolean dropout, TrainData data) {
        Seed seed = output.seed();
        Module network = new Mlp(seed.child(0), layers);
        Module model = dropout ? new Sequential(Dropout.keep(0.5, seed.child(1)), network) : network;
        Sgd optimizer = new Sgd(model.parameters(), 0.1);
        DataLoader loader = new DataLoader(data.train(), batchSize, seed.child(2));
        return Pass.repeat(epochs, model, data.test(), epoch -> Pass.stochastic(model, optimizer, loader, epoch));
    }

    /** Trains twice, prints the last scores, and draws loss and accuracy. */
    @Override
    public void run() {
        require(epochs >= 1, "--epochs: must be at least 1, got " + epochs);
        require(layers.length >= 2, "--layers: needs at least the input and the output layer, such as 784,10");
        TrainData data = images.load();
        Chart loss = new Chart("cross-entropy", "epoch", "loss");
        Chart accuracy = new Chart("accuracy", "epoch", "share right");
        for (boolean dropout : new boolean[] {false, true}) {
            String name = dropout ? "with dropout" : "without";
            List<EpochResult> results = learn(dropout, data);
            EpochResult last = results.get(results.size() - 1);
            output.line("%-12s  training %s  test %s", name, last.train(), last.test());
            double[] xs = results.stream().mapToDouble(EpochResult::epoch).toArray();
            loss.curve(
                    name + ", training",
                    xs,
                    results.stream().mapToDouble(r -> r.train().loss()).toArray());
            loss.curve(
                    name + ", test",
                    xs,
                    results.stream().mapToDouble(r -> r.test().loss()).toArray());
            accuracy.curve(
                    name + ", training",
                    xs,
                    results.stream().mapToDouble(r -> r.train().accuracy()).toArray());
            accuracy.curve(
                    name + ", test",
                    xs,
                    results.stream().mapToDouble(r -> r.test().accuracy()).toArray());
        }
        output.picture("input-dropout.png", loss, accuracy);
    }
}
