package org.autodiff.nn.metric;

/** The mean over all elements of {@code (output - label)^2}. */
public final class MeanSquaredError extends MeanError {
    /** An error over no elements yet. */
    public MeanSquaredError() {
        super("mse");
    }

    @Override
    double of(double difference) {
        return difference * difference;
    }
}
