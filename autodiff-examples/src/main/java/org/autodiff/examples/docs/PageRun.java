package org.autodiff.examples.docs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.execution.DirectExecutionControl;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import org.autodiff.examples.docs.MarkdownPage.Block;
import org.autodiff.examples.docs.MarkdownPage.Part;
import org.autodiff.examples.docs.MarkdownPage.Prose;

/**
 * One run of a page's programs, from first to last in one JShell, which begins with the same start script as
 * {@code autodiff-examples/jshell}. What each prints becomes the block of {@code text} after it.
 */
final class PageRun implements AutoCloseable {
    /** The start script, beside the classes so that it is found wherever they run. */
    private static final String START = "start.jsh";

    private final String name;
    private final JShell shell;
    private final PrintStream console = System.out;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private PageRun(String name, Path pictures) {
        this.name = name;
        this.shell = JShell.builder()
                .executionEngine(new ThisThread(), Map.of())
                .compilerOptions("-proc:none")
                .build();
        shell.addToClasspath(System.getProperty("java.class.path"));
        try {
            run(new Block("java", startScript(), 1));
            run(new Block("java", "pictures = Path.of(\"" + escaped(pictures) + "\");", 1));
        } catch (RuntimeException e) {
            shell.close();
            throw e;
        }
    }

    /**
     * Runs a page, whose pictures go into a folder.
     *
     * @param name the page's name in messages
     * @return the page with its outputs as they are today
     * @throws IllegalStateException if a program does not compile or fails; it names page and line
     */
    static MarkdownPage of(String name, MarkdownPage page, Path pictures) {
        try (PageRun run = new PageRun(name, pictures)) {
            return run.page(page);
        }
    }

    /** The imports and helpers that each page begins with. */
    static String startScript() {
        try (var in = PageRun.class.getResourceAsStream(START)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private MarkdownPage page(MarkdownPage page) {
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < page.parts().size(); i++) {
            Part part = page.parts().get(i);
            if (page.isOutput(i)) {
                continue; // written anew behind its program
            }
            if (part instanceof Prose prose
                    && prose.text().isBlank()
                    && i + 1 < page.parts().size()
                    && page.isOutput(i + 1)) {
                continue;
            }
            parts.add(part);
            if (part instanceof Block block && block.isProgram()) {
                String output = run(block);
                if (!output.isEmpty()) {
                    parts.add(new Prose("\n"));
                    parts.add(new Block("text", output, 0));
                }
            }
        }
        return new MarkdownPage(parts);
    }

    private String run(Block block) {
        printed.reset();
        String error = "";
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            String rest = block.code();
            while (!rest.isBlank() && error.isEmpty()) {
                CompletionInfo next = shell.sourceCodeAnalysis().analyzeCompletion(rest);
                if (!next.completeness().isComplete()) {
                    throw new IllegalStateException(at(block) + " is not complete: " + rest.strip());
                }
                for (SnippetEvent event : shell.eval(next.source())) {
                    error = check(block, event);
                }
                rest = next.remaining();
            }
        } finally {
            System.setOut(console);
        }
        if (block.fails() == error.isEmpty()) {
            throw new IllegalStateException(at(block) + (block.fails() ? " should fail, and does not" : ": " + error));
        }
        String all =
                printed.toString(StandardCharsets.UTF_8).replace("\r\n", "\n") + (block.fails() ? error + "\n" : "");
        String trimmed = all.lines()
                .map(String::stripTrailing)
                .collect(Collectors.joining("\n"))
                .strip();
        return trimmed.isEmpty() ? "" : trimmed + "\n";
    }

    /** What an evaluation failed with, or an empty text. */
    private String check(Block block, SnippetEvent event) {
        if (event.status() == Snippet.Status.REJECTED || event.status() == Snippet.Status.RECOVERABLE_NOT_DEFINED) {
            String why = shell.diagnostics(event.snippet())
                    .map(d -> d.getMessage(Locale.ROOT))
                    .collect(Collectors.joining("\n"));
            if (event.snippet() instanceof DeclarationSnippet declaration) {
                why += shell.unresolvedDependencies(declaration).collect(Collectors.joining(", "));
            }
            throw new IllegalStateException(
                    at(block) + " does not compile: " + event.snippet().source().strip() + "\n" + why);
        }
        JShellException thrown = event.exception();
        if (thrown == null) {
            return "";
        }
        if (thrown instanceof EvalException e) {
            String type = e.getExceptionClassName();
            return type.substring(type.lastIndexOf('.') + 1) + ": " + e.getMessage();
        }
        return thrown.toString();
    }

    private String at(Block block) {
        return name + ", block at line " + block.line();
    }

    private static String escaped(Path path) {
        return path.toAbsolutePath().toString().replace("\\", "\\\\");
    }

    @Override
    public void close() {
        shell.close();
    }

    /** Runs snippets on the thread that asks: a tape belongs to one thread, and lives through several snippets. */
    private static final class ThisThread implements ExecutionControlProvider {
        @Override
        public String name() {
            return "this thread";
        }

        @Override
        public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters) {
            return new DirectExecutionControl();
        }
    }
}
