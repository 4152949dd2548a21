package org.autodiff.examples;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.Seed;
import org.autodiff.examples.report.EpochResult;
import org.autodiff.examples.report.TrainingReport;
import org.autodiff.nn.Module;
import org.autodiff.nn.data.Batch;
import org.autodiff.nn.data.DataLoader;
import org.autodiff.nn.data.Dataset;
import org.autodiff.nn.optim.Optimizer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The command line to train a multi-layer perceptron on MNIST, on data in the same format, or on digits that are drawn
 * here.
 *
 * <pre>{@code
 * autodiff-examples/train --data mnist --layers 784,200,200,10 --lr 0.1 --epochs 10
 * autodiff-examples/train --help
 * }</pre>
 *
 * <p>Two runs with the same options print the same losses to the last bit. The exit code is 0 after training, 1 when
 * training fails, and 2 for a bad option or a bad file.
 */
@Command(
        name = "train",
        description = "Trains a multi-layer perceptron to classify small grey images.",
        sortOptions = false)
public final class Train implements Callable<Integer> {

    /** As many test images as fit on the sheet of predictions. */
    private static final int SHOWN = 40;

    @Mixin
    private TrainOptions options;

    @Spec
    private CommandSpec spec;

    private Train() {}

    /** Runs the command; see {@code --help}. */
    public static void main(String... args) {
        System.setProperty("java.awt.headless", "true");
        CommandRunner.exitOnFailure(command(), args);
    }

    static Train command() {
        return new Train();
    }

    /** Trains, prints a line for each epoch, and writes the log and the pictures. */
    @Override
    public Integer call() {
        options.check();
        TrainData data = options.load();
        options.check(data);
        // Before the training, so that a directory that cannot be written to costs no time.
        TrainingReport report = new TrainingReport(options.out());
        PrintWriter out = spec.commandLine().getOut();

        Seed seed = options.seed();
        Module model = Mlp.of(options.activation(), seed.child(0), options.layers());
        Optimizer optimizer = options.optimizer(model.parameters());
        Dataset train = options.selected(data.train());
        DataLoader loader = new DataLoader(train, options.batchSize(), seed.child(1));
        out.printf(
                "%d images to train on, %d to test on; %d parameters%n",
                train.size(), data.test().size(), model.parameterCount());

        List<EpochResult> results = new ArrayList<>();
        for (int epoch = 1; epoch <= options.epochs(); epoch++) {
            long start = System.nanoTime();
            double loss = meanLoss(model, optimizer, loader, epoch);
            double seconds = (System.nanoTime() - start) / 1e9;
            if (!Double.isFinite(loss)) {
                spec.commandLine()
                        .getErr()
                        .printf(
                                "train: the loss is %s in epoch %d; --lr %s is too high%n",
                                loss, epoch, options.learningRate());
                return CommandRunner.FAILED;
            }
            EpochResult result = new EpochResult(epoch, loss, Evaluation.accuracy(model, data.test()), seconds);
            out.println(result + "  loss bits " + result.lossInHex());
            out.flush();
            results.add(result);
        }
        report.write(results, Evaluation.predictions(model, data.test(), SHOWN))
                .forEach(path -> out.println("wrote " + path));
        return 0;
    }

    /** Passes once over the training data; the mean of the batches' losses. */
    private static double meanLoss(Module model, Optimizer optimizer, DataLoader loader, int epoch) {
        double total = 0;
        for (Batch batch : Progress.over(loader, epoch)) {
            try (Tape tape = Tape.record()) {
                optimizer.zeroGrad();
                Tensor loss = model.forward(batch.inputs()).crossEntropy(batch.labels());
                loss.backward();
                optimizer.step();
                total += loss.item();
            }
        }
        return total / loader.size();
    }
}
