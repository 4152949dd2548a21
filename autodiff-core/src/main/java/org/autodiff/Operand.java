package org.autodiff;

/**
 * What a family of operations needs of a value to offer its methods on it; {@link Tensor} and {@link Scalar} are the two.
 *
 * @param <T> the implementing type itself
 */
public interface Operand<T extends Operand<T>> {
    /** Applies an operation of one input. */
    T apply(OpDef op);

    /** Applies an operation of two inputs, this being the first. */
    T apply(OpDef op, T other);

    /** A constant that fits this value: for a tensor one of rank 0 and the same element type. */
    T constant(double value);

    /** This. */
    T self();
}
