package org.autodiff.nn.data;

import java.util.function.UnaryOperator;
import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;

/**
 * A data set seen through a function of batches, applied when they are asked for, or in another role.
 *
 * @param keepsClasses whether the samples are of the classes that they had before the change
 */
record DatasetView(Dataset whole, Role role, UnaryOperator<Batch> change, boolean keepsClasses) implements Dataset {
    DatasetView {
        Require.nonNull(change, "Dataset.map", "the function", "give one that changes a batch");
    }

    /** A data set whose batches are changed. */
    static DatasetView of(Dataset whole, UnaryOperator<Batch> change, boolean keepsClasses) {
        return new DatasetView(whole, whole.role(), change, keepsClasses);
    }

    /** A data set that is declared to be for something. */
    static DatasetView withRole(Dataset whole, Role role) {
        return new DatasetView(whole, role, batch -> batch, true);
    }

    /** A data set of which only the inputs are changed. */
    static DatasetView ofInputs(Dataset whole, UnaryOperator<Tensor> change) {
        Require.nonNull(change, "Dataset.mapInputs", "the function", "give one that changes inputs");
        return of(whole, batch -> new Batch(changed(batch.inputs(), change), batch.labels()), true);
    }

    private static Tensor changed(Tensor inputs, UnaryOperator<Tensor> change) {
        Tensor changed = change.apply(inputs);
        if (changed == null) {
            throw new ArgumentException(
                    "Dataset.mapInputs: the function returned null; it must return inputs of as many samples");
        }
        if (changed.rank() == 0 || changed.shape().dim(0) != inputs.shape().dim(0)) {
            throw new ArgumentException("Dataset.mapInputs: the function made inputs " + changed.shape() + " of "
                    + inputs.shape() + "; it must keep the first axis, the samples");
        }
        return changed;
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

    /** {@inheritDoc} No batch is changed for it where the classes stay. */
    @Override
    public long[] labels() {
        return keepsClasses ? whole.labels() : Dataset.super.labels();
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
