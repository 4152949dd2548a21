package org.autodiff.examples.system;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.autodiff.Tensor;
import org.autodiff.array.Seed;
import org.autodiff.examples.Evaluation;
import org.autodiff.examples.Experiment;
import org.autodiff.examples.Options;
import org.autodiff.functional.Loss;
import org.autodiff.io.Safetensors;
import org.autodiff.nn.Module;
import org.autodiff.nn.StateDict;
import org.autodiff.nn.data.Batch;
import org.autodiff.nn.data.Dataset;
import org.autodiff.nn.data.digits.Digits;
import org.autodiff.nn.model.ResNet;
import picocli.CommandLine.Command;

/**
 * A residual network learns the digits 0 to 4 from many images and goes into a weight file; another one takes all of its
 * weights but the last layer out of that file, and learns 5 to 9 from few. Beside it stands one that begins from nothing.
 */
@Command(name = "fine-tuning", description = "A ResNet is tuned from a weight file to classes it has not seen.")
public final class FineTuning extends Experiment {
    private static final int HALF = 5;
    private static final int MANY = 3000;
    private static final int FEW = 120;
    private static final int TEST = 1000;
    private static final int[] BLOCKS = {1, 1, 1, 1};

    FineTuning() {
        super(new Options().epochs(4).batchSize(20).lr(0.001));
    }

    /** Runs this alone; see {@code --help}. */
    public static void main(String... args) {
        start(new FineTuning(), args);
    }

    private static Module network(Seed seed) {
        return ResNet.basic(BLOCKS, ResNet.Options.DEFAULT.withChannels(1).withClasses(HALF), seed);
    }

    /** The digits of one half, their labels from 0. */
    private static Dataset half(Seed seed, int drawn, boolean upper) {
        int from = upper ? HALF : 0;
        return Digits.draw(seed, drawn)
                .filter(sample ->
                        sample.labels().item() >= from && sample.labels().item() < from + HALF)
                .map(batch -> new Batch(batch.inputs(), less(batch.labels(), from)));
    }

    private static Tensor less(Tensor labels, int by) {
        return Tensor.of(
                Arrays.stream(labels.toLongs()).map(label -> label - by).toArray(), labels.size());
    }

    private double learned(Module network, Dataset few, Dataset test) {
        Fit.fit(options, network, few, batch -> Loss.crossEntropy(network.call(batch.inputs()), batch.labels()));
        return Evaluation.score(network, test).accuracy();
    }

    /** Trains, saves, loads and tunes; prints the accuracy with and without what was learned before. */
    @Override
    protected void perform() {
        Seed seed = options.seed();
        Dataset few = half(seed.child(1), 2 * FEW, true);
        Dataset test = half(seed.child(2), options.isDryRun() ? FEW : 2 * TEST, true);
        Module before = network(seed.child(3));
        Dataset many = half(seed.child(0), 2 * MANY, false);
        Fit.fit(
                options,
                new Fit.Recipe(1, 20, options.lr()),
                before,
                many,
                batch -> Loss.crossEntropy(before.call(batch.inputs()), batch.labels()));
        Path file = options.file("resnet.safetensors");
        Safetensors.write(file, before.stateDict().asMap());

        Module tuned = network(seed.child(4));
        Map<String, Tensor> weights = new LinkedHashMap<>(Safetensors.read(file).tensors());
        weights.keySet().removeIf(name -> name.startsWith("fc."));
        options.line(
                "begins anew: %s",
                tuned.loadStateDict(StateDict.of(weights), false).missing());
        options.line(
                "accuracy on unseen images of the new digits after %d: from the file %.4f, from nothing %.4f",
                few.size(), learned(tuned, few, test), learned(network(seed.child(4)), few, test));
    }
}
