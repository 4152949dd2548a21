package org.autodiff.inspect;

import java.util.List;
import org.autodiff.error.Require;

/**
 * One step of the story of a recording: an operation computed forward, or the gradient that one edge carries back.
 *
 * @param phase the part of the story
 * @param node the node that is looked at; -1 for none
 * @param input the place among its inputs to which the gradient flows in this step; -1 for none
 * @param lines the formula, line by line: symbols, then numbers. Values stand between {@link #VALUE} and {@link #END},
 *     gradients between {@link #GRADIENT} and {@link #END}; {@link #plain} leaves these marks out
 * @param remark what the step does, in words; may be empty
 * @param question what a quiz asks, as {@code What is ∂v/∂x?}; empty for nothing
 * @param answer the number that is asked for; null where the result is no single number
 * @param flow what leaves along the edge, as text; empty for none
 * @param sum the gradient that the input has got so far, as text; empty where none is known
 */
public record Step(
        Phase phase,
        int node,
        int input,
        List<String> lines,
        String remark,
        String question,
        Double answer,
        String flow,
        String sum) {
    /** Begins a value in a line. */
    public static final char VALUE = '\uE000';

    /** Begins a gradient in a line. */
    public static final char GRADIENT = '\uE001';

    /** Ends a value or a gradient in a line. */
    public static final char END = '\uE002';

    /** The parts of the story. */
    public enum Phase {
        /** The leaves wait. */
        START,
        /** An operation is computed. */
        FORWARD,
        /** The sweep begins at the result. */
        SEED,
        /** The chain rule along one edge. */
        BACKWARD,
        /** All gradients are there. */
        DONE
    }

    /** Copies the lines. */
    public Step {
        lines = List.copyOf(Require.nonNulls(lines, "Step", "the list of lines", "pass List.of() for none"));
    }

    /** The lines without marks. */
    public List<String> plain() {
        return lines.stream().map(Step::plain).toList();
    }

    static String plain(String marked) {
        StringBuilder plain = null; // most texts have no mark
        for (int i = 0; i < marked.length(); i++) {
            char c = marked.charAt(i);
            boolean mark = c >= VALUE && c <= END;
            if (mark && plain == null) {
                plain = new StringBuilder(marked.length()).append(marked, 0, i);
            } else if (!mark && plain != null) {
                plain.append(c);
            }
        }
        return plain == null ? marked : plain.toString();
    }

    static String value(String text) {
        return VALUE + text + END;
    }

    static String gradient(String text) {
        return GRADIENT + text + END;
    }
}
