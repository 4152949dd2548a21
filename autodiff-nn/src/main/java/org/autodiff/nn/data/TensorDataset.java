package org.autodiff.nn.data;

import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;

/**
 * Samples that are the rows of two tensors: data that a program makes itself, or small sets that fit in memory.
 *
 * <p>As PyTorch's {@code TensorDataset}. The values are copied, so the tensors may belong to a tape or be changed later.
 */
public final class TensorDataset implements Dataset {
    private final int size;
    private final TensorRows inputs;
    private final TensorRows labels;

    /**
     * A data set whose sample i is row i of both tensors.
     *
     * @param inputs [n, ...], of any element type but BOOL
     * @param labels [n, ...], of any element type but BOOL; class numbers are INT64 [n]
     * @throws ArgumentException if the first axes differ or are missing, or for BOOL
     */
    public TensorDataset(Tensor inputs, Tensor labels) {
        this.size = new Batch(inputs, labels).size();
        this.inputs = TensorRows.of(inputs);
        this.labels = TensorRows.of(labels);
    }

    @Override
    public int size() {
        return size;
    }

    /**
     * {@inheritDoc}
     *
     * @return the rows, of the element types and row shapes of the two tensors
     */
    @Override
    public Batch batch(int[] indices) {
        for (int index : DatasetSelection.given(indices)) {
            DatasetSelection.checked(index, size);
        }
        return new Batch(inputs.take(indices), labels.take(indices));
    }

    /** {@inheritDoc} The inputs are not looked at. */
    @Override
    public long[] labels() {
        return ClassNumbers.of(size, labels::take);
    }
}
