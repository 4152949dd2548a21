package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.error.ShapeException;
import org.autodiff.nn.Module;

/**
 * Joins all axes but the first: [n, a, b, ...] becomes [n, a b ...], row-major, as PyTorch's {@code nn.Flatten()}.
 * It has no state.
 */
public final class Flatten extends Module {
    /**
     * The rows of {@code x} as vectors.
     *
     * @param x [n, ...] with at least one axis
     * @return [n, size / n]; [n, 1] for a vector [n]
     * @throws ShapeException if {@code x} has no axis
     */
    @Override
    public Tensor forward(Tensor x) {
        if (x.rank() == 0) {
            throw new ShapeException("Flatten: expected a batch [n, ...], got a scalar; reshape it to [1, 1] first");
        }
        int[] shape = x.shape().toArray();
        int features = 1;
        for (int axis = 1; axis < shape.length; axis++) {
            features *= shape[axis];
        }
        return x.reshape(shape[0], features);
    }
}
