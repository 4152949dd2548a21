package org.autodiff.nn.layer;

import org.autodiff.Tensor;
import org.autodiff.nn.Module;

/** Rectified linear unit (Nair and Hinton 2010), element by element: {@code y = max(x, 0)}; its gradient at 0 is 0, as in PyTorch. It has no state. */
public final class ReLU extends Module {
    /** {@code y = max(x, 0)}, of the shape and the floating element type of {@code x}. */
    @Override
    public Tensor forward(Tensor x) {
        return x.relu();
    }
}
