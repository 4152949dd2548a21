package org.autodiff.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartTest {

    @Test
    void learnsAndReports(@TempDir Path directory) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        double accuracy =
                new Quickstart(new PrintStream(out, true, StandardCharsets.UTF_8), directory).run(1500, 300, 3);
        // A tenth would be chance.
        assertThat(accuracy).isGreaterThan(0.8);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("1500 digits to train on, 300 to test on; 101770 parameters")
                .contains("epoch  3")
                .contains("test accuracy: ")
                .contains("wrote " + directory.resolve("curves.png"));
        Pictures.assertReport(directory, 3);
    }
}
