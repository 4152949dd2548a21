package org.autodiff.examples.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * How one pass over the training data went.
 *
 * @param epoch its number, from 1
 * @param train the scores of the batches while the model learned from them, on average
 * @param validation the score afterwards on data that were held out of the training, where there are any
 * @param test the score afterwards on the test data
 * @param seconds how long the pass took, without validation and test
 */
public record EpochResult(int epoch, Score train, Optional<Score> validation, Score test, double seconds) {
    /** For example {@code epoch  1  loss 0.512345  test accuracy 0.9310  1.2 s}. */
    @Override
    public String toString() {
        String heldOut = validation
                .map(score -> String.format(Locale.ROOT, "  validation accuracy %.4f", score.accuracy()))
                .orElse("");
        return String.format(
                Locale.ROOT,
                "epoch %2d  loss %.6f%s  test accuracy %.4f  %.1f s",
                epoch,
                train.loss(),
                heldOut,
                test.accuracy(),
                seconds);
    }

    /** A number of each of some epochs. */
    public static double[] numbers(List<EpochResult> results, ToDoubleFunction<EpochResult> value) {
        return results.stream().mapToDouble(value).toArray();
    }

    /** Whether a loss, in training or afterwards, is infinite or NaN. */
    public boolean isLost() {
        return train.isLost() || test.isLost();
    }

    /** The training loss to the last bit, so that two runs can be compared. */
    public String lossInHex() {
        return Double.toHexString(train.loss());
    }
}
