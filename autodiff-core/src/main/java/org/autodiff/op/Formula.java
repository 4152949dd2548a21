package org.autodiff.op;

import java.util.List;
import org.autodiff.error.Require;

/**
 * How an operation is written in mathematics (LaTeX), with {@code x}, {@code y}, {@code z} for its inputs and
 * {@code w} for its output.
 *
 * @param value the output
 * @param derivatives the derivative by each input; empty for operations without one
 */
public record Formula(String value, List<String> derivatives) {
    /** A formula with any number of derivatives. */
    public Formula(String value, String... derivatives) {
        this(value, List.of(Require.nonNulls(derivatives, "Formula", "derivatives", "pass texts")));
    }

    /** Copies the list. */
    public Formula {
        Require.nonNulls(derivatives, "Formula", "derivatives", "pass List.of() for none");
        derivatives = List.copyOf(derivatives);
    }
}
