package org.autodiff.nn.data;

import java.util.function.UnaryOperator;
import org.autodiff.error.ArgumentException;

/** A data set whose batches are changed when they are asked for. */
record MappedDataset(Dataset whole, UnaryOperator<Batch> change) implements Dataset {
    MappedDataset {
        if (change == null) {
            throw new ArgumentException("Dataset.map: the function is null; give one that changes a batch");
        }
    }

    @Override
    public int size() {
        return whole.size();
    }

    @Override
    public Batch batch(int[] indices) {
        return changed(whole.batch(indices));
    }

    @Override
    public Batch batch(int[] indices, int epoch) {
        return changed(whole.batch(indices, epoch));
    }

    @Override
    public Role role() {
        return whole.role();
    }

    private Batch changed(Batch batch) {
        Batch changed = change.apply(batch);
        if (changed == null) {
            throw new ArgumentException(
                    "Dataset.map: the function returned null; it must return a batch of as many samples");
        }
        if (changed.size() != batch.size()) {
            throw new ArgumentException("Dataset.map: the function made " + changed.size() + " samples of "
                    + batch.size() + "; it must keep their number (filter leaves samples out)");
        }
        return changed;
    }
}
