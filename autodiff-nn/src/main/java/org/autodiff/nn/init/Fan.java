package org.autodiff.nn.init;

import org.autodiff.array.Shape;
import org.autodiff.error.ShapeException;

/**
 * Fan-in and fan-out of a weight: how many inputs feed one output, and how many outputs one input feeds.
 *
 * <p>PyTorch's {@code _calculate_fan_in_and_fan_out}: for a weight [out, in, k1, k2, ...] the receptive field is the
 * product of the k, fan-in is in times that, fan-out is out times that.
 */
record Fan(long in, long out) {
    static Fan of(String init, int... shape) {
        if (shape.length < 2) {
            throw new ShapeException(init + ": fan-in and fan-out need a weight [out, in, ...], got " + Shape.of(shape)
                    + "; use Init.uniform or Init.zeros for a bias");
        }
        long receptiveField = 1;
        for (int axis = 2; axis < shape.length; axis++) {
            receptiveField *= shape[axis];
        }
        return new Fan(shape[1] * receptiveField, shape[0] * receptiveField);
    }
}
