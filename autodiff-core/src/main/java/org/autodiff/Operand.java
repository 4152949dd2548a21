package org.autodiff;

/**
 * A value that the operations on single numbers apply to: {@link Tensor} or {@link Scalar}.
 *
 * @param <T> the implementing type itself
 */
public sealed interface Operand<T extends Operand<T>>
        permits Elementwise, Trigonometry, Rounding, SpecialFunctions, Activation, Arithmetic {}
