package org.autodiff.op;

import org.autodiff.array.Array;
import org.autodiff.array.Backend;
import org.autodiff.array.Shape;

/**
 * The value of an operation, made of the backend's primitives.
 *
 * @param <A> the record of the operation's attributes
 */
@FunctionalInterface
public interface Forward<A> {
    /** Computes the result, of the shape that the operation's shape rule has given. */
    Array apply(Backend backend, Array[] inputs, Shape out, A attrs);
}
