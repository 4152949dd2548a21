package org.autodiff;

/** A function of several tensors. */
@FunctionalInterface
public interface TensorFunction {
    /** Its value. */
    Tensor apply(Tensor... xs);
}
