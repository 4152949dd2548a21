package org.autodiff.examples.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.autodiff.error.FileException;
import org.autodiff.nn.report.Curves;

/** Writes the files of a training run into a directory, which is made where it does not exist. */
public final class TrainingReport {
    private static final String LOG_HEADER = "epoch,train_loss,train_loss_hex,train_accuracy,"
            + "validation_loss,validation_accuracy,test_loss,test_accuracy,seconds";

    private final Path directory;

    /**
     * A report in a directory.
     *
     * @throws UncheckedIOException if the directory cannot be made
     */
    public TrainingReport(Path directory) {
        this.directory = Directories.made(directory);
    }

    /**
     * Writes {@code log.csv}, {@code curves.png} (loss and accuracy by epoch) and {@code predictions.png} (a sheet of
     * pictures with the predicted class, wrong ones in red).
     *
     * @return the paths of the three files
     * @throws UncheckedIOException if the log cannot be written
     * @throws FileException if a picture cannot be written
     */
    public List<Path> write(List<EpochResult> epochs, Predictions predictions) {
        Path log = directory.resolve("log.csv");
        Path curves = directory.resolve("curves.png");
        Path sheet = directory.resolve("predictions.png");
        try {
            log(epochs, log);
            draw(epochs, curves);
            PredictionSheet.write(predictions, sheet);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write into " + directory + ": " + e.getMessage(), e);
        }
        return List.of(log, curves, sheet);
    }

    private static void draw(List<EpochResult> epochs, Path file) {
        Curves curves = Curves.png(file);
        for (EpochResult epoch : epochs) {
            add(curves, epoch, "training", epoch.train());
            epoch.validation().ifPresent(score -> add(curves, epoch, "validation", score));
            add(curves, epoch, "test", epoch.test());
        }
        curves.write();
    }

    private static void add(Curves curves, EpochResult epoch, String part, Score score) {
        curves.add("loss: cross-entropy", part, epoch.epoch() - 1, score.loss());
        curves.add("accuracy: share right", part, epoch.epoch() - 1, score.accuracy());
    }

    /** A line for each epoch; the cells of the validation are empty where there is none. */
    private static void log(List<EpochResult> epochs, Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(LOG_HEADER);
        for (EpochResult epoch : epochs) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%d,%s,%s,%s,%s,%s,%.3f",
                    epoch.epoch(),
                    epoch.train().loss(),
                    epoch.lossInHex(),
                    epoch.train().accuracy(),
                    epoch.validation().map(TrainingReport::cells).orElse(","),
                    cells(epoch.test()),
                    epoch.seconds()));
        }
        Files.write(file, lines);
    }

    private static String cells(Score score) {
        return score.loss() + "," + score.accuracy();
    }
}
