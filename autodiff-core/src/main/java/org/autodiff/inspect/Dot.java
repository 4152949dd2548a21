package org.autodiff.inspect;

import java.util.List;
import org.autodiff.Tape;
import org.autodiff.error.Require;

/**
 * A recording as a graph in the DOT language, which Graphviz draws: leaves and constants as ellipses, operations as boxes
 * with their attributes, types and shapes, modules as clusters, and an edge from each input with its value in green and what
 * flows back in red.
 */
public final class Dot {
    private Dot() {}

    /** A tape as it is now. */
    public static String of(Tape tape) {
        Require.nonNull(tape, "Dot.of", "tape", "pass an open tape");
        return of(Recording.of(tape));
    }

    /** The whole recording. */
    public static String of(Recording recording) {
        Require.nonNull(recording, "Dot.of", "the recording", "pass Recording.of(tape)");
        StringBuilder s = new StringBuilder("digraph tape {\n  rankdir=LR;\n  node [fontname=\"sans-serif\"];\n");
        s.append("  edge [fontname=\"sans-serif\", fontsize=11];\n");
        ModuleTree.of(recording)
                .walk(
                        (module, path) -> {
                            s.append("  subgraph cluster_m")
                                    .append(module)
                                    .append(" { label=")
                                    .append(quoted(path))
                                    .append(";\n");
                        },
                        node -> s.append(node(recording, node)),
                        () -> s.append("  }\n"));
        for (int i = 0; i < recording.nodes().size(); i++) {
            RecordedNode node = recording.nodes().get(i);
            for (int k = 0; k < node.inputs().size(); k++) {
                s.append("  n")
                        .append(node.inputs().get(k))
                        .append(" -> n")
                        .append(i)
                        .append(edge(recording, node, k));
            }
        }
        return s.append("}\n").toString();
    }

    private static String node(Recording recording, int i) {
        RecordedNode node = recording.nodes().get(i);
        String name = node.name().isEmpty() ? "" : " " + node.name();
        String label = "%" + i + name + " " + node.op() + (node.attrs().isEmpty() ? "" : "\n" + node.attrs()) + "\n"
                + node.typeAndShape();
        return "  n" + i + " [shape=" + (node.isOperation() ? "box" : "ellipse") + ", label=" + quoted(label) + "];\n";
    }

    private static String edge(Recording recording, RecordedNode reader, int k) {
        Snapshot value = recording.nodes().get(reader.inputs().get(k)).value();
        Snapshot flow = reader.flows().isEmpty() ? null : reader.flows().get(k);
        List<String> rows = flow == null
                ? List.of("#116329", value.toString())
                : List.of("#116329", value.toString(), "#b3261e", flow.toString());
        StringBuilder s = new StringBuilder(" [label=<");
        for (int i = 0; i < rows.size(); i += 2) {
            s.append(i == 0 ? "" : "<BR/>")
                    .append("<FONT COLOR=\"")
                    .append(rows.get(i))
                    .append("\">");
            s.append(rows.get(i + 1)).append("</FONT>");
        }
        return s.append(">];\n").toString();
    }

    private static String quoted(String label) {
        return "\"" + label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }
}
