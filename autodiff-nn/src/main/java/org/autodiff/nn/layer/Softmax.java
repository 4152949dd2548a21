package org.autodiff.nn.layer;

import org.autodiff.Tensor;

/**
 * Positive values that sum to one along an axis: {@code y_i = e^x_i / sum_j e^x_j}. It has no state.
 */
public final class Softmax extends Layer {
    private final int axis;

    /**
     * With parameters of one's own.
     *
     * @param axis negative ones count from the end
     */
    public Softmax(int axis) {
        this.axis = axis;
    }

    @Override
    Tensor compute(Tensor x) {
        return x.softmax(axis);
    }

    @Override
    protected String extraRepr() {
        return "axis=" + axis;
    }
}
