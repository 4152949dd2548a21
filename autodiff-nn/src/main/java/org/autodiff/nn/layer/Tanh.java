package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.nn.Module;

/** Hyperbolic tangent, element by element: {@code y = (e^x - e^-x) / (e^x + e^-x)}; between -1 and 1. It has no state. */
public final class Tanh extends Module {
    /** {@code y = (e^x - e^-x) / (e^x + e^-x)}, of the shape and the floating element type of {@code x}. */
    @Override
    public Tensor forward(Tensor x) {
        return x.tanh();
    }
}
