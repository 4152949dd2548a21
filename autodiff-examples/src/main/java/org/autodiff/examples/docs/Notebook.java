package org.autodiff.examples.docs;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.examples.docs.MarkdownPage.Block;
import org.autodiff.examples.docs.MarkdownPage.Part;
import org.autodiff.io.Json;

/** A page as a Jupyter notebook (nbformat 4) for a Java kernel; the first cell is the start script. */
final class Notebook {
    private final List<String> cells = new ArrayList<>();
    private final StringBuilder prose = new StringBuilder();

    private Notebook() {}

    /** The notebook's JSON. */
    static String of(MarkdownPage page) {
        Notebook notebook = new Notebook();
        notebook.markdown(
                "*Made from the page of the same name, for any Java kernel of Jupyter. Give the kernel the class path that"
                        + " `autodiff-examples/jshell --class-path` prints.*\n");
        notebook.code(PageRun.startScript(), "");
        List<Part> parts = page.parts();
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            if (part instanceof Block block && block.isProgram()) {
                int output = i + 1 < parts.size() && page.isOutput(i + 1)
                        ? i + 1
                        : i + 2 < parts.size() && page.isOutput(i + 2) ? i + 2 : i;
                notebook.code(block.code(), output == i ? "" : ((Block) parts.get(output)).code());
                i = output;
            } else {
                notebook.prose.append(part.text());
            }
        }
        notebook.flush();
        return "{\n\"cells\": [\n" + String.join(",\n", notebook.cells)
                + "\n],\n\"metadata\": {\"kernelspec\": {\"display_name\": \"Java\", \"language\": \"java\", \"name\": \"java\"},"
                + " \"language_info\": {\"name\": \"java\", \"file_extension\": \".jshell\"}},\n"
                + "\"nbformat\": 4,\n\"nbformat_minor\": 5\n}\n";
    }

    private void markdown(String text) {
        cells.add("{\"cell_type\": \"markdown\", \"id\": \"c" + cells.size() + "\", \"metadata\": {}, \"source\": "
                + Json.quoted(text.strip()) + "}");
    }

    private void code(String source, String output) {
        flush();
        String outputs = output.isEmpty()
                ? "[]"
                : "[{\"output_type\": \"stream\", \"name\": \"stdout\", \"text\": " + Json.quoted(output) + "}]";
        cells.add("{\"cell_type\": \"code\", \"id\": \"c" + cells.size()
                + "\", \"execution_count\": null, \"metadata\": {}, \"outputs\": " + outputs + ", \"source\": "
                + Json.quoted(source.strip()) + "}");
    }

    /** Formulas are written for GitHub in the pages; notebooks want them between dollars only. */
    private void flush() {
        if (!prose.toString().isBlank()) {
            markdown(prose.toString()
                    .replaceAll("\\$`([^`]*)`\\$", "\\$$1\\$")
                    .replaceAll("(?s)```math\n(.*?)```", "\\$\\$\n$1\\$\\$"));
        }
        prose.setLength(0);
    }
}
