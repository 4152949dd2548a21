package org.autodiff.examples.system;

import static org.autodiff.examples.CommandRunner.DEFAULT;
import static org.autodiff.examples.CommandRunner.require;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.Seed;
import org.autodiff.examples.Output;
import org.autodiff.examples.Progress;
import org.autodiff.nn.Module;
import org.autodiff.nn.data.Batch;
import org.autodiff.nn.data.DataLoader;
import org.autodiff.nn.data.Dataset;
import org.autodiff.nn.optim.Adam;
import org.autodiff.nn.optim.GradientClipping;
import picocli.CommandLine.Option;

/** The options of a training by Adam, and the training: passes over the data, samples a step, learning rate. */
final class Fit {
    /** Batches of a dry run. */
    private static final int FEW = 2;

    private static final double LARGEST_NORM = 5;

    @Option(names = "--epochs", paramLabel = "N", description = "passes over the training data" + DEFAULT)
    private int epochs;

    @Option(names = "--batch-size", paramLabel = "N", description = "samples a step" + DEFAULT)
    private int batchSize;

    @Option(names = "--lr", paramLabel = "RATE", description = "learning rate" + DEFAULT)
    private double rate;

    Fit(int epochs, int batchSize, double rate) {
        this.epochs = epochs;
        this.batchSize = batchSize;
        this.rate = rate;
    }

    double rate() {
        return rate;
    }

    int batchSize() {
        return batchSize;
    }

    /** The passes over the data: one in a dry run. */
    int epochs(Output output) {
        require(epochs >= 1, "--epochs: must be at least 1, got " + epochs);
        require(batchSize >= 1, "--batch-size: must be at least 1, got " + batchSize);
        require(rate > 0 && rate < Double.POSITIVE_INFINITY, "--lr: must be a number above 0, got " + rate);
        return output.isDryRun() ? 1 : epochs;
    }

    /** The data in whole batches, in another order each epoch; two batches of them in a dry run. */
    DataLoader loader(Output output, Dataset data, Seed seed) {
        epochs(output);
        Dataset part = output.isDryRun() ? data.range(0, Math.min(data.size(), FEW * batchSize)) : data;
        return new DataLoader(part, batchSize, seed).droppingLast();
    }

    /**
     * Trains a model: the rate stays for the first half of the passes and falls to a hundredth of it along a cosine after that.
     *
     * @param loss the mean loss of a batch
     * @return the mean of the losses of each pass
     */
    List<Double> fit(Output output, Module model, Dataset data, Function<Batch, Tensor> loss) {
        int passes = epochs(output);
        Adam optimizer = new Adam(model.parameters(), rate);
        DataLoader loader = loader(output, data, output.seed().child(-1));
        List<Double> losses = new ArrayList<>();
        model.train();
        for (int epoch = 1; epoch <= passes; epoch++) {
            double late = Math.max(0, 2.0 * (epoch - 1) / passes - 1);
            optimizer.learningRate(rate * (0.505 + 0.495 * Math.cos(Math.PI * late)));
            double sum = 0;
            for (Batch batch : Progress.over(loader, epoch)) {
                try (Tape tape = Tape.record()) {
                    optimizer.zeroGrad();
                    Tensor mean = loss.apply(batch);
                    sum += mean.item();
                    require(Double.isFinite(sum), "the loss is infinite or NaN in epoch " + epoch + "; lower --lr");
                    mean.backward();
                    GradientClipping.byNorm(model.parameters(), LARGEST_NORM);
                    optimizer.step();
                }
            }
            losses.add(sum / loader.size());
        }
        model.eval();
        return losses;
    }
}
