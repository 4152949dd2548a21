package org.autodiff;

import java.util.List;
import org.autodiff.array.Shape;
import org.autodiff.op.Attrs;
import org.autodiff.op.Sample;

/** The samples of operations that work element by element: few and small, for many tests are made of each. */
final class OpSamples {
    private OpSamples() {}

    /** One shape for one input; for two inputs equal shapes and broadcasts in both directions. */
    static List<Sample> elementwise(int arity) {
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
