package org.autodiff.op;

/**
 * How an operation is written in mathematics (LaTeX), with {@code x}, {@code y}, {@code z} for its inputs and
 * {@code w} for its output.
 *
 * @param value the output
 * @param derivatives the derivative by each input; empty for operations without one
 */
public record Formula(String value, String... derivatives) {}
