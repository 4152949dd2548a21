package org.autodiff.nn.metric;

import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.ShapeException;

/** What errors that are means over all elements have in common: a sum in double and a count. */
public abstract sealed class MeanError implements Metric permits MeanSquaredError, MeanAbsoluteError {
    private final String metric;
    private final String name;
    private double sum;
    private long count;

    MeanError(String metric, String name) {
        this.metric = metric;
        this.name = name;
    }

    /** The error of one element. */
    abstract double of(double difference);

    @Override
    public final String name() {
        return name;
    }

    /**
     * {@inheritDoc}
     *
     * @param outputs of any shape, floating
     * @param labels of the same shape, floating
     * @throws ShapeException if the shapes differ; nothing is broadcast
     * @throws DTypeException if one is not floating
     * @throws ArgumentException if a number is NaN or infinite
     */
    @Override
    public final void update(Tensor outputs, Tensor labels) {
        NumberPairs batch = NumberPairs.of(metric, outputs, labels);
        for (int i = 0; i < batch.size(); i++) {
            sum += of(batch.outputs()[i] - batch.labels()[i]);
        }
        count += batch.size();
    }

    /**
     * Adds what another one has counted. The result is that over all data to rounding: sums in double depend a little on
     * their order.
     *
     * @throws ArgumentException if it is null, or another error
     */
    public final void merge(MeanError other) {
        Checks.other(metric, other);
        Checks.same(metric, "the error", name, other.name);
        sum += other.sum;
        count += other.count;
    }

    /** The mean over all elements of all samples. */
    @Override
    public final double value() {
        Checks.counted(metric, count);
        return sum / count;
    }

    @Override
    public final void reset() {
        sum = 0;
        count = 0;
    }
}
