package org.autodiff.examples;

import static org.autodiff.examples.CommandRunner.DEFAULT;
import static org.autodiff.examples.CommandRunner.require;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.autodiff.array.Seed;
import org.autodiff.nn.Module;
import org.autodiff.nn.Parameter;
import org.autodiff.nn.data.Dataset;
import org.autodiff.nn.layer.activation.Tanh;
import org.autodiff.nn.model.LeNet;
import org.autodiff.nn.model.Mlp;
import org.autodiff.nn.optim.Adam;
import org.autodiff.nn.optim.Optimizer;
import org.autodiff.nn.optim.Schedule;
import org.autodiff.nn.optim.Scheduler;
import org.autodiff.nn.optim.Sgd;
import picocli.CommandLine.Option;

/** The options of {@link Train}. */
final class TrainOptions {
    /** Which optimiser takes the steps. */
    enum Rule {
        SGD,
        ADAM
    }

    /** Which network is trained. */
    enum Architecture {
        /** A perceptron of several layers. */
        MLP,
        /** {@link ConvNet}. */
        LENET,
        /** {@link LeNet}. */
        LENET5
    }

    /** How the learning rate goes on from epoch to epoch. */
    enum Course {
        CONSTANT,
        COSINE
    }

    /** What stands between the layers of a perceptron. */
    enum Activation {
        RELU,
        TANH
    }

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "directory with the four IDX files of MNIST, plain or gzipped (default: digits drawn here)")
    private Path data;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "mlp, lenet (16 and 32 kernels, one hidden layer) or lenet5 (default: mlp)")
    private Architecture architecture = Architecture.MLP;

    @Option(
            names = "--layers",
            paramLabel = "N",
            split = ",",
            description = "units of each layer of an mlp, the input first (default: 784,128,10)")
    private int[] layers;

    @Option(
            names = "--activation",
            paramLabel = "NAME",
            description = "relu or tanh, between the layers of an mlp (default: relu)")
    private Activation activation;

    @Option(names = "--optimizer", paramLabel = "NAME", description = "sgd or adam (default: sgd)")
    private Rule rule = Rule.SGD;

    @Option(names = "--lr", paramLabel = "X", description = "learning rate" + DEFAULT)
    double learningRate = 0.1;

    @Option(
            names = "--schedule",
            paramLabel = "NAME",
            description =
                    "constant, or cosine: each epoch has a lower rate, along half a cosine to 0 (default: constant)")
    private Course course = Course.CONSTANT;

    @Option(names = "--momentum", paramLabel = "X", description = "momentum of sgd" + DEFAULT)
    private double momentum = 0;

    @Option(names = "--batch-size", paramLabel = "N", description = "samples in a step" + DEFAULT)
    int batchSize = 100;

    @Option(
            names = "--full-batch",
            description =
                    "one step an epoch, along the gradient of all samples; --batch-size of them are in memory at once")
    boolean fullBatch;

    @Option(
            names = "--validation",
            paramLabel = "N",
            description = "how many of the last training samples are held out of the training (default: 0)")
    private int validation = 0;

    @Option(names = "--epochs", paramLabel = "N", description = "passes over the training data" + DEFAULT)
    private int epochs = 10;

    @Option(
            names = "--standardize",
            description = "pixels with mean 0 and deviation 1 over the training images (default: from 0 to 1)")
    private boolean standardize;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "source of the initial weights and of the order of the samples" + DEFAULT)
    private long seed = 1;

    @Option(names = "--out", paramLabel = "DIR", description = "where the log and the pictures go" + DEFAULT)
    Path out = Path.of("target/train");

    @Option(names = "--dry-run", description = "two steps and a test only, to see that everything is in place")
    private boolean dryRun;

    /** Complains of the first value that cannot be right, whatever the data. */
    void check() {
        if (architecture != Architecture.MLP) {
            require(layers == null, "--layers: goes with --model mlp only");
            require(activation == null, "--activation: goes with --model mlp only");
        }
        require(layers().length >= 2, "--layers: needs at least the input and the output layer, such as 784,10");
        for (int size : layers()) {
            require(size >= 1, "--layers: every layer needs at least 1 unit, got " + size);
        }
        require(
                Double.isFinite(learningRate) && learningRate > 0,
                "--lr: the learning rate must be a number above 0, got " + learningRate);
        require(momentum >= 0 && momentum < 1, "--momentum: must be at least 0 and below 1, got " + momentum);
        require(momentum == 0 || rule == Rule.SGD, "--momentum: goes with --optimizer sgd only");
        require(batchSize >= 1, "--batch-size: must be at least 1, got " + batchSize);
        require(validation >= 0, "--validation: must be at least 0, got " + validation);
        require(epochs >= 1, "--epochs: must be at least 1, got " + epochs);
    }

    /** Complains where the network does not match the data. */
    private void check(TrainData samples) {
        int rows = samples.train().rows();
        int columns = samples.train().columns();
        require(
                validation < samples.train().size(),
                "--validation: " + validation + " of " + samples.train().size()
                        + " training samples leave none to learn from");
        if (architecture != Architecture.MLP) {
            String name = architecture.name().toLowerCase(Locale.ROOT);
            require(
                    rows == 28 && columns == 28 && samples.classes() <= 10,
                    "--model: " + name + " is for 28x28 images of 10 classes, the data are " + rows + "x" + columns
                            + " of " + samples.classes());
            return;
        }
        int first = layers()[0];
        int last = layers()[layers().length - 1];
        require(
                first == samples.pixels(),
                String.format(
                        Locale.ROOT,
                        "--layers: the first layer must be %d, the pixels of a %dx%d image, got %d",
                        samples.pixels(),
                        rows,
                        columns,
                        first));
        require(
                last == samples.classes(),
                "--layers: the last layer must be " + samples.classes() + ", one unit for each class, got " + last);
    }

    /** The images, laid out as the network takes them. */
    TrainData load() {
        TrainData images = data == null ? TrainData.drawn() : TrainData.load(data);
        check(images);
        TrainData scaled = standardize ? images.standardized(learned(images.train())) : images;
        return architecture == Architecture.MLP ? scaled.flattened() : scaled;
    }

    Module model(Seed initial) {
        return switch (architecture) {
            case MLP ->
                new Mlp(
                        activation == Activation.TANH
                                ? Mlp.Options.DEFAULT.withActivation(Tanh::new)
                                : Mlp.Options.DEFAULT,
                        initial,
                        layers());
            case LENET -> ConvNet.of(initial);
            case LENET5 -> new LeNet(initial);
        };
    }

    Optimizer optimizer(List<Parameter> parameters) {
        return rule == Rule.ADAM ? new Adam(parameters, learningRate) : new Sgd(parameters, learningRate, momentum);
    }

    /** Sets the learning rate of each epoch. */
    Scheduler scheduler(Optimizer optimizer) {
        return new Scheduler(optimizer, course == Course.COSINE ? Schedule.cosine(epochs, 0) : Schedule.constant(1, 1));
    }

    private int[] layers() {
        return layers == null ? new int[] {784, 128, 10} : layers;
    }

    Seed seed() {
        return Seed.of(seed);
    }

    int epochs() {
        return dryRun ? 1 : epochs;
    }

    /** The samples to train on. */
    Dataset training(Dataset train) {
        Dataset learned = learned(train);
        return dryRun ? learned.range(0, (int) Math.min(learned.size(), 2L * batchSize)) : learned;
    }

    /** The samples that are held out of the training. */
    Optional<Dataset> validation(Dataset train) {
        return validation == 0 ? Optional.empty() : Optional.of(train.range(train.size() - validation, train.size()));
    }

    private Dataset learned(Dataset train) {
        return train.range(0, train.size() - validation);
    }
}
