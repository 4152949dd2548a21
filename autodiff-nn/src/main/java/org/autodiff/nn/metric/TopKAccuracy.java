package org.autodiff.nn.metric;

import java.util.stream.IntStream;
import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;

/** The share of samples whose label is among the k classes of the highest scores. */
public final class TopKAccuracy extends MeanMetric<TopKAccuracy> {
    private final int k;

    /**
     * An empty count.
     *
     * @param k how many classes may be named; 1 gives {@link Accuracy}
     * @throws ArgumentException if k is below 1
     */
    public TopKAccuracy(int k) {
        this.k = Require.positive(k, "TopKAccuracy", "k");
    }

    @Override
    public String name() {
        return "top" + k + "_accuracy";
    }

    /**
     * {@inheritDoc}
     *
     * @param scores [n, classes], floating: logits or probabilities; of equal scores the first ones count as higher
     * @param labels [n], INT64
     */
    @Override
    public void update(Tensor scores, Tensor labels) {
        ClassScores batch = ClassScores.of("TopKAccuracy", scores, labels);
        if (batch.classes() < k) {
            throw new ShapeException("TopKAccuracy: the first " + k + " of " + batch.classes()
                    + " classes hold every label; k must be at most the number of classes");
        }
        accumulate(
                IntStream.range(0, batch.size())
                        .filter(i -> batch.rankOfLabel(i) < k)
                        .count(),
                batch.size());
    }

    @Override
    void add(TopKAccuracy other) {
        same("k", k, other.k);
        super.add(other);
    }
}
