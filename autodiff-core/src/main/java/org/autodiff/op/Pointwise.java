package org.autodiff.op;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * An operation of numbers: its value and its partial derivatives in plain doubles. It computes the scalar slots of a
 * tape, and is the reference that the tensor kernels are tested against.
 */
public sealed interface Pointwise {
    /** A function of one number; the derivative is given the input and the output. */
    record One(DoubleUnaryOperator value, DoubleBinaryOperator derivative) implements Pointwise {}

    /** A function of two numbers; the partial derivatives are given both inputs and the output. */
    record Two(DoubleBinaryOperator value, Partial byFirst, Partial bySecond) implements Pointwise {}

    /** A partial derivative of a function of two numbers. */
    @FunctionalInterface
    interface Partial {
        /** Its value at (x, y), where the function has the value z. */
        double at(double x, double y, double z);
    }
}
