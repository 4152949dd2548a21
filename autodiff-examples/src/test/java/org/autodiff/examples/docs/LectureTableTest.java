package org.autodiff.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.autodiff.examples.CommandRunner;
import org.autodiff.examples.experiment.Experiments;
import org.autodiff.examples.system.Systems;
import org.junit.jupiter.api.Test;

/** The tables of the lectures: nothing is missing, and the tests that they name are there. */
class LectureTableTest {
    private static final Path LECTURES = Path.of("..", "docs", "lecture");
    private static final String TABLE = Site.read(LECTURES.resolve("README.md"));
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)(?:\\.(\\w+))?`");

    /** The sources of all tests by the name of the class. */
    private static final Map<String, Path> SOURCES = Stream.of("core", "nn", "examples")
            .flatMap(module -> files(Path.of("..", "autodiff-" + module, "src", "test", "java")))
            .filter(file -> file.toString().endsWith("Test.java"))
            .collect(Collectors.toMap(
                    file -> file.getFileName().toString().replace(".java", ""), Function.identity(), (a, b) -> a));

    private static Stream<Path> files(Path folder) {
        try {
            return Files.walk(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The cells of the rows of a section's table. */
    private static List<List<String>> rows(String section) {
        int from = TABLE.indexOf("\n## " + section + "\n");
        assertThat(from).as(section).isNotNegative();
        int to = TABLE.indexOf("\n## ", from + 1);
        List<List<String>> rows = TABLE.substring(from, to < 0 ? TABLE.length() : to)
                .lines()
                .filter(line -> line.startsWith("| "))
                .map(line -> Arrays.stream(line.split("\\|"))
                        .skip(1)
                        .map(String::strip)
                        .toList())
                .toList();
        return rows.subList(1, rows.size());
    }

    private static List<String> first(String section) {
        return rows(section).stream().map(row -> row.get(0)).toList();
    }

    private static List<String> numbered(String letter, int last) {
        return IntStream.rangeClosed(1, last).mapToObj(i -> letter + i).toList();
    }

    @Test
    void nothingIsMissing() {
        assertThat(first("Worked examples")).isEqualTo(numbered("G", 16));
        assertThat(first("Experiments")).isEqualTo(numbered("E", 14));
        assertThat(first("Contradictions")).isEqualTo(numbered("", 17));
        assertThat(first("Formulas and conventions")).hasSizeGreaterThan(20);
        assertThat(first("Figures")).hasSize(5);
    }

    @Test
    void theCommandsAreThere() {
        Set<String> systems =
                CommandRunner.commandLine(new Systems()).getSubcommands().keySet();
        assertThat(first("Systems").stream().map(name -> name.replace("`", "")))
                .containsExactlyInAnyOrderElementsOf(systems);
        Set<String> experiments = new TreeSet<>(
                CommandRunner.commandLine(new Experiments()).getSubcommands().keySet());
        experiments.add("playground");
        assertThat(experiments)
                .containsAll(rows("Experiments").stream()
                        .map(row -> row.get(2).replace("`", ""))
                        .toList());
    }

    @Test
    void everyRowNamesATest() {
        for (String section : List.of(
                "Worked examples", "Experiments", "Systems", "Formulas and conventions", "Contradictions", "Figures")) {
            for (List<String> row : rows(section)) {
                assertThat(row.get(row.size() - 1)).as(section + ": " + row).containsPattern(TEST);
            }
        }
    }

    @Test
    void theTestsAreThere() {
        List<String> missing = new ArrayList<>();
        List<MatchResult> named = TEST.matcher(TABLE).results().toList();
        for (MatchResult test : named) {
            Path source = SOURCES.get(test.group(1));
            if (source == null
                    || test.group(2) != null
                            && !Pattern.compile("(void|> ) *" + test.group(2) + "\\(")
                                    .matcher(Site.read(source))
                                    .find()) {
                missing.add(test.group());
            }
        }
        assertThat(missing).isEmpty();
        assertThat(named).hasSizeGreaterThan(80);
    }

    @Test
    void everyPictureIsInTheTable() {
        String figures = rows("Figures").toString();
        assertThat(Docs.files(LECTURES.resolve("pictures")))
                .allSatisfy(picture -> assertThat(figures).contains("(pictures/" + picture.getFileName() + ")"));
    }
}
