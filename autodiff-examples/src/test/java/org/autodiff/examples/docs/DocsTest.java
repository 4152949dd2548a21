package org.autodiff.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What the programs of tutorials and lectures print and draw is what stands in the pages. */
class DocsTest {
    private static final Path DOCS = Path.of("..", "docs");
    private static final String COMMAND = "write it by `autodiff-examples/docs %s` and read what changed";

    @TempDir
    Path pictures;

    @TestFactory
    Stream<DynamicTest> everyPagePrintsAndDrawsWhatItSays() {
        return Docs.pages(DOCS).stream()
                .map(page -> dynamicTest(name(page), () -> {
                    Path drawn = Files.createDirectories(pictures.resolve(name(page)));
                    MarkdownPage written = MarkdownPage.parse(Site.read(page));

                    MarkdownPage now = PageRun.of(name(page), written, drawn);

                    assertThat(now.text()).as(COMMAND, name(page)).isEqualTo(written.text());
                    for (Path picture : Docs.files(drawn)) {
                        Path kept = page.resolveSibling("pictures").resolve(picture.getFileName());
                        assertThat(drawing(kept)).as(COMMAND, name(page)).isEqualTo(drawing(picture));
                        assertThat(written.text()).contains("pictures/" + picture.getFileName());
                    }
                }));
    }

    @Test
    void everyPictureIsShownByAPage() {
        for (String folder : Arrays.asList("tutorial", "lecture")) {
            Path pictures = DOCS.resolve(folder).resolve("pictures");
            String pages =
                    Docs.files(DOCS.resolve(folder)).stream().map(Site::read).collect(Collectors.joining());
            Set<String> unused = new TreeSet<>();
            for (Path picture : Files.exists(pictures) ? Docs.files(pictures) : List.<Path>of()) {
                if (!pages.contains("pictures/" + picture.getFileName())) {
                    unused.add(folder + "/" + picture.getFileName());
                }
            }
            assertThat(unused).isEmpty();
        }
    }

    /** An output that stands elsewhere would be compared with nothing. */
    @Test
    void everyOutputStandsBehindItsProgram() {
        for (Path page : Docs.pages(DOCS)) {
            String text = Site.read(page);
            long outputs =
                    Pattern.compile("(?m)^```text$").matcher(text).results().count();
            long behind = Pattern.compile("(?m)^```java(?: throws)?\n(?:(?!```).*\n)*```\n\n```text$")
                    .matcher(text)
                    .results()
                    .count();
            assertThat(behind).as(page.toString()).isEqualTo(outputs);
        }
    }

    /** At 200 words a minute, four seconds for a line of a program, and one and a half for a line that it prints. */
    @Test
    void everyTutorialIsReadInTenMinutes() {
        for (Path page : Docs.files(DOCS.resolve("tutorial"))) {
            String text = Site.read(page);
            double minutes = 0;
            boolean program = false;
            boolean output = false;
            for (String line : text.lines().toList()) {
                if (line.startsWith("```")) {
                    program = !program && !output && line.startsWith("```java");
                    output = !output && !program && line.length() > 3;
                } else if (program || output) {
                    minutes += line.isBlank() ? 0 : (program ? 4 : 1.5) / 60;
                } else {
                    minutes += line.isBlank() ? 0 : line.strip().split("\\s+").length / 200.0;
                }
            }
            assertThat(minutes).as(page.toString()).isLessThan(10);
        }
    }

    @Test
    void aProgramThatDoesNotCompileIsNamedWithItsLine() {
        MarkdownPage page = MarkdownPage.parse("# A\n\n```java\nint x = \"one\";\n```\n");

        assertThatThrownBy(() -> PageRun.of("a.md", page, pictures))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a.md, block at line 3 does not compile")
                .hasMessageContaining("String cannot be converted to int");
    }

    @Test
    void aProgramThatFailsIsAnErrorUnlessItIsSaid() {
        String program = "println(\"before\");\nTensor.of(new double[3], 2, 2);\n";
        MarkdownPage said = MarkdownPage.parse("```java throws\n" + program + "```\n");
        MarkdownPage unsaid = MarkdownPage.parse("```java\n" + program + "```\n");

        assertThat(PageRun.of("a.md", said, pictures).text()).contains("```text\nbefore\nShapeException: ");
        assertThatThrownBy(() -> PageRun.of("a.md", unsaid, pictures)).hasMessageContaining("ShapeException");
    }

    @Test
    void outputIsReplacedAddedAndRemoved() {
        String stale =
                "```java\nint x = 1;\n```\n\n```text\nold\n```\n\nThen\n\n```java\nprintln(x + 1);\n```\n\nEnd\n";

        assertThat(PageRun.of("a.md", MarkdownPage.parse(stale), pictures).text())
                .isEqualTo(
                        "```java\nint x = 1;\n```\n\nThen\n\n```java\nprintln(x + 1);\n```\n\n```text\n2\n```\n\nEnd\n");
    }

    @Test
    void aPageIsPutTogetherAgain() throws IOException {
        for (Path page : Docs.pages(DOCS)) {
            assertThat(MarkdownPage.parse(Files.readString(page)).text()).isEqualTo(Files.readString(page));
        }
    }

    /** What is drawn: a picture without its style sheet, which all pictures of tapes share and which is tested with them. */
    private static String drawing(Path picture) {
        return Site.read(picture).replaceFirst("(?s)<style>.*?</style>", "");
    }

    private static String name(Path page) {
        return page.getParent().getFileName() + "/" + page.getFileName();
    }
}
