package org.autodiff.examples.gradients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.autodiff.check.report.GradCheckReport;
import org.autodiff.check.report.Verdict;
import org.autodiff.examples.gradients.PerceptronByHand.Mistake;
import org.junit.jupiter.api.Test;

/** The page on checking: its failures and its table are what the programs print. */
class CheckingPageTest {
    private static final Path PAGE = Path.of("..", "docs", "checking.md");

    /** The blocks without a language, in order. */
    private static List<String> blocks() throws IOException {
        return blocks("");
    }

    private static List<String> blocks(String language) throws IOException {
        return Pattern.compile("(?ms)^```(\\w*)\n(.*?)^```$")
                .matcher(Files.readString(PAGE))
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2).stripTrailing())
                .toList();
    }

    /** Numbers depend on the machine in their last digits, and so do lines of the source on its edits. */
    private static String masked(String text) {
        return Pattern.compile("-?\\d+(\\.\\d+)?(e-?\\d+)?").matcher(text).replaceAll(CheckingPageTest::mask);
    }

    private static String mask(MatchResult number) {
        return number.group().length() > 2 ? "#" : number.group();
    }

    private static boolean isOnThePage(String printed) throws IOException {
        return blocks().stream().map(CheckingPageTest::structure).anyMatch(structure(printed)::equals);
    }

    private static String structure(String text) {
        return masked(text.replaceAll("(± |step |times surer|by about |error +)\\S+", "$1#")
                        .replaceAll("\\S+ times surer", "# times surer"))
                .replaceAll(" +", " ");
    }

    /** The test class of the page is one of these tests, in the package without a name. */
    @Test
    void theTestsAreRealOnes() throws IOException {
        String source = Files.readString(Path.of("src/test/java/com/example/GradientsTest.java"));
        assertThat(blocks("java").get(0))
                .isEqualTo(source.replace("package com.example;\n\n", "").stripTrailing());
    }

    @Test
    void theFailuresAreWhatIsPrinted() throws IOException {
        GradCheckReport composite = GradientFailures.composite();
        assertThat(composite.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(composite.culprit().op()).isEqualTo("sigmoidCross");
        GradCheckReport kink = GradientFailures.kink();
        assertThat(kink.verdict()).isEqualTo(Verdict.KINK);
        for (GradCheckReport report : List.of(composite, PerceptronByHand.check(Mistake.WRONG_LAYER), kink)) {
            assertThat(isOnThePage(report.toText())).as(report.toText()).isTrue();
        }
    }

    @Test
    void theTablesAreWhatIsPrinted() throws IOException {
        assertThat(blocks())
                .contains(
                        BlindSpots.table().stripTrailing(), BlindSpots.seconds().stripTrailing());
    }

    /** No wrong gradient passes here, and no right one fails. */
    @Test
    void hereThereIsNoMissAndNoFalseAlarm() {
        List<String> lines = Stream.of(BlindSpots.table(), BlindSpots.seconds())
                .flatMap(table -> table.lines().skip(1))
                .toList();
        for (String line : lines) {
            assertThat(line)
                    .matches(".* right  .*(PASS|KINK)|.* wrong  .*(FAIL|INCONCLUSIVE)")
                    .doesNotMatch(".* right  .*FAIL|.* wrong  .*PASS");
        }
    }
}
