package org.autodiff.examples.report;

import java.util.Locale;

/**
 * How one pass over the training data went.
 *
 * @param epoch its number, from 1
 * @param loss the mean of the training loss over the batches
 * @param accuracy the share of test samples that were right afterwards, between 0 and 1
 * @param seconds how long the pass took, without the test
 */
public record EpochResult(int epoch, double loss, double accuracy, double seconds) {

    /** For example {@code epoch  1  loss 0.512345  test accuracy 0.9310  1.2 s}. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "epoch %2d  loss %.6f  test accuracy %.4f  %.1f s", epoch, loss, accuracy, seconds);
    }

    /** The loss to the last bit, so that two runs can be compared. */
    public String lossInHex() {
        return Double.toHexString(loss);
    }
}
