package org.autodiff.array;

/**
 * The part of a {@link Backend} that runs a recurrent layer in one direction over sequences of T steps. With G gates of H
 * elements: the part that comes from the input is [T, B, G*H], the first states are [S, B, H], the weight is [G*H, H], the bias
 * on its side [G*H]. All are dense.
 */
interface RecurrentPrimitives {
    /** The states after each step, [S, T, B, H], at the time of its input; with a residual for the gradient. */
    Array recurrent(RecurrentCell cell, boolean reverse, Array fromInput, Array first, Array weight, Array bias);

    /**
     * The gradients of {@link #recurrent} by the part from the input, the first states, the weight and the bias, for a
     * gradient g by the states that it gave, and with the residual that these had.
     */
    Array[] recurrentGradient(
            RecurrentCell cell,
            boolean reverse,
            Array fromInput,
            Array first,
            Array weight,
            Array states,
            Object residual,
            Array g);
}
