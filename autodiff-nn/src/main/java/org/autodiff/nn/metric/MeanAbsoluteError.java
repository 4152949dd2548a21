package org.autodiff.nn.metric;

/** The mean over all elements of {@code |output - label|}. */
public final class MeanAbsoluteError extends MeanError {
    /** Nothing yet. */
    public MeanAbsoluteError() {
        super("MeanAbsoluteError", "mae");
    }

    @Override
    double of(double difference) {
        return Math.abs(difference);
    }
}
