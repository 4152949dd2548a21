package org.autodiff;

import java.lang.ref.Reference;
import org.autodiff.array.Array;
import org.autodiff.array.Backend;
import org.autodiff.array.Composition;
import org.autodiff.array.Shape;
import org.autodiff.op.Attrs;

/**
 * Functions of one element computed together with their derivative, where both have an exponential or the like in common: the
 * derivative waits beside the value, as its residual, for the cotangent. Where the product is itself recorded, the rule is used.
 */
final class Slopes {
    /** From so many elements on it is looked for. */
    private static final int LEAST = 4096;

    private Slopes() {}

    /** What stands for a function and its derivative. */
    private record Both(OpDef op, Attrs attrs) {}

    /** The value with the derivative as residual; null where that is not worth it, or not one function of elements. */
    static Array value(OpDef op, Attrs attrs, Backend backend, Array[] inputs, Shape out) {
        if (out.size() < LEAST
                || inputs.length != 1
                || !(op.rule() instanceof Rule.Elementwise rule)
                || !rule.hasSlope()) {
            return null;
        }
        Composition f = (b, x, shape) -> op.forward().apply(b, x, shape, attrs);
        Composition slope =
                (b, x, shape) -> rule.slope(op, new Tensor(x[0], null, -1), new Tensor(x[1], null, -1), attrs)
                        .array();
        return backend.withSlope(new Both(op, attrs), f, slope, inputs[0]);
    }

    /** The cotangent times the derivative that waits beside the output; null where none does. */
    static Tensor product(Tensor cotangent, Tensor output) {
        if (!(output.array().residual() instanceof Array slope) || cotangent.dtype() != slope.dtype()) {
            return null;
        }
        Tensor product = cotangent.mul(new Tensor(slope, null, -1));
        Reference.reachabilityFence(output); // its scope owns the memory of the derivative
        return product;
    }
}
