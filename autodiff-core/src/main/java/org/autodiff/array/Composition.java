package org.autodiff.array;

/** A function of corresponding elements, written as calls of a backend's primitives. It depends on nothing but its inputs. */
@FunctionalInterface
public interface Composition {
    /** The result of the shape {@code out}, which the inputs broadcast to. */
    Array apply(Backend b, Array[] inputs, Shape out);
}
