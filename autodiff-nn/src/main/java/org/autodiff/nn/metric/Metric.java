package org.autodiff.nn.metric;

import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.IndexException;
import org.autodiff.error.ShapeException;

/**
 * A measure of a model over any number of batches. What it keeps are counts and sums, so that evaluating a large data set
 * needs no more memory than a small one; where a metric keeps more, its description says so.
 *
 * <pre>{@code
 * Metric accuracy = new Accuracy();
 * for (Batch batch : loader.epoch(0)) {
 *     try (Scope scope = Scope.noGrad()) {
 *         accuracy.update(model.forward(batch.inputs()), batch.labels());
 *     }
 * }
 * System.out.println(accuracy.name() + " " + accuracy.value());
 * }</pre>
 *
 * <p>Every metric of this package has a method {@code merge} that adds what another one of its type has counted: two parts of
 * a data set, merged, give the same as the whole. A metric belongs to one thread; to evaluate in several, merge.
 */
public interface Metric {
    /** The metric's name in tables and logs: lower-case letters, digits and {@code _}, such as {@code accuracy}. */
    String name();

    /**
     * Counts a batch. Nothing is recorded on a tape, and no native memory is kept. A batch that is refused counts nothing.
     *
     * @param outputs what the model made of the inputs, [n, ...]
     * @param labels what is right, [n, ...]
     * @throws ShapeException if the shapes are not those that the metric takes; nothing is broadcast
     * @throws DTypeException if an element type is not
     * @throws IndexException if a label is not one of the classes
     * @throws ArgumentException if a number is NaN, or infinite where errors are measured
     */
    void update(Tensor outputs, Tensor labels);

    /**
     * The measure over all that was counted since the beginning or the last {@link #reset}.
     *
     * @throws ArgumentException if nothing was counted yet, or what was counted leaves it undefined
     */
    double value();

    /** Starts again from nothing. */
    void reset();
}
