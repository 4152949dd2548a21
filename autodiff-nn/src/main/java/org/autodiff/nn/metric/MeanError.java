package org.autodiff.nn.metric;

import org.autodiff.Tensor;

/** The mean of an error over all elements of all samples. */
public abstract sealed class MeanError extends MeanMetric<MeanError> permits MeanSquaredError, MeanAbsoluteError {
    private final String name;

    MeanError(String name) {
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
     */
    @Override
    public final void update(Tensor outputs, Tensor labels) {
        NumberPairs batch = NumberPairs.of(type(), outputs, labels);
        double sum = 0;
        for (int i = 0; i < batch.size(); i++) {
            sum += of(batch.outputs()[i] - batch.labels()[i]);
        }
        accumulate(sum, batch.size());
    }

    @Override
    final void add(MeanError other) {
        same("the error", name, other.name);
        super.add(other);
    }
}
