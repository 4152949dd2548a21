package org.autodiff.nn.layer.activation;

import org.autodiff.functional.ParametricActivation;

/**
 * Maxout (Goodfellow et al. 2013): the largest of each {@code pieces} consecutive elements along an axis, which becomes
 * that many times shorter. After a {@link org.autodiff.nn.layer.Linear} of {@code pieces} times as many outputs it is a
 * learned activation function.
 */
public final class Maxout extends Activation {
    /** A layer along axis 1: features, or channels. */
    public Maxout(int pieces) {
        this(pieces, 1);
    }

    /**
     * A layer along the given axis, whose size is a multiple of {@code pieces}, at least 1; negative axes count from
     * the end.
     */
    public Maxout(int pieces, int axis) {
        super(x -> ParametricActivation.maxout(x, axis, pieces), positive("pieces", pieces), axis(axis));
    }
}
