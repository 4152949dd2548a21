package org.autodiff.nn.metric;

import org.autodiff.Tensor;

/**
 * A metric that counts which classes are found for which labels.
 *
 * @param <M> what it is merged with
 */
abstract class ClassMetric<M extends ClassMetric<M>> extends CountedMetric<M> {
    final Decision decision;

    ClassMetric(Decision decision) {
        this.decision = decision;
    }

    /**
     * {@inheritDoc}
     *
     * @param scores [n, classes], floating, logits or probabilities; of equal highest scores the first one counts. For a
     *     metric made by {@code binary} one output a sample, [n] or [n, 1]
     * @param labels [n], INT64; for a metric made by {@code binary} 0 and 1 of any element type
     */
    @Override
    public final void update(Tensor scores, Tensor labels) {
        count(decision.of(type(), scores, labels));
    }

    /** Counts a batch. */
    abstract void count(Decision.Made made);
}
