package org.autodiff.nn.metric;

/** The mean over all elements of {@code (output - label)^2}. */
public final class MeanSquaredError extends MeanError {
    /** Nothing yet. */
    public MeanSquaredError() {
        super("MeanSquaredError", "mse");
    }

    @Override
    double of(double difference) {
        return difference * difference;
    }
}
