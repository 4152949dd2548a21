package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.functional.ParametricActivation;

/**
 * Maxout (Goodfellow et al. 2013): the largest of each {@code pieces} consecutive elements along an axis, which gets
 * that much shorter. Behind a {@link Linear} of {@code pieces} times as many outputs it is an activation function that
 * is learned. It has no state.
 */
public final class Maxout extends Layer {
    private final int pieces;
    private final int axis;

    /** Over axis 1: features, or channels. */
    public Maxout(int pieces) {
        this(pieces, 1);
    }

    /**
     * With parameters of one's own.
     *
     * @param pieces how many elements make one; the size of the axis is a multiple of it
     * @param axis negative ones count from the end
     * @throws org.autodiff.error.ArgumentException if one is out of its range
     */
    public Maxout(int pieces, int axis) {
        this.pieces = Checks.positive("Maxout", "pieces", pieces);
        this.axis = axis;
    }

    @Override
    Tensor compute(Tensor x) {
        return ParametricActivation.maxout(x, axis, pieces);
    }

    @Override
    protected String extraRepr() {
        return "pieces=" + pieces + ", axis=" + axis;
    }
}
