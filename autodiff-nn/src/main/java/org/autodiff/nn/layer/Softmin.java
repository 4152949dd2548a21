package org.autodiff.nn.layer;

import org.autodiff.Tensor;

/**
 * The softmax of the negative values along an axis. It has no state.
 */
public final class Softmin extends Layer {
    private final int axis;

    /**
     * With parameters of one's own.
     *
     * @param axis negative ones count from the end
     */
    public Softmin(int axis) {
        this.axis = axis;
    }

    @Override
    Tensor compute(Tensor x) {
        return x.softmin(axis);
    }

    @Override
    protected String extraRepr() {
        return "axis=" + axis;
    }
}
