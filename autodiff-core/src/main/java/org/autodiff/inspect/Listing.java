package org.autodiff.inspect;

import org.autodiff.error.Require;

/**
 * A recording as text: a node on a line, in the notation of {@link org.autodiff.Tape#listing}, with its name, value and
 * adjoint, under the modules that it belongs to.
 */
public final class Listing {
    private Listing() {}

    /** The whole recording. */
    public static String of(Recording recording) {
        Require.nonNull(recording, "Listing", "the recording", "pass Recording.of(tape)");
        StringBuilder s = new StringBuilder();
        StringBuilder indent = new StringBuilder();
        ModuleTree.of(recording)
                .walk(
                        (module, path) -> {
                            s.append(indent).append(oneLine(path)).append(":\n");
                            indent.append("  ");
                        },
                        node -> s.append(indent).append(line(recording, node)).append('\n'),
                        () -> indent.setLength(indent.length() - 2));
        return s.toString();
    }

    private static String line(Recording recording, int i) {
        RecordedNode node = recording.nodes().get(i);
        StringBuilder s = new StringBuilder("%").append(i);
        if (!node.name().isEmpty()) {
            s.append(' ').append(oneLine(node.name()));
        }
        s.append(" = ").append(node.op());
        node.inputs().forEach(input -> s.append(" %").append(input));
        if (!node.attrs().isEmpty()) {
            s.append(" {").append(node.attrs()).append('}');
        }
        s.append(" : ").append(node.typeAndShape()).append("  = ").append(node.value());
        s.append("  adjoint ").append(node.adjoint() == null ? "not computed" : node.adjoint());
        if (!node.source().isEmpty()) {
            s.append("  @ ").append(node.source());
        }
        return s.toString();
    }

    /** A name that stays within its line, and moves no cursor. */
    static String oneLine(String name) {
        return name.replaceAll("\\p{Cntrl}|[\u2028\u2029]", "?");
    }
}
