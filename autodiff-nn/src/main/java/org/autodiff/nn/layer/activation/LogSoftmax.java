package org.autodiff.nn.layer.activation;

/** Logarithm of the softmax along an axis, computed stably. */
public final class LogSoftmax extends Activation {
    /** A layer along the given axis; negative ones count from the end. */
    public LogSoftmax(int axis) {
        super(x -> x.logSoftmax(axis), axis(axis));
    }
}
