package org.autodiff.examples.system;

import static org.autodiff.examples.CommandRunner.require;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.Seed;
import org.autodiff.examples.Options;
import org.autodiff.examples.Progress;
import org.autodiff.nn.Module;
import org.autodiff.nn.data.Batch;
import org.autodiff.nn.data.DataLoader;
import org.autodiff.nn.data.Dataset;
import org.autodiff.nn.optim.Adam;
import org.autodiff.nn.optim.GradientClipping;

/** Training by Adam, as the options of a system say. */
final class Fit {
    /** Batches of a dry run. */
    private static final int FEW = 2;

    private static final double LARGEST_NORM = 5;

    private Fit() {}

    /**
     * How long and how fast.
     *
     * @param epochs passes over the data; a dry run does one
     * @param batchSize samples a step
     * @param rate of the first half of the passes
     */
    record Recipe(int epochs, int batchSize, double rate) {
        static Recipe of(Options options) {
            return new Recipe(options.epochs(), options.batchSize(), options.lr());
        }

        /** The data in whole batches, in another order each epoch; two batches of them in a dry run. */
        Progress batches(Options options, Dataset data, Seed seed) {
            boolean dry = options.isDryRun();
            Dataset part = dry ? data.range(0, Math.min(data.size(), FEW * batchSize)) : data;
            return Progress.of(new DataLoader(part, batchSize, seed).droppingLast(), dry ? 1 : epochs);
        }
    }

    /** Trains a model as the options say. */
    static List<Double> fit(Options options, Module model, Dataset data, Function<Batch, Tensor> loss) {
        return fit(options, Recipe.of(options), model, data, loss);
    }

    /**
     * Trains a model: the rate stays for the first half of the passes and falls to a hundredth of it along a cosine after that.
     *
     * @param loss the mean loss of a batch
     * @return the mean of the losses of each pass
     */
    static List<Double> fit(Options options, Recipe recipe, Module model, Dataset data, Function<Batch, Tensor> loss) {
        int passes = options.isDryRun() ? 1 : recipe.epochs;
        Adam optimizer = new Adam(model.parameters(), recipe.rate);
        List<Double> losses = new ArrayList<>();
        model.train();
        try (Progress batches = recipe.batches(options, data, options.seed().child(-1))) {
            for (int epoch = 1; epoch <= passes; epoch++) {
                double late = Math.max(0, 2.0 * (epoch - 1) / passes - 1);
                optimizer.learningRate(recipe.rate * (0.505 + 0.495 * Math.cos(Math.PI * late)));
                losses.add(pass(batches, epoch, model, optimizer, loss));
            }
        }
        model.eval();
        return losses;
    }

    private static double pass(
            Progress batches, int epoch, Module model, Adam optimizer, Function<Batch, Tensor> loss) {
        double sum = 0;
        for (Batch batch : batches.epoch(epoch)) {
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
        return sum / batches.size();
    }
}
