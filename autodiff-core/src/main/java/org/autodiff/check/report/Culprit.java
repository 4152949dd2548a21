package org.autodiff.check.report;

import org.autodiff.error.Require;

/**
 * The operation that a failure was traced to.
 *
 * @param node its line in the tape's listing, such as {@code %7 = sigmoidCross %5 %6 : f64[4,3]}
 * @param index its number on the tape
 * @param op its name
 * @param source where in the program it was called, {@code File.java:42}, or null where that is not known
 * @param module the dotted name of the module that called it, or null where that is not known
 * @param what which part of it is wrong, in a sentence
 * @param byElimination whether it was found because every other operation is right
 * @param test a JUnit test to paste, on inputs shrunk to what still fails; empty where none could be made
 */
public record Culprit(
        String node,
        int index,
        String op,
        String source,
        String module,
        String what,
        boolean byElimination,
        String test) {
    /** Checks that there is an operation. */
    public Culprit {
        Require.nonNull(node, "Culprit", "the node", "pass its line in the listing");
        Require.nonNull(op, "Culprit", "the operation", "pass its name");
        Require.nonNull(what, "Culprit", "what is wrong", "pass a sentence");
        Require.nonNull(test, "Culprit", "the test", "pass an empty text for none");
    }
}
