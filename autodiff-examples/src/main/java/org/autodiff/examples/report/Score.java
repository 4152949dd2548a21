package org.autodiff.examples.report;

import java.util.Locale;

/**
 * How well a model does on some samples.
 *
 * @param loss the mean of the cross-entropy
 * @param accuracy the share of samples that it is right about, between 0 and 1
 */
public record Score(double loss, double accuracy) {
    /** The score of a model whose loss is infinite or NaN. */
    public static final Score LOST = new Score(Double.NaN, Double.NaN);

    /** Whether the loss is infinite or NaN. */
    public boolean isLost() {
        return !Double.isFinite(loss);
    }

    /** For example {@code loss 0.512345 accuracy 0.9310}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "loss %.6f accuracy %.4f", loss, accuracy);
    }
}
