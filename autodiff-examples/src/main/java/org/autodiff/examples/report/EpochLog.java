package org.autodiff.examples.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The epochs as a table for other programs. */
final class EpochLog {
    private static final String HEADER = "epoch,train_loss,train_loss_hex,train_accuracy,"
            + "validation_loss,validation_accuracy,test_loss,test_accuracy,seconds";

    private EpochLog() {}

    /** A line for each epoch; the cells of the validation are empty where there is none. */
    static void write(List<EpochResult> epochs, Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(HEADER);
        for (EpochResult epoch : epochs) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%d,%s,%s,%s,%s,%s,%.3f",
                    epoch.epoch(),
                    epoch.train().loss(),
                    epoch.lossInHex(),
                    epoch.train().accuracy(),
                    epoch.validation().map(EpochLog::cells).orElse(","),
                    cells(epoch.test()),
                    epoch.seconds()));
        }
        Files.write(file, lines);
    }

    private static String cells(Score score) {
        return score.loss() + "," + score.accuracy();
    }
}
