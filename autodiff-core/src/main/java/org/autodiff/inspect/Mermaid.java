package org.autodiff.inspect;

import org.autodiff.error.Require;

/**
 * A recording as a flowchart in Mermaid's language, which GitHub and many wikis draw: leaves round, constants as stadiums,
 * operations as boxes, modules as subgraphs, and on each arrow the value and what flows back.
 */
public final class Mermaid {
    private Mermaid() {}

    /** The whole recording. */
    public static String of(Recording recording) {
        Require.nonNull(recording, "Mermaid", "the recording", "pass Recording.of(tape)");
        StringBuilder s = new StringBuilder("flowchart LR\n");
        ModuleTree.of(recording)
                .walk(
                        (module, path) -> s.append("subgraph m")
                                .append(module)
                                .append("[\"")
                                .append(escaped(path))
                                .append("\"]\n"),
                        node -> s.append(node(recording, node)),
                        () -> s.append("end\n"));
        for (int i = 0; i < recording.nodes().size(); i++) {
            RecordedNode node = recording.nodes().get(i);
            for (int k = 0; k < node.inputs().size(); k++) {
                Snapshot value = recording.nodes().get(node.inputs().get(k)).value();
                Snapshot flow = node.flows().isEmpty() ? null : node.flows().get(k);
                s.append('n').append(node.inputs().get(k)).append(" -->|\"").append(escaped(value.toString()));
                s.append(flow == null ? "" : "<br/>∂ " + escaped(flow.toString()))
                        .append("\"| n")
                        .append(i)
                        .append('\n');
            }
        }
        return s.toString();
    }

    private static String node(Recording recording, int i) {
        RecordedNode node = recording.nodes().get(i);
        String name = escaped(recording.nameOf(i));
        return "n" + i
                + switch (node.family()) {
                    case LEAF -> "((\"" + name + "\"))";
                    case CONSTANT -> "([\"" + name + "\"])";
                    default -> "[\"" + name + " = " + escaped(node.op()) + "\"]";
                }
                + "\n";
    }

    /** Mermaid reads markup in labels, so that all but letters, digits and a few signs are written as numbers. */
    private static String escaped(String text) {
        StringBuilder s = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (Character.isLetterOrDigit(c)
                    || c > 127 && !Character.isISOControl(c)
                    || " .,:()[]±-+%".indexOf(c) >= 0) {
                s.appendCodePoint(c);
            } else {
                s.append('#').append(c).append(';');
            }
        });
        return s.toString();
    }
}
