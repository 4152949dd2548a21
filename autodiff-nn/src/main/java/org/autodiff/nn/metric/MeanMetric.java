package org.autodiff.nn.metric;

/**
 * A weighted mean: a sum in double and a count.
 *
 * @param <M> what it is merged with
 */
abstract class MeanMetric<M extends MeanMetric<M>> extends CountedMetric<M> {
    private double sum;
    private long count;

    /** Adds a sum of so many numbers. */
    final void accumulate(double partialSum, long numbers) {
        sum += partialSum;
        count += numbers;
    }

    @Override
    void add(M other) {
        MeanMetric<M> that = other;
        accumulate(that.sum, that.count);
    }

    /** The mean over all that was counted. */
    @Override
    public final double value() {
        return sum / counted(count);
    }

    @Override
    public final void reset() {
        sum = 0;
        count = 0;
    }
}
