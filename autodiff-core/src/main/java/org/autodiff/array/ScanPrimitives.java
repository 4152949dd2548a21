package org.autodiff.array;

/** The part of a {@link Backend} that computes running results: each element follows from the one before on its axis. */
interface ScanPrimitives {
    /** The first element of an axis, then always {@code f} of the last result and the next element; backwards if {@code reverse}. */
    Array accumulate(Binary f, Array x, int axis, boolean reverse);

    /**
     * {@code z[i] = factors[i] * z[i - 1] + terms[i]} along an axis, the first being {@code terms[0]}; both dense or views
     * of one shape. If {@code reverse} it starts at the other end.
     */
    Array recurrence(Array factors, Array terms, int axis, boolean reverse);
}
