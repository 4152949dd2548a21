package org.autodiff.op;

import java.util.Arrays;
import org.autodiff.array.Shape;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;

/** The shape of an operation's result; it throws where the inputs' shapes do not fit, with the operation's name. */
@FunctionalInterface
public interface ShapeRule {
    /** The result's shape, or a {@link ShapeException}. */
    Shape apply(String op, Shape[] inputs, Attrs attrs);

    /** The shape of the first input. */
    ShapeRule FIRST = (op, inputs, attrs) -> first(op, inputs);

    /** All inputs broadcast together by NumPy's rule. */
    ShapeRule BROADCAST = (op, inputs, attrs) -> {
        Shape z = first(op, inputs);
        for (int i = 1; i < inputs.length; i++) {
            if (!z.equals(inputs[i])) {
                z = broadcast(op, z, inputs[i], inputs);
            }
        }
        return z;
    };

    /** The reduced shape for {@link Attrs.Axes}. */
    ShapeRule REDUCE = (op, inputs, attrs) -> reduced(first(op, inputs), (Attrs.Axes) attrs);

    private static Shape first(String op, Shape[] inputs) {
        Require.nonNulls(inputs, op, "the shapes of the inputs", "pass one for each");
        if (inputs.length == 0) {
            throw new ShapeException(op + ": there is no shape of an input; pass one for each");
        }
        return inputs[0];
    }

    /** Two shapes aligned at their last axes; sizes must agree or one be 1. */
    private static Shape broadcast(String op, Shape a, Shape b, Shape[] all) {
        int rank = Math.max(a.rank(), b.rank());
        int[] dims = new int[rank];
        for (int i = 1; i <= rank; i++) {
            int p = i <= a.rank() ? a.dim(-i) : 1;
            int q = i <= b.rank() ? b.dim(-i) : 1;
            if (p != q && p != 1 && q != 1) {
                throw new ShapeException(op + ": shapes "
                        + String.join(
                                " and ", Arrays.stream(all).map(Shape::toString).toList())
                        + " do not broadcast: axis " + -i + " has sizes " + p + " and " + q
                        + "; sizes must agree from the last axis on, or one of them be 1 (reshape, or expand)");
            }
            dims[rank - i] = p == 1 ? q : p;
        }
        return Shape.of(op, dims);
    }

    private static Shape reduced(Shape x, Attrs.Axes attrs) {
        int[] dims = x.toArray();
        for (int axis : attrs.axes()) {
            dims[axis] = attrs.keepDims() ? 1 : -1;
        }
        return Shape.of(Arrays.stream(dims).filter(d -> d >= 0).toArray());
    }
}
