package org.autodiff.inspect.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.autodiff.inspect.Debugger;
import org.autodiff.inspect.Lectures;
import org.autodiff.inspect.Narrator;
import org.autodiff.inspect.Recording;
import org.junit.jupiter.api.Test;

/** What docs/inspect.md shows is what the library gives. */
class InspectPageTest {
    private static final Path DOCS = Path.of("..", "docs");

    private static String page() throws IOException {
        return Files.readString(DOCS.resolve("inspect.md"));
    }

    @Test
    void theDerivations() throws IOException {
        for (Recording recording : List.of(Lectures.product(), Lectures.exponential(), Lectures.units())) {
            assertThat(page()).contains("```\n" + Narrator.of(recording).text() + "```\n");
        }
    }

    /** The eight slides of the chain of layers, in a terminal. */
    @Test
    void theSession() throws IOException {
        String[] commands = {"watch w1", "break op relu", "run", "run", "run", "clear", "to 16", "end", "quit"};
        assertThat(page()).contains("```\n" + session(commands) + "```\n");
    }

    /** What a terminal shows: the commands behind the prompts. */
    static String session(String... commands) {
        StringWriter out = new StringWriter();
        Debugger.of(Lectures.chain()).console(new StringReader(String.join("\n", commands)), out);
        Matcher prompt = Pattern.compile("(?m)^> ").matcher(out.toString());
        StringBuilder all = new StringBuilder();
        for (int i = 0; prompt.find(); i++) {
            prompt.appendReplacement(all, Matcher.quoteReplacement("> " + commands[i] + "\n"));
        }
        prompt.appendTail(all);
        return all.toString().stripTrailing() + "\n";
    }

    @Test
    void thePictures() throws IOException {
        assertThat(Files.readString(DOCS.resolve("pictures/passes.svg"))).isEqualTo(Svg.of(Lectures.secondOrder(), 0));
        assertThat(Files.readString(DOCS.resolve("pictures/nan.svg"))).isEqualTo(Svg.of(Lectures.lengths()));
    }
}
