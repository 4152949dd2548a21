package org.autodiff.examples;

import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.Seed;
import org.autodiff.error.AutodiffException;
import org.autodiff.examples.report.EpochResult;
import org.autodiff.examples.report.Score;
import org.autodiff.examples.report.TrainingReport;
import org.autodiff.functional.Loss;
import org.autodiff.nn.Module;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.data.Batch;
import org.autodiff.nn.data.DataLoader;
import org.autodiff.nn.data.ImageDataset;
import org.autodiff.nn.data.digits.Digits;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.layer.activation.ReLU;
import org.autodiff.nn.metric.Accuracy;
import org.autodiff.nn.optim.Optimizer;
import org.autodiff.nn.optim.Sgd;

/**
 * Draws 7,000 digits, trains a network with one hidden layer to read them, and shows what it has learned. It takes a
 * few seconds and needs no download:
 *
 * <pre>{@code
 * mvn -q compile exec:java
 * }</pre>
 */
public final class Quickstart {
    private static final double EXPECTED_ACCURACY = 0.97;

    /** As many test digits as fit on the sheet of predictions. */
    private static final int SHOWN = 40;

    private final PrintStream out;
    private final Path directory;

    Quickstart(PrintStream out, Path directory) {
        this.out = out;
        this.directory = directory;
    }

    /** Runs the example; the exit code is 1 when something fails. Takes no arguments. */
    public static void main(String... args) {
        System.setProperty("java.awt.headless", "true");
        try {
            double accuracy = new Quickstart(System.out, Path.of("target", "quickstart")).run(6000, 1000, 8);
            if (accuracy >= EXPECTED_ACCURACY) {
                return;
            }
            System.err.println(
                    "quickstart: the accuracy should be at least " + EXPECTED_ACCURACY + ", got " + accuracy);
        } catch (AutodiffException | UncheckedIOException | LinkageError e) {
            System.err.println("quickstart: " + CommandRunner.describe(e));
        }
        System.exit(1);
    }

    /**
     * Trains and reports.
     *
     * @return the share of test digits that are read right, between 0 and 1
     */
    double run(int trainingDigits, int testDigits, int epochs) {
        Seed seed = Seed.of(1);
        ImageDataset train = Digits.draw(seed.child(0), trainingDigits).flattened();
        ImageDataset test = Digits.draw(seed.child(1), testDigits).flattened();
        Module model = new Sequential(
                new Linear(784, 128, seed.child(2)), //
                new ReLU(),
                new Linear(128, 10, seed.child(3)));
        Optimizer optimizer = new Sgd(model.parameters(), 0.1, 0.9);
        Progress batches = Progress.of(new DataLoader(train, 32, seed.child(4)), epochs);
        out.printf(
                "%d digits to train on, %d to test on; %d parameters%n",
                train.size(), test.size(), model.parameterCount());

        List<EpochResult> results = new ArrayList<>();
        for (int epoch = 1; epoch <= epochs; epoch++) {
            long start = System.nanoTime();
            double totalLoss = 0;
            Accuracy learning = new Accuracy();
            for (Batch batch : batches.epoch(epoch)) {
                try (Tape tape = Tape.record()) { // records what follows, and frees it at the end of the block
                    optimizer.zeroGrad();
                    Tensor scores = model.forward(batch.inputs());
                    Tensor loss = Loss.crossEntropy(scores, batch.labels());
                    loss.backward();
                    optimizer.step();
                    totalLoss += loss.item();
                    learning.update(scores, batch.labels());
                }
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            Score trained = new Score(totalLoss / batches.size(), learning.value());
            results.add(new EpochResult(epoch, trained, Optional.empty(), Evaluation.score(model, test), seconds));
            out.println(results.get(results.size() - 1));
        }

        double accuracy = results.get(results.size() - 1).test().accuracy();
        out.printf(Locale.ROOT, "test accuracy: %.4f%n", accuracy);
        new TrainingReport(directory)
                .write(results, Evaluation.predictions(model, test, SHOWN))
                .forEach(path -> out.println("wrote " + path));
        return accuracy;
    }
}
