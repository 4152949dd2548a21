package org.autodiff.nn.layer.activation;

/** Softmax along an axis, positive values that sum to one: {@code y_i = e^x_i / sum_j e^x_j}. */
public final class Softmax extends Activation {
    /** A layer along the given axis; negative ones count from the end. */
    public Softmax(int axis) {
        super(x -> x.softmax(axis), axis(axis));
    }
}
