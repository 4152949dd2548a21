package org.autodiff.array;

/** The part of a {@link Backend} that moves elements by index and orders them along an axis. */
interface IndexingPrimitives {
    /** The slices of an axis at indices (INT64, rank 1, in range), one after the other; an index may occur often. */
    Array take(Array x, int axis, Array index);

    /** Zeros of the shape {@code out} with each slice of x added at its index along the axis: the transpose of {@link #take}. */
    Array untake(Array x, int axis, Array index, Shape out);

    /**
     * For each element of the index (INT64, of the rank of x, in range, no longer than x along the other axes) the element
     * of x at its place, but with the index along the axis. The result has the shape of the index.
     */
    Array gather(Array x, int axis, Array index);

    /** Zeros of the shape {@code out} with each element of x added where {@link #gather} would read: its transpose. */
    Array scatterAdd(Array x, int axis, Array index, Shape out);

    /** The indices that put the elements along an axis in order, stably; NaN counts as the largest. INT64. */
    Array argsort(Array x, int axis, boolean descending);

    /** The first k of the indices that {@link #argsort} would give, descending if the largest are wanted. */
    Array topk(Array x, int axis, int k, boolean largest);

    /** The position, in row-major order, of the first element of an INT64 array that is not from 0 to {@code bound - 1}; else -1. */
    int firstOutside(Array index, long bound);
}
