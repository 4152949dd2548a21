package org.autodiff.op;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;

/**
 * An operation of numbers: its value and its partial derivatives in plain doubles. It computes the scalar slots of a
 * tape, and is the reference that the tensor kernels are tested against.
 */
public sealed interface Pointwise {
    /** The value; the second number counts for a function of two only, the attributes for one that has some. */
    double at(Attrs attrs, double x, double y);

    /** A function of one number; the derivative is given the input and the output. */
    record One(DoubleUnaryOperator value, DoubleBinaryOperator derivative) implements Pointwise {
        @Override
        public double at(Attrs attrs, double x, double y) {
            return value.applyAsDouble(x);
        }
    }

    /** A function that has attributes, of one number or two. It has no scalar slots: these hold no attributes. */
    record Parametric<A extends Attrs>(Class<A> type, ParametricTwo<A> value) implements Pointwise {
        /** Checks that both are there. */
        public Parametric {
            Require.nonNull(type, "Pointwise.Parametric", "the type of the attributes", "pass a class");
            Require.nonNull(value, "Pointwise.Parametric", "the value", "pass a function");
        }

        @Override
        public double at(Attrs attrs, double x, double y) {
            if (!type.isInstance(attrs)) {
                throw new ArgumentException(
                        "the attributes are " + attrs + "; pass those of type " + type.getSimpleName());
            }
            return value.at(x, y, type.cast(attrs));
        }
    }

    /** A function of two numbers; the partial derivatives are given both inputs and the output. */
    record Two(DoubleBinaryOperator value, Partial byFirst, Partial bySecond) implements Pointwise {
        @Override
        public double at(Attrs attrs, double x, double y) {
            return value.applyAsDouble(x, y);
        }
    }

    /** The value of a function of two numbers that has attributes. */
    @FunctionalInterface
    interface ParametricTwo<A extends Attrs> {
        /** Its value at (x, y). */
        double at(double x, double y, A attrs);
    }

    /** The value of a function of one number that has attributes. */
    @FunctionalInterface
    interface ParametricOne<A extends Attrs> {
        /** Its value at x. */
        double at(double x, A attrs);
    }

    /** A partial derivative of a function of two numbers. */
    @FunctionalInterface
    interface Partial {
        /** Its value at (x, y), where the function has the value z. */
        double at(double x, double y, double z);
    }
}
