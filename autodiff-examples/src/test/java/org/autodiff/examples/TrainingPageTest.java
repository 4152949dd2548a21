package org.autodiff.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page on training: its program is a real one, learns, and goes on where it was stopped; what it names there is. */
class TrainingPageTest {
    private static final Path PAGE = Path.of("..", "docs", "training.md");
    private static final Path SOURCE = Path.of("src/main/java/org/autodiff/examples/AroundTheLoop.java");

    @Test
    void theProgramIsThatOfTheSource() throws IOException {
        String source =
                Files.readString(SOURCE).split(" // TRAINING PAGE\n", -1)[1].stripTrailing();
        String shown = Files.readString(PAGE).split("(?m)^```java\n", -1)[1].split("(?m)^```", -1)[0];

        assertThat(shown.strip()).isEqualTo(source.stripIndent().strip());
    }

    @Test
    void theProgramLearnsAndGoesOn(@TempDir Path directory) throws IOException {
        Map<String, Double> first = AroundTheLoop.run(directory);
        assertThat(first.get("accuracy")).isGreaterThan(0.93);
        String log = Files.readString(directory.resolve("log.csv"));
        assertThat(log).startsWith("epoch,train_loss,accuracy,f1");

        // back to the checkpoint of the step before the last: the same end
        try (Stream<Path> files = Files.list(directory)) {
            Path last = files.filter(f -> f.getFileName().toString().startsWith("checkpoint"))
                    .max(Path::compareTo)
                    .orElseThrow();
            Files.delete(last);
        }
        assertThat(AroundTheLoop.run(directory)).isEqualTo(first);
        assertThat(Files.readString(directory.resolve("log.csv"))).isEqualTo(log);
    }

    @Test
    void whatItNamesThereIs() throws IOException {
        Matcher names = Pattern.compile("`([A-Z]\\w+)[`.]").matcher(Files.readString(PAGE));
        int found = 0;
        while (names.find()) {
            String file = names.group(1) + ".java";
            try (Stream<Path> all = Files.walk(Path.of("..", "autodiff-nn", "src", "main"));
                    Stream<Path> own = Files.walk(Path.of("src", "main"))) {
                assertThat(Stream.concat(all, own)
                                .anyMatch(f -> f.getFileName().toString().equals(file)))
                        .as(names.group(1))
                        .isTrue();
            }
            found++;
        }
        assertThat(found).isGreaterThan(35);
    }
}
