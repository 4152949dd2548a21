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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page on modules: its program is a real one and learns, and it names all that there is. */
class ModulesPageTest {
    private static final Path PAGE = Path.of("..", "docs", "modules.md");
    private static final Path SOURCE = Path.of("src/main/java/org/autodiff/examples/SideBySide.java");
    private static final Path NETWORKS = Path.of("..", "autodiff-nn", "src/main/java/org/autodiff/nn");
    private static final Pattern PUBLIC_TYPE =
            Pattern.compile("(?m)^public (?:(?:final|abstract|sealed) )*(?:class|interface|record|enum) (\\w+)");

    @Test
    void theProgramIsThatOfTheSource() throws IOException {
        String source =
                Files.readString(SOURCE).split(" // MODULES PAGE\n", -1)[1].stripTrailing();
        String shown = Files.readString(PAGE).split("(?m)^```java\n", -1)[1].split("(?m)^```", -1)[0];

        assertThat(shown.strip()).isEqualTo(source.stripIndent().strip());
    }

    @Test
    void theProgramLearns() {
        PrintStream out = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            SideBySide.main(new String[0]);
        } finally {
            System.setOut(out);
        }
        assertThat(Double.parseDouble(printed.toString(StandardCharsets.UTF_8).strip()))
                .isBetween(0.97, 1.0);
    }

    /** Every public type of these packages stands on the page, so that a new one is not forgotten there. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "layer",
                "layer/activation",
                "layer/attention",
                "layer/convolution",
                "layer/normalization",
                "layer/pooling",
                "layer/recurrent",
                "init",
                "optim",
                "model",
                "regularization"
            })
    void itNamesWhatThereIs(String part) throws IOException {
        String page = Files.readString(PAGE);
        List<String> names;
        try (Stream<Path> files = Files.list(NETWORKS.resolve(part))) {
            names = files.filter(f -> f.toString().endsWith(".java"))
                    .sorted()
                    .flatMap(ModulesPageTest::publicTypes)
                    .toList();
        }
        assertThat(names).isNotEmpty();
        assertThat(names)
                .filteredOn(name ->
                        !Pattern.compile("`" + name + "\\b").matcher(page).find())
                .as("types that docs/modules.md does not name")
                .isEmpty();
    }

    private static Stream<String> publicTypes(Path file) {
        try {
            return PUBLIC_TYPE.matcher(Files.readString(file)).results().map(result -> result.group(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the tables say we have, we have. */
    @Test
    void whatItNamesThereIs() throws IOException {
        Matcher rows = Pattern.compile("(?m)^\\| `[^|]*\\| (`[^|]*)\\|").matcher(Files.readString(PAGE));
        int found = 0;
        while (rows.find()) {
            Matcher names = Pattern.compile("`([A-Z]\\w+)`").matcher(rows.group(1));
            while (names.find()) {
                String file = names.group(1) + ".java";
                try (Stream<Path> all = Files.walk(NETWORKS)) {
                    assertThat(all.anyMatch(f -> f.getFileName().toString().equals(file)))
                            .as(names.group(1))
                            .isTrue();
                }
                found++;
            }
        }
        assertThat(found).isGreaterThan(80);
    }
}
