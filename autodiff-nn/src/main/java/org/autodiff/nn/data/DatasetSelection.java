package org.autodiff.nn.data;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.IndexException;
import org.autodiff.error.Require;

/** The samples at some places of another data set. */
final class DatasetSelection implements Dataset {
    /** Samples that are looked at together where all are. */
    static final int PIECE = 1000;

    private final Dataset whole;
    private final int[] places;

    DatasetSelection(Dataset whole, int[] places) {
        this.whole = whole;
        this.places = Require.nonNull(places, "Dataset.select", "the places", "pass none for an empty data set")
                .clone();
        for (int place : places) {
            checked(place, whole.size());
        }
    }

    /** The samples [from, to). */
    static DatasetSelection range(Dataset whole, int from, int to) {
        if (from < 0 || from > to || to > whole.size()) {
            throw new ArgumentException("Dataset.range(" + from + ", " + to + "): expected 0 <= from <= to <= "
                    + whole.size() + ", the size of the data set");
        }
        return new DatasetSelection(whole, IntStream.range(from, to).toArray());
    }

    @Override
    public int size() {
        return places.length;
    }

    @Override
    public Batch batch(int[] indices) {
        return whole.batch(chosen(indices));
    }

    @Override
    public Batch batch(int[] indices, int epoch) {
        return whole.batch(chosen(indices), epoch);
    }

    @Override
    public Role role() {
        return whole.role();
    }

    @Override
    public long[] labels() {
        long[] all = whole.labels();
        return Arrays.stream(places).mapToLong(place -> all[place]).toArray();
    }

    private int[] chosen(int[] indices) {
        int[] chosen = new int[given(indices).length];
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = places[checked(indices[i], places.length)];
        }
        return chosen;
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
