package org.autodiff.nn.train;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.BinaryOperator;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.nn.Module;
import org.autodiff.nn.data.Batch;
import org.autodiff.nn.data.DataLoader;
import org.autodiff.nn.metric.MeanLoss;
import org.autodiff.nn.optim.GradientClipping;
import org.autodiff.nn.optim.Optimizer;

/**
 * The usual loop, for those who do not want to write it: forward, backward, step, over epochs of batches. What else is to
 * happen, such as a schedule's step, a checkpoint or an early stop, is a {@link Callback}.
 *
 * <pre>{@code
 * Trainer trainer = new Trainer(model, optimizer, (scores, labels) -> scores.crossEntropy(labels));
 * trainer.fit(loader, Position.START, 3, new Trainer.Callback() {
 *     public boolean epoch(int epoch, double loss) {
 *         scheduler.step();
 *         System.out.println(epoch + " " + loss);
 *         return true;
 *     }
 * });
 * }</pre>
 */
public final class Trainer {
    /** What happens between steps and between epochs; nothing by default. */
    public interface Callback {
        /**
         * After each of the optimizer's steps.
         *
         * @param next the batch that comes next: what a checkpoint keeps
         * @param loss the mean loss of the step's samples, before the step
         */
        default void step(Position next, double loss) {}

        /**
         * After each epoch.
         *
         * @param epoch counted from 0
         * @param loss the mean loss of the epoch's samples, each before its step; where the epoch was gone on with, of the
         *     samples since then; NaN if there were none
         * @return whether the training goes on
         */
        default boolean epoch(int epoch, double loss) {
            return true;
        }
    }

    private final Module model;
    private final Optimizer optimizer;
    private final BinaryOperator<Tensor> loss;
    private final int group;
    private final OptionalDouble largestNorm;

    /**
     * A step for each batch.
     *
     * @param loss from outputs and labels to the mean loss of a batch, one number
     */
    public Trainer(Module model, Optimizer optimizer, BinaryOperator<Tensor> loss) {
        this(model, optimizer, loss, 1, OptionalDouble.empty());
    }

    private Trainer(
            Module model, Optimizer optimizer, BinaryOperator<Tensor> loss, int group, OptionalDouble largestNorm) {
        this.model = model;
        this.optimizer = optimizer;
        this.loss = loss;
        this.group = group;
        this.largestNorm = largestNorm;
    }

    /**
     * The same with a step for so many batches together: its gradient is that of one large batch, also where the last ones of an
     * epoch are fewer or smaller, as long as the loss is a mean over samples and no layer mixes them.
     *
     * @throws ArgumentException if the number is below 1
     */
    public Trainer accumulating(int batches) {
        if (batches < 1) {
            throw new ArgumentException("Trainer.accumulating: a step needs at least 1 batch, got " + batches);
        }
        return new Trainer(model, optimizer, loss, batches, largestNorm);
    }

    /**
     * The same with gradients whose norm, over all parameters, is at most this; see {@link GradientClipping#byNorm}.
     *
     * @throws ArgumentException if the norm is not positive and finite
     */
    public Trainer clipping(double norm) {
        if (!(norm > 0) || Double.isInfinite(norm)) {
            throw new ArgumentException("Trainer.clipping: the norm must be positive and finite, got " + norm);
        }
        return new Trainer(model, optimizer, loss, group, OptionalDouble.of(norm));
    }

    /**
     * Trains from a position up to a number of epochs, in training mode; afterwards the model is in the mode that it was in.
     *
     * @param from where a checkpoint has left off, or {@link Position#START}
     * @param epochs how many there are in all, those before the position included
     * @return the batch that would come next
     * @throws DivergenceException if a loss is not finite; the step is not made
     * @throws ArgumentException if the position is not one between two steps
     */
    public Position fit(DataLoader loader, Position from, int epochs, Callback callback) {
        if (from.batch() % group != 0 && from.batch() != loader.size()) {
            throw new ArgumentException("Trainer.fit: " + from + " is in the middle of a step of " + group
                    + " batches; checkpoints are taken between steps");
        }
        boolean training = model.isTraining();
        Position next = from;
        try {
            for (int epoch = from.epoch(); epoch < epochs; epoch++) {
                model.train();
                double mean = pass(loader, epoch, from.firstBatch(epoch), callback);
                next = new Position(epoch + 1, 0);
                if (!callback.epoch(epoch, mean)) {
                    break;
                }
            }
        } finally {
            if (!training) {
                model.eval();
            }
        }
        return next;
    }

    private double pass(DataLoader loader, int epoch, int first, Callback callback) {
        MeanLoss ofEpoch = new MeanLoss(loss);
        int next = first;
        Iterator<Batch> batches = loader.epoch(epoch, first).iterator();
        while (batches.hasNext()) {
            List<Batch> together = new ArrayList<>();
            while (together.size() < group && batches.hasNext()) {
                together.add(batches.next());
            }
            double mean = step(together, epoch, next);
            int samples = together.stream().mapToInt(Batch::size).sum();
            next += together.size();
            ofEpoch.add(mean, samples);
            callback.step(new Position(epoch, next), mean);
        }
        return next == first ? Double.NaN : ofEpoch.value();
    }

    /** One step; each batch weighs as many as it has of the samples. */
    private double step(List<Batch> together, int epoch, int first) {
        int samples = together.stream().mapToInt(Batch::size).sum();
        optimizer.zeroGrad();
        double mean = 0;
        for (int i = 0; i < together.size(); i++) {
            Batch batch = together.get(i);
            double share = (double) batch.size() / samples;
            try (Tape tape = Tape.record()) {
                Tensor own = loss.apply(model.forward(batch.inputs()), batch.labels());
                mean += share * Divergence.check(own, tape, model, batch, new Position(epoch, first + i));
                (together.size() == 1 ? own : own.mul(share)).backward();
            }
        }
        largestNorm.ifPresent(norm -> GradientClipping.byNorm(optimizer.parameters(), norm));
        optimizer.step();
        return mean;
    }
}
