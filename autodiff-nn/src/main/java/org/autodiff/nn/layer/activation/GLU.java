package org.autodiff.nn.layer.activation;

import org.autodiff.functional.ParametricActivation;

/**
 * Gated linear unit (Dauphin et al. 2016): the first half along an axis times the logistic function of the second half.
 */
public final class GLU extends Activation {
    /** A layer along the last axis, PyTorch's default. */
    public GLU() {
        this(-1);
    }

    /** A layer along the given axis, of even size; negative ones count from the end. */
    public GLU(int axis) {
        super(x -> ParametricActivation.glu(x, axis), axis(axis));
    }
}
