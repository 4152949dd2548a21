package org.autodiff.op;

/**
 * A point where the derivative does not exist, and what the operation returns there.
 *
 * @param at the inputs' values
 * @param derivatives the value given to the derivative by each input
 * @param why the convention that this follows
 */
public record Kink(double[] at, double[] derivatives, String why) {}
