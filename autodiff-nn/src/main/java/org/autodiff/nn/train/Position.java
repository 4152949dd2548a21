package org.autodiff.nn.train;

import org.autodiff.error.ArgumentException;

/**
 * A place in the sequence of batches: the batch that comes next.
 *
 * @param epoch counted from 0
 * @param batch counted from 0 in the epoch; the number of batches stands for the epoch's end
 */
public record Position(int epoch, int batch) {
    /** The first batch of the first epoch. */
    public static final Position START = new Position(0, 0);

    /** Checks that both numbers are at least 0. */
    public Position {
        if (epoch < 0 || batch < 0) {
            throw new ArgumentException("Position: epoch and batch are counted from 0, got " + epoch + " and " + batch);
        }
    }

    /** The batch with which an epoch begins that is not finished here: {@link #batch} in this one, 0 in later ones. */
    public int firstBatch(int epoch) {
        return epoch == this.epoch ? batch : 0;
    }

    /** For example {@code epoch 2, batch 17}. */
    @Override
    public String toString() {
        return "epoch " + epoch + ", batch " + batch;
    }
}
