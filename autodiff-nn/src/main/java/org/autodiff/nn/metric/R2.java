package org.autodiff.nn.metric;

import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.IndexException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;

/**
 * The coefficient of determination: {@code 1 - sum (label - output)^2 / sum (label - mean label)^2}. It is 1 for a perfect
 * model, 0 for one that always says the mean, and negative for worse ones.
 *
 * <p>Where all labels are equal the ratio is not defined; it is then 1 if all outputs are right and 0 if not, as scikit-learn
 * has it. The variation of the labels is summed around the running mean (Welford 1962; merged as Chan, Golub and LeVeque
 * 1979), so that labels far from 0 cost no precision.
 */
public final class R2 extends CountedMetric<R2> {
    /** The sums of one output. */
    private static final class Column {
        long count;
        double mean;
        double variation;
        double residual;

        void add(double output, double label) {
            count++;
            double before = label - mean;
            mean += before / count;
            variation += before * (label - mean);
            residual += (label - output) * (label - output);
        }

        void add(Column other) {
            if (other.count == 0) {
                return;
            }
            long all = count + other.count;
            double apart = other.mean - mean;
            mean += apart * other.count / all;
            variation += other.variation + apart * apart * ((double) count * other.count / all);
            residual += other.residual;
            count = all;
        }

        double value() {
            if (variation == 0) {
                return residual == 0 ? 1 : 0;
            }
            return 1 - residual / variation;
        }
    }

    private final Column[] columns;

    /** A coefficient of one output a sample. */
    public R2() {
        this(1);
    }

    /** The mean coefficient of one output a sample or more. */
    public R2(int outputs) {
        Require.positive(outputs, "R2", "the number of outputs a sample");
        columns = new Column[atMost("R2", "outputs", outputs)];
        reset();
    }

    @Override
    public String name() {
        return "r2";
    }

    /**
     * {@inheritDoc}
     *
     * @param outputs [n, outputs], floating; for one output also [n]
     * @param labels of the same shape, floating
     */
    @Override
    public void update(Tensor outputs, Tensor labels) {
        batch("R2", outputs, labels);
        int width = columns.length;
        boolean fits = outputs.rank() == 2 && outputs.shape().dim(1) == width || outputs.rank() == 1 && width == 1;
        if (!fits) {
            throw new ShapeException("R2: expected outputs [n, " + width + "]" + (width == 1 ? " or [n]" : "")
                    + ", got " + outputs.shape() + "; new R2(k) is for k outputs a sample");
        }
        NumberPairs batch = NumberPairs.of("R2", outputs, labels);
        for (int i = 0; i < batch.size(); i++) {
            columns[i % width].add(batch.outputs()[i], batch.labels()[i]);
        }
    }

    @Override
    void add(R2 other) {
        same("the number of outputs", columns.length, other.columns.length);
        for (int c = 0; c < columns.length; c++) {
            columns[c].add(other.columns[c]);
        }
    }

    /**
     * The coefficient of one output.
     *
     * @throws ArgumentException if less than 2 samples were counted
     * @throws IndexException if there is no such output
     */
    public double of(int output) {
        Column c = columns[Require.index(output, columns.length, "R2", "output")];
        if (counted(c.count) < 2) {
            throw new ArgumentException("R2: one sample does not vary; count at least 2");
        }
        return c.value();
    }

    /** The mean over the outputs, each weighing the same. */
    @Override
    public double value() {
        double sum = 0;
        for (int c = 0; c < columns.length; c++) {
            sum += of(c);
        }
        return sum / columns.length;
    }

    @Override
    public void reset() {
        for (int c = 0; c < columns.length; c++) {
            columns[c] = new Column();
        }
    }
}
