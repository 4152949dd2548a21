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
     * The samples at the given places as they are in one epoch: most data sets are the same in all of them, augmented ones
     * differ. What it gives is a function of the arguments alone, or a run could not be resumed.
     *
     * @param epoch counted from 0
     * @throws IndexException if a place is not in [0, size)
     */
    default Batch batch(int[] indices, int epoch) {
        return batch(indices);
    }

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
