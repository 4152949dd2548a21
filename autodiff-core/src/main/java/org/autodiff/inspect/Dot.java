package org.autodiff.inspect;

import java.util.Arrays;
import org.autodiff.Node;
import org.autodiff.Tape;
import org.autodiff.error.Require;

/**
 * A tape as a graph in the DOT language, which Graphviz draws: leaves and constants as ellipses, operations as boxes with
 * their attributes, the type and shape of each value, and an edge from each input. User-defined operations are drawn like
 * any other.
 */
public final class Dot {
    private Dot() {}

    /** The whole tape. */
    public static String of(Tape tape) {
        Require.nonNull(tape, "Dot.of", "tape", "pass an open tape");
        StringBuilder s = new StringBuilder("digraph tape {\n  rankdir=TB;\n  node [fontname=\"sans-serif\"];\n");
        for (int i = 0; i < tape.size(); i++) {
            Node node = tape.node(i);
            String attrs = node.attrs().toString();
            String label = "%" + i + " " + node.name() + (attrs.isEmpty() ? "" : "\n" + attrs) + "\n"
                    + node.dtype().label()
                    + Arrays.toString(node.shape().toArray()).replace(" ", "");
            s.append("  n").append(i).append(" [shape=").append(node.kind() == Node.Kind.OPERATION ? "box" : "ellipse");
            s.append(", label=\"").append(escaped(label)).append("\"];\n");
            for (int input : node.inputs()) {
                s.append("  n").append(input).append(" -> n").append(i).append(";\n");
            }
        }
        return s.append("}\n").toString();
    }

    private static String escaped(String label) {
        return label.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
