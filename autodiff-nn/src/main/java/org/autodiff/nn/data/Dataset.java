package org.autodiff.nn.data;

import org.autodiff.error.ArgumentException;
import org.autodiff.error.IndexException;

/** A finite number of labelled samples, counted from 0. */
public interface Dataset {
    /** The number of samples. */
    int size();

    /**
     * The samples at the given places, in that order; a place may come twice.
     *
     * @throws IndexException if a place is not in [0, size)
     */
    Batch batch(int[] indices);

    /**
     * The samples from {@code from} (included) to {@code to} (excluded), as a data set that looks into this one: a
     * part for validation, or a small part to try something on.
     *
     * @throws ArgumentException if not {@code 0 <= from <= to <= size}
     */
    default Dataset range(int from, int to) {
        return new DatasetRange(this, from, to);
    }
}
