package org.autodiff.nn.metric;

/** The mean over all elements of {@code |output - label|}. */
public final class MeanAbsoluteError extends MeanError {
    /** An error over no elements yet. */
    public MeanAbsoluteError() {
        super("mae");
    }

    @Override
    double of(double difference) {
        return Math.abs(difference);
    }
}
