package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.functional.ParametricActivation;

/**
 * Gated linear unit (Dauphin et al. 2016): the first half along an axis times the logistic function of the second half.
 * It has no state.
 */
public final class GLU extends Layer {
    private final int axis;

    /** With PyTorch's defaults: axis -1. */
    public GLU() {
        this(-1);
    }

    /**
     * With parameters of one's own.
     *
     * @param axis of even size; negative ones count from the end
     */
    public GLU(int axis) {
        this.axis = axis;
    }

    @Override
    Tensor compute(Tensor x) {
        return ParametricActivation.glu(x, axis);
    }

    @Override
    protected String extraRepr() {
        return "axis=" + axis;
    }
}
