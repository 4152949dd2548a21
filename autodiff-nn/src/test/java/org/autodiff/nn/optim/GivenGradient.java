package org.autodiff.nn.optim;

import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.nn.Parameter;

/** Parameters with values and gradients that a test chooses. */
public final class GivenGradient {
    private GivenGradient() {}

    public static Parameter parameter(String name, double... values) {
        return new Parameter(name, Tensor.of(values, values.length).requiresGrad(true));
    }

    /** Replaces the gradient of a leaf: d/dp sum(p * g) = g. */
    public static void set(Tensor leaf, double... gradient) {
        leaf.zeroGrad();
        try (Tape tape = Tape.record()) {
            leaf.mul(Tensor.of(gradient, leaf.shape().toArray())).sum().backward();
        }
    }
}
