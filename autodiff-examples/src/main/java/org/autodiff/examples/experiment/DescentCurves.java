package org.autodiff.examples.experiment;

import static org.autodiff.examples.CommandRunner.require;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.autodiff.array.Seed;
import org.autodiff.examples.Pass;
import org.autodiff.examples.TrainData;
import org.autodiff.examples.report.EpochResult;
import org.autodiff.nn.Module;
import org.autodiff.nn.data.DataLoader;
import org.autodiff.nn.model.Mlp;
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
final class DescentCurves implements Runnable {

    /** Samples whose gradients are summed up at once in a full-batch step; it only bounds the memory. */
    private static final int PIECE = 2000;

    @Mixin
    private Output output;

    @Mixin
    private Images images;

    @Option(
            names = "--layers",
            paramLabel = "N",
            split = ",",
            defaultValue = "784,200,200,10",
            description = "units of each layer, the input first (default: ${DEFAULT-VALUE})")
    private int[] layers;

    @Option(
            names = "--lr",
            paramLabel = "X",
            defaultValue = "0.1",
            description = "learning rate of both (default: ${DEFAULT-VALUE})")
    private double learningRate;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            defaultValue = "100",
            description = "samples in a stochastic step (default: ${DEFAULT-VALUE})")
    private int batchSize;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "10",
            description = "passes of stochastic descent (default: ${DEFAULT-VALUE})")
    private int epochs;

    @Option(
            names = "--iterations",
            paramLabel = "N",
            defaultValue = "50",
            description = "steps, which are passes, of full-batch descent (default: ${DEFAULT-VALUE})")
    private int iterations;

    /** Trains in both ways, prints how far each has come, and draws the two curves into one picture. */
    @Override
    public void run() {
        require(epochs >= 1, "--epochs: must be at least 1, got " + epochs);
        require(iterations >= 1, "--iterations: must be at least 1, got " + iterations);
        require(layers.length >= 2, "--layers: needs at least the input and the output layer, such as 784,10");
        TrainData data = images.load();
        List<EpochResult> stochastic = descend(data, false);
        List<EpochResult> full = descend(data, true);
        tell("SGD, B = " + batchSize, stochastic);
        tell("GD", full);
        output.picture(
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
        Seed seed = output.seed();
        Module model = new Mlp(seed.child(0), layers);
        Sgd optimizer = new Sgd(model.parameters(), learningRate);
        int samples = data.train().size();
        DataLoader loader =
                full ? new DataLoader(data.train(), PIECE) : new DataLoader(data.train(), batchSize, seed.child(1));
        return Pass.repeat(
                full ? iterations : epochs,
                model,
                data.test(),
                epoch -> full
                        ? Pass.fullBatch(model, optimizer, loader, epoch, samples)
                        : Pass.stochastic(model, optimizer, loader, epoch));
    }

    private void tell(String name, List<EpochResult> results) {
        EpochResult last = results.get(results.size() - 1);
        output.line(
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
                .curve("SGD", numbers(stochastic, EpochResult::epoch), numbers(stochastic, value))
                .curve("GD", numbers(full, EpochResult::epoch), numbers(full, value));
    }

    private static double[] numbers(List<EpochResult> results, ToDoubleFunction<EpochResult> value) {
        return results.stream().mapToDouble(value).toArray();
    }
}
