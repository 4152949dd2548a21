package org.autodiff.inspect;

import org.autodiff.error.ArgumentException;

/**
 * Which pass a node belongs to, on a tape whose gradients were recorded in turn.
 *
 * @param order how often it has been differentiated: 0 forward, 1 for a gradient, 2 for the gradient of one
 * @param cause the number of the node whose derivative it was recorded for; -1 for none
 * @param gradient the number of the node that is its gradient; -1 for none
 */
public record Lineage(int order, int cause, int gradient) {
    /** Of the forward pass, without a recorded gradient. */
    public static final Lineage FORWARD = new Lineage(0, -1, -1);

    /**
     * Checks the numbers.
     *
     * @throws ArgumentException if the order is negative, or a number below -1
     */
    public Lineage {
        if (order < 0 || cause < -1 || gradient < -1) {
            throw new ArgumentException("Lineage: order " + order + ", cause " + cause + ", gradient " + gradient
                    + "; an order is 0 or more, nodes have numbers from 0 on, and -1 says none");
        }
    }

    /** What the pass is called: {@code forward}, {@code backward}, {@code second order}, {@code order 3}. */
    public static String pass(int order) {
        return switch (order) {
            case 0 -> "forward";
            case 1 -> "backward";
            case 2 -> "second order";
            default -> "order " + order;
        };
    }
}
