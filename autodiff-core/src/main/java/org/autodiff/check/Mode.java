package org.autodiff.check;

/** How much of a Jacobian a {@link GradCheck} compares. */
public enum Mode {
    /** Every element of every input. */
    FULL,
    /** Random directions in each input, so that the cost does not grow with the number of elements. */
    FAST,
    /** Some elements of each input, drawn at random. */
    SAMPLED
}
