package org.autodiff.nn.data;

import java.util.Arrays;
import org.autodiff.error.Require;

/** The samples at some places of another data set. */
final class DatasetSelection implements Dataset {
    private final Dataset whole;
    private final int[] places;

    DatasetSelection(Dataset whole, int[] places) {
        this.whole = whole;
        this.places = Require.nonNull(places, "Dataset.select", "the places", "pass none for an empty data set")
                .clone();
        for (int place : places) {
            DatasetRange.checked(place, whole.size());
        }
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
        int[] chosen = new int[DatasetRange.given(indices).length];
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = places[DatasetRange.checked(indices[i], places.length)];
        }
        return chosen;
    }
}
