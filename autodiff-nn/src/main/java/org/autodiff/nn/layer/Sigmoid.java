package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.nn.Module;

/** Logistic function, element by element: {@code y = 1 / (1 + e^-x)}; between 0 and 1. It has no state. */
public final class Sigmoid extends Module {
    /** {@code y = 1 / (1 + e^-x)}, of the shape and the floating element type of {@code x}. */
    @Override
    public Tensor forward(Tensor x) {
        return x.sigmoid();
    }
}
