package org.autodiff.nn.data;

/** A data set of which is said what it is for. */
record DatasetWithRole(Dataset whole, Role role) implements Dataset {
    @Override
    public int size() {
        return whole.size();
    }

    @Override
    public Batch batch(int[] indices) {
        return whole.batch(indices);
    }

    @Override
    public Batch batch(int[] indices, int epoch) {
        return whole.batch(indices, epoch);
    }

    @Override
    public long[] labels() {
        return whole.labels();
    }
}
