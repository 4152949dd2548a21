package org.autodiff.examples;

import static org.autodiff.examples.CommandRunner.require;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.autodiff.array.Seed;
import org.autodiff.nn.Parameter;
import org.autodiff.nn.data.Dataset;
import org.autodiff.nn.optim.Adam;
import org.autodiff.nn.optim.Optimizer;
import org.autodiff.nn.optim.Sgd;
import picocli.CommandLine.Option;

/** The options of {@link Train}. */
final class TrainOptions {

    /** Which optimiser takes the steps. */
    enum Rule {
        SGD,
        ADAM
    }

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "directory with the four IDX files of MNIST, plain or gzipped (default: digits drawn here)")
    private Path data;

    @Option(
            names = "--layers",
            paramLabel = "N",
            split = ",",
            defaultValue = "784,128,10",
            description = "units of each layer, the input first (default: ${DEFAULT-VALUE})")
    private int[] layers;

    @Option(
            names = "--activation",
            paramLabel = "NAME",
            defaultValue = "RELU",
            description = "relu or tanh, between the layers (default: relu)")
    private Mlp.Activation activation;

    @Option(
            names = "--optimizer",
            paramLabel = "NAME",
            defaultValue = "SGD",
            description = "sgd or adam (default: sgd)")
    private Rule rule;

    @Option(
            names = "--lr",
            paramLabel = "X",
            defaultValue = "0.1",
            description = "learning rate (default: ${DEFAULT-VALUE})")
    private double learningRate;

    @Option(
            names = "--momentum",
            paramLabel = "X",
            defaultValue = "0",
            description = "momentum of sgd (default: ${DEFAULT-VALUE})")
    private double momentum;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            defaultValue = "100",
            description = "samples in a step (default: ${DEFAULT-VALUE})")
    private int batchSize;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "10",
            description = "passes over the training data (default: ${DEFAULT-VALUE})")
    private int epochs;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "source of the initial weights and of the order of the samples (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "target/train",
            description = "where the log and the pictures go (default: ${DEFAULT-VALUE})")
    private Path out;

    @Option(names = "--dry-run", description = "two steps and a test only, to see that everything is in place")
    private boolean dryRun;

    /** Complains of the first value that cannot be right, whatever the data. */
    void check() {
        require(layers.length >= 2, "--layers: needs at least the input and the output layer, such as 784,10");
        for (int size : layers) {
            require(size >= 1, "--layers: every layer needs at least 1 unit, got " + size);
        }
        require(
                Double.isFinite(learningRate) && learningRate > 0,
                "--lr: the learning rate must be a number above 0, got " + learningRate);
        require(momentum >= 0 && momentum < 1, "--momentum: must be at least 0 and below 1, got " + momentum);
        require(momentum == 0 || rule == Rule.SGD, "--momentum: goes with --optimizer sgd only");
        require(batchSize >= 1, "--batch-size: must be at least 1, got " + batchSize);
        require(epochs >= 1, "--epochs: must be at least 1, got " + epochs);
    }

    /** Complains where the layers do not match the data. */
    void check(TrainData samples) {
        int first = layers[0];
        int last = layers[layers.length - 1];
        require(
                first == samples.pixels(),
                String.format(
                        Locale.ROOT,
                        "--layers: the first layer must be %d, the pixels of a %dx%d image, got %d",
                        samples.pixels(),
                        samples.train().rows(),
                        samples.train().columns(),
                        first));
        require(
                last == samples.classes(),
                "--layers: the last layer must be " + samples.classes() + ", one unit for each class, got " + last);
    }

    TrainData load() {
        return data == null ? TrainData.drawn() : TrainData.load(data);
    }

    Optimizer optimizer(List<Parameter> parameters) {
        return rule == Rule.ADAM ? new Adam(parameters, learningRate) : new Sgd(parameters, learningRate, momentum);
    }

    Mlp.Activation activation() {
        return activation;
    }

    int[] layers() {
        return layers;
    }

    double learningRate() {
        return learningRate;
    }

    int batchSize() {
        return batchSize;
    }

    Seed seed() {
        return Seed.of(seed);
    }

    int epochs() {
        return dryRun ? 1 : epochs;
    }

    /** The samples to train on. */
    Dataset selected(Dataset train) {
        return dryRun ? train.range(0, (int) Math.min(train.size(), 2L * batchSize)) : train;
    }

    Path out() {
        return out;
    }
}
