package org.autodiff.examples.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The epochs as a table for other programs. */
final class EpochLog {

    private EpochLog() {}

    static void write(List<EpochResult> epochs, Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("epoch,train_loss,train_loss_hex,test_accuracy,seconds");
        for (EpochResult epoch : epochs) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%d,%s,%s,%s,%.3f",
                    epoch.epoch(),
                    epoch.loss(),
                    epoch.lossInHex(),
                    epoch.accuracy(),
                    epoch.seconds()));
        }
        Files.write(file, lines);
    }
}
