package org.autodiff;

import java.util.List;
import org.autodiff.error.Require;

/**
 * A place where what is computed from variables leaves a tape, so that no gradient leads back from there: what a tape that
 * {@link Tape#noteCuts() notes cuts} says.
 *
 * @param by what cut: {@code detach}, {@code stopGradient}, {@code noGrad}, {@code read} where the numbers went into Java, or
 *     the name of an operation without a gradient, as {@code gt}, {@code argmax} and a {@code cast} to integers are
 * @param from the numbers of the nodes that it was computed from
 * @param into the numbers of the constants on the tape that are computed from what it gave; none are known of a {@code read}
 * @param source the line of the program, as {@code File.java:42}
 */
public record Cut(String by, List<Integer> from, List<Integer> into, String source) {
    /** Copies the lists. */
    public Cut {
        Require.nonNull(by, "Cut", "what cut", "pass a name such as detach");
        from = List.copyOf(Require.nonNull(from, "Cut", "the list of nodes", "pass their numbers"));
        into = List.copyOf(Require.nonNull(into, "Cut", "the list of constants", "pass List.of() for none"));
        Require.nonNull(source, "Cut", "the line", "pass an empty text for none");
    }

    /** One line: {@code detach of %3 at Net.java:42}. */
    @Override
    public String toString() {
        String nodes = String.join(", ", from.stream().map(i -> "%" + i).toList());
        return by + " of " + nodes + (source.isEmpty() ? "" : " at " + source);
    }
}
