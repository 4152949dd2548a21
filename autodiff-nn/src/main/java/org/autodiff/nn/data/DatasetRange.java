package org.autodiff.nn.data;

import java.util.Arrays;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.IndexException;
import org.autodiff.error.Require;

/** The samples [from, to) of another data set. */
record DatasetRange(Dataset whole, int from, int to) implements Dataset {
    /** Samples that are looked at together where all are. */
    static final int PIECE = 1000;

    DatasetRange {
        if (from < 0 || from > to || to > whole.size()) {
            throw new ArgumentException("Dataset.range(" + from + ", " + to + "): expected 0 <= from <= to <= "
                    + whole.size() + ", the size of the data set");
        }
    }

    @Override
    public int size() {
        return to - from;
    }

    @Override
    public Batch batch(int[] indices) {
        return whole.batch(shifted(indices));
    }

    @Override
    public Batch batch(int[] indices, int epoch) {
        return whole.batch(shifted(indices), epoch);
    }

    @Override
    public Role role() {
        return whole.role();
    }

    @Override
    public long[] labels() {
        return Arrays.copyOfRange(whole.labels(), from, to);
    }

    private int[] shifted(int[] indices) {
        int[] shifted = new int[given(indices).length];
        for (int i = 0; i < shifted.length; i++) {
            shifted[i] = from + checked(indices[i], size());
        }
        return shifted;
    }

    /** The places of samples that are asked for. */
    static int[] given(int[] indices) {
        return Require.nonNull(indices, "Dataset.batch", "the indices", "pass an empty array for no samples");
    }

    /** An index of a data set of {@code size} samples, or an error that says what is there. */
    static int checked(int index, int size) {
        if (index < 0 || index >= size) {
            throw new IndexException("Dataset.batch: no sample " + index + "; there are " + size + ", counted from 0");
        }
        return index;
    }
}
