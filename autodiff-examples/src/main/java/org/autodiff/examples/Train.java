package org.autodiff.examples;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.autodiff.array.Seed;
import org.autodiff.examples.report.EpochResult;
import org.autodiff.examples.report.TrainingReport;
import org.autodiff.nn.Module;
import org.autodiff.nn.data.DataLoader;
import org.autodiff.nn.data.Dataset;
import org.autodiff.nn.optim.Optimizer;
import org.autodiff.nn.optim.Scheduler;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The command line to train a multi-layer perceptron or a convolutional network on MNIST, on data in the same format, or on
 * digits that are drawn here.
 *
 * <pre>{@code
 * autodiff-examples/train --data mnist --layers 784,200,200,10 --lr 0.1 --epochs 10
 * autodiff-examples/train --data mnist --model lenet --optimizer adam --lr 0.001 --batch-size 64 --epochs 3
 * autodiff-examples/train --help
 * }</pre>
 *
 * <p>Two runs with the same options print the same losses to the last bit. The exit code is 0 after training, 1 when
 * training fails, and 2 for a bad option or a bad file.
 */
@Command(name = "train", description = "Trains a network to classify small grey images.", sortOptions = false)
public final class Train implements Callable<Integer> {
    /** As many test images as fit on the sheet of predictions. */
    private static final int SHOWN = 40;

    @Mixin
    private TrainOptions options;

    @Spec
    private CommandSpec spec;

    Train() {}

    /** Runs the command; see {@code --help}. */
    public static void main(String... args) {
        System.setProperty("java.awt.headless", "true");
        CommandRunner.exitOnFailure(new Train(), args);
    }

    /** Trains, prints a line for each epoch, and writes the log and the pictures. */
    @Override
    public Integer call() {
        options.check();
        TrainData data = options.load();
        // Before the training, so that a directory that cannot be written to costs no time.
        TrainingReport report = new TrainingReport(options.out);
        PrintWriter out = spec.commandLine().getOut();

        Seed seed = options.seed();
        Module model = options.model(seed.child(0));
        Optimizer optimizer = options.optimizer(model.parameters());
        Scheduler scheduler = options.scheduler(optimizer);
        Dataset train = options.training(data.train());
        Optional<Dataset> validation = options.validation(data.train());
        Progress batches = Progress.of(new DataLoader(train, options.batchSize, seed.child(1)), options.epochs());
        out.printf(
                "%d images to train on, %s%d to test on; %d parameters%n",
                train.size(),
                validation.map(part -> part.size() + " to validate, ").orElse(""),
                data.test().size(),
                model.parameterCount());

        List<EpochResult> results = Pass.repeatUntilLost(
                options.epochs(),
                model,
                validation,
                data.test(),
                epoch -> options.fullBatch
                        ? Pass.fullBatch(model, optimizer, batches, epoch, train.size())
                        : Pass.stochastic(model, optimizer, batches, epoch),
                result -> {
                    out.println(result + "  loss bits " + result.lossInHex());
                    out.flush();
                    scheduler.step();
                });
        if (results.size() < options.epochs()) {
            spec.commandLine()
                    .getErr()
                    .printf(
                            "train: the loss is infinite or NaN in epoch %d; --lr %s is too high%n",
                            results.size() + 1, options.learningRate);
            return CommandRunner.FAILED;
        }
        report.write(results, Evaluation.predictions(model, data.test(), SHOWN))
                .forEach(path -> out.println("wrote " + path));
        return 0;
    }
}
