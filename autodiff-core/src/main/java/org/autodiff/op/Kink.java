package org.autodiff.op;

import java.util.Arrays;
import org.autodiff.error.Require;

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
        Require.nonNull(at, "Kink", "the array of inputs' values", "pass one number for each input");
        Require.nonNull(derivatives, "Kink", "the array of derivatives", "pass one number for each input");
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
