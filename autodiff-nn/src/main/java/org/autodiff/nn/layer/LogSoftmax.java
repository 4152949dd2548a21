package org.autodiff.nn.layer;

import org.autodiff.Tensor;

/**
 * Logarithm of the softmax along an axis, computed stably. It has no state.
 */
public final class LogSoftmax extends Layer {
    private final int axis;

    /**
     * With parameters of one's own.
     *
     * @param axis negative ones count from the end
     */
    public LogSoftmax(int axis) {
        this.axis = axis;
    }

    @Override
    Tensor compute(Tensor x) {
        return x.logSoftmax(axis);
    }

    @Override
    protected String extraRepr() {
        return "axis=" + axis;
    }
}
