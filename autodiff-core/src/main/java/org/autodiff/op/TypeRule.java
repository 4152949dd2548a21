package org.autodiff.op;

import org.autodiff.array.DType;
import org.autodiff.error.DTypeException;
import org.autodiff.error.Require;

/** The element type of an operation's result; it throws where the inputs' types do not fit. */
@FunctionalInterface
public interface TypeRule {
    /** The result's type, or a {@link DTypeException}. */
    DType apply(String op, DType[] inputs, Attrs attrs);

    /** One floating-point type throughout. */
    TypeRule FLOATING = (op, inputs, attrs) -> floating(op, inputs, 0);

    /** One type throughout, whichever. */
    TypeRule SAME = (op, inputs, attrs) -> same(op, inputs, 0);

    /** Numbers of one type; the result is BOOL. */
    TypeRule COMPARISON = (op, inputs, attrs) -> {
        same(op, inputs, 0);
        return DType.BOOL;
    };

    /** A BOOL condition, then one floating-point type. */
    TypeRule CONDITIONAL = (op, inputs, attrs) -> {
        if (inputs[0] != DType.BOOL) {
            throw new DTypeException(op + ": the condition is " + inputs[0] + "; it must be BOOL, as comparisons give");
        }
        return floating(op, inputs, 1);
    };

    /** Floating-point values, then INT64 labels. */
    TypeRule LABELLED = (op, inputs, attrs) -> {
        if (inputs[1] != DType.INT64) {
            throw new DTypeException(op + ": the labels are " + inputs[1]
                    + "; they must be INT64 class indices, Tensor.of(long[]), or a distribution of the shape of the"
                    + " logits");
        }
        return floating(op, new DType[] {inputs[0]}, 0);
    };

    /** The inputs' common type from number {@code from} on, which must be a floating-point one. */
    static DType floating(String op, DType[] inputs, int from) {
        DType t = same(op, inputs, from);
        if (!t.isFloating()) {
            throw new DTypeException(op + ": works on FLOAT32 and FLOAT64, not on " + t + "; convert with to(...)");
        }
        return t;
    }

    private static DType same(String op, DType[] inputs, int from) {
        Require.nonNulls(inputs, op, "the element types of the inputs", "pass one for each");
        Require.index(from, inputs.length, op, "input");
        for (int i = from + 1; i < inputs.length; i++) {
            if (inputs[i] != inputs[from]) {
                throw new DTypeException(op + ": element types " + inputs[from] + " and " + inputs[i]
                        + " differ; convert one with to(...)");
            }
        }
        return inputs[from];
    }
}
