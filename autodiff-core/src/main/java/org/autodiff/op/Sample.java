package org.autodiff.op;

import java.util.List;
import org.autodiff.array.Shape;

/** One application for tests and documents: attributes and the shapes of the inputs, whose values the domains give. */
public record Sample(Attrs attrs, List<Shape> shapes) {
    /**
     * The samples of an operation that works element by element, few and small, for many tests are made of each: one shape for one input; for two inputs equal shapes and broadcasts in both
     * directions.
     */
    public static List<Sample> elementwise(int arity) {
        if (arity == 1) {
            return List.of(of(Shape.of(3, 4)), of(Shape.SCALAR));
        }
        return List.of(
                of(Shape.of(3, 4), Shape.of(3, 4)),
                of(Shape.of(3, 4), Shape.of(4)),
                of(Shape.of(3, 1), Shape.of(2, 1, 4)),
                of(Shape.SCALAR, Shape.of(3)),
                of(Shape.SCALAR, Shape.SCALAR));
    }

    private static Sample of(Shape... shapes) {
        return new Sample(Attrs.None.NONE, List.of(shapes));
    }
}
