package org.autodiff.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The README shows a program and what it prints; both are the real ones. */
class ReadmeTest {
    private static final Path README = Path.of("..", "README.md");
    private static final Path SOURCE = Path.of("src/main/java/org/autodiff/examples/FirstSteps.java");

    @Test
    void theProgramIsThatOfTheSource() throws IOException {
        String source = Files.readString(SOURCE).split(" // README\n", -1)[1].stripTrailing();

        assertThat(block(0)).isEqualTo(source.stripIndent().strip());
    }

    @Test
    void theOutputIsWhatItPrints() {
        PrintStream out = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            FirstSteps.main(new String[0]);
        } finally {
            System.setOut(out);
        }

        assertThat(block(1)).isEqualTo(printed.toString(StandardCharsets.UTF_8).strip());
    }

    /** The n-th fenced block of the README. */
    private static String block(int n) {
        try {
            List<String> parts = List.of(Files.readString(README).split("(?m)^```.*\n?"));
            return parts.get(2 * n + 1).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
