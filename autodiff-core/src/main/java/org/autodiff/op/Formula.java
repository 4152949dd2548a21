package org.autodiff.op;

import java.util.List;

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
        this(value, List.of(derivatives));
    }

    public Formula {
        derivatives = List.copyOf(derivatives);
    }
}
