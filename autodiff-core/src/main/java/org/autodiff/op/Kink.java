package org.autodiff.op;

import java.util.Arrays;

/**
 * A point where the derivative does not exist, and what the operation returns there.
 *
 * @param at the inputs' values
 * @param derivatives the value given to the derivative by each input
 * @param why the convention that this follows
 */
public record Kink(double[] at, double[] derivatives, String why) {
    /** Copies the arrays. */
    public Kink {
        at = at.clone();
        derivatives = derivatives.clone();
    }

    /** The inputs' values, as a new array. */
    @Override
    public double[] at() {
        return at.clone();
    }

    /** The value given to the derivative by each input, as a new array. */
    @Override
    public double[] derivatives() {
        return derivatives.clone();
    }

    /** Whether the other is the same point with the same derivatives and reason. */
    @Override
    public boolean equals(Object o) {
        return o instanceof Kink k
                && Arrays.equals(at, k.at)
                && Arrays.equals(derivatives, k.derivatives)
                && why.equals(k.why);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Arrays.hashCode(at) + Arrays.hashCode(derivatives)) + why.hashCode();
    }

    @Override
    public String toString() {
        return "at " + Arrays.toString(at) + " the derivatives are " + Arrays.toString(derivatives) + ": " + why;
    }
}
