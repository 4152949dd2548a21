package org.autodiff.nn.metric;

import java.util.function.BinaryOperator;
import org.autodiff.Scope;
import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;

/**
 * The mean of a loss over all samples. A batch's loss weighs as many as the batch has samples, so that a smaller last batch
 * counts for less.
 *
 * <pre>{@code
 * MeanLoss loss = new MeanLoss(Loss::crossEntropy);
 * }</pre>
 */
public final class MeanLoss extends MeanMetric<MeanLoss> {
    private final BinaryOperator<Tensor> loss;

    /**
     * The mean over no samples yet.
     *
     * @param loss from outputs and labels to the mean loss of a batch, one number
     */
    public MeanLoss(BinaryOperator<Tensor> loss) {
        this.loss = Require.nonNull(loss, "MeanLoss", "the loss", "pass one such as Tensor::mseLoss");
    }

    @Override
    public String name() {
        return "loss";
    }

    /**
     * {@inheritDoc}
     *
     * @param outputs [n, ...]
     * @param labels as the loss takes them
     */
    @Override
    public void update(Tensor outputs, Tensor labels) {
        batch("MeanLoss", outputs, labels);
        if (outputs.rank() == 0) {
            throw new ShapeException("MeanLoss: expected outputs [n, ...], got one number");
        }
        try (Scope scope = Scope.noGrad()) {
            Tensor mean = Require.nonNull(
                    loss.apply(outputs, labels), "MeanLoss", "what the loss gives", "return one number, a tensor");
            if (mean.size() != 1) {
                throw new ShapeException(
                        "MeanLoss: the loss of a batch has shape " + mean.shape() + ", not one number; use its mean");
            }
            add(mean.item(), outputs.shape().dim(0));
        }
    }

    /**
     * Counts a batch whose loss is known, as in training.
     *
     * @param mean the mean loss of the batch
     * @param samples how many samples the batch has
     * @throws ArgumentException if the loss is NaN or the number is below 1
     */
    public void add(double mean, long samples) {
        if (samples < 1) {
            throw new ArgumentException("MeanLoss: a batch has at least 1 sample, got " + samples);
        }
        if (Double.isNaN(mean)) {
            throw new ArgumentException("MeanLoss: the loss of a batch is NaN; the model has diverged, or its inputs or"
                    + " labels hold NaN");
        }
        accumulate(mean * samples, samples);
    }
}
