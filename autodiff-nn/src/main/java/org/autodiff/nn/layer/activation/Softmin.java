package org.autodiff.nn.layer.activation;

/** Softmax of the negated values along an axis. */
public final class Softmin extends Activation {
    /** A layer along the given axis; negative ones count from the end. */
    public Softmin(int axis) {
        super(x -> x.softmin(axis), axis(axis));
    }
}
