package org.autodiff.nn.train;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BinaryOperator;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.nn.Module;
import org.autodiff.nn.Parameter;
import org.autodiff.nn.StateDict;
import org.autodiff.nn.Stateful;
import org.autodiff.nn.data.Batch;
import org.autodiff.nn.data.DataLoader;
import org.autodiff.nn.optim.GradientClipping;
import org.autodiff.nn.optim.Optimizer;

/**
 * The usual training loop: forward, backward, step, over epochs of batches. It trains on the thread that calls; no
 * other may use the model or the optimizer meanwhile. What else is to happen, such as a schedule's step, a checkpoint
 * or an early stop, is a {@link Callback}.
 *
 * <pre>{@code
 * Trainer trainer = new Trainer(model, optimizer, Loss::crossEntropy);
 * Validation test = new Validation(model, testLoader, new Accuracy());
 * trainer.fit(loader, Position.START, 3,
 *         Callback.eachEpoch(scheduler::step), test, new ProgressLine(System.out, loader, 3));
 * }</pre>
 *
 * <p>It is {@link Stateful} for the sake of checkpoints in the middle of an epoch.
 */
public final class Trainer implements Stateful {
    private static final String EPOCH = "epoch_loss";

    private final Module model;
    private final Optimizer optimizer;
    private final BinaryOperator<Tensor> loss;
    private final int group;
    private final Clipping clipping;

    /** Bounds on the gradients' elements and on their norm; the elements are cut first. */
    private record Clipping(OptionalDouble value, OptionalDouble norm) {
        static final Clipping NONE = new Clipping(OptionalDouble.empty(), OptionalDouble.empty());

        void clip(List<Parameter> parameters) {
            value.ifPresent(most -> GradientClipping.byValue(parameters, most));
            norm.ifPresent(most -> GradientClipping.byNorm(parameters, most));
        }
    }

    // of the epoch so far: the sum of the samples' losses, and their number
    private double sum;
    private long count;

    /**
     * A trainer that makes a step for each batch.
     *
     * @param loss from outputs and labels to the mean loss of a batch, one number
     */
    public Trainer(Module model, Optimizer optimizer, BinaryOperator<Tensor> loss) {
        this(model, optimizer, loss, 1, Clipping.NONE);
    }

    private Trainer(Module model, Optimizer optimizer, BinaryOperator<Tensor> loss, int group, Clipping clipping) {
        this.model = Require.nonNull(model, "Trainer", "the model", "pass the one to train");
        this.optimizer = Require.nonNull(optimizer, "Trainer", "the optimizer", "pass one of the model's parameters");
        this.loss = Require.nonNull(loss, "Trainer", "the loss", "pass one such as Tensor::crossEntropy");
        this.group = group;
        this.clipping = clipping;
    }

    /**
     * A trainer that accumulates gradients over so many batches, 1 or more, before a step: the gradient is that of one
     * large batch, also where the last ones of an epoch are fewer or smaller, as long as the loss is a mean over samples
     * and no layer mixes them.
     */
    public Trainer accumulating(int batches) {
        int checked = Require.positive(batches, "Trainer.accumulating", "the number of batches");
        return new Trainer(model, optimizer, loss, checked, clipping);
    }

    /** A trainer that clips the norm, above 0, of the gradients of all parameters; see {@link GradientClipping#byNorm}. */
    public Trainer clipping(double norm) {
        return clipped(new Clipping(clipping.value, bound(norm, "Trainer.clipping", "the norm")));
    }

    /**
     * A trainer that clips the elements of the gradients to [-most, most], most above 0; see {@link
     * GradientClipping#byValue}. Where {@link #clipping} is asked for too, the norm is that of the gradients cut so.
     */
    public Trainer clippingValues(double most) {
        return clipped(new Clipping(bound(most, "Trainer.clippingValues", "the bound"), clipping.norm));
    }

    private Trainer clipped(Clipping changed) {
        return new Trainer(model, optimizer, loss, group, changed);
    }

    private static OptionalDouble bound(double most, String method, String what) {
        return OptionalDouble.of(Require.positive(most, method, what));
    }

    /**
     * Trains from a position up to a number of epochs. A model in evaluation mode is put into training mode; one in
     * training mode keeps its modes, so that parts of it may be in evaluation mode. Callbacks may change modes: they are
     * restored after each callback, and after the training.
     *
     * @param from where a checkpoint has left off, or {@link Position#START}
     * @param epochs how many there are in all, those before the position included
     * @param callbacks are called in this order; the training ends with the epoch after which one of them says so
     * @return the batch that would come next
     * @throws DivergenceException if a loss is not finite, before its step; or a parameter after the last step of an epoch
     * @throws ArgumentException if the position is not one between two steps, or an argument, a callback or a batch's loss
     *     is null
     */
    public Position fit(DataLoader loader, Position from, int epochs, Callback... callbacks) {
        Require.nonNull(loader, "Trainer.fit", "the loader", "pass the one to train on");
        Require.nonNull(from, "Trainer.fit", "the position", "pass Position.START for the beginning");
        Require.nonNull(callbacks, "Trainer.fit", "the list of callbacks", "leave it out where there are none");
        for (Callback callback : callbacks) {
            Require.nonNull(callback, "Trainer.fit", "a callback", "leave it out");
        }
        if (from.batch() % group != 0 && from.batch() != loader.size()) {
            throw new ArgumentException("Trainer.fit: " + from + " is in the middle of a step of " + group
                    + " batches; checkpoints are taken between steps");
        }
        return model.keepingModes(() -> {
            if (!model.isTraining()) {
                model.train();
            }
            Runnable modes = model.modes();
            Position next = from;
            boolean goesOn = true;
            for (int epoch = from.epoch(); goesOn && epoch < epochs; epoch++) {
                double mean = pass(loader, epoch, from.firstBatch(epoch), modes, callbacks);
                next = new Position(epoch + 1, 0);
                for (Callback callback : callbacks) {
                    goesOn &= callback.epoch(epoch, mean);
                    modes.run();
                }
            }
            return next;
        });
    }

    private double pass(DataLoader loader, int epoch, int first, Runnable modes, Callback... callbacks) {
        if (first == 0) {
            sum = 0;
            count = 0;
        }
        int next = first;
        Iterator<Batch> batches = loader.epoch(epoch, first).iterator();
        while (batches.hasNext()) {
            List<Batch> together = new ArrayList<>();
            while (together.size() < group && batches.hasNext()) {
                together.add(batches.next());
            }
            int samples = samples(together);
            double mean = step(together, samples, epoch, next);
            next += together.size();
            sum += mean * samples;
            count += samples;
            Step done = new Step(new Position(epoch, next), mean, samples);
            for (Callback callback : callbacks) {
                callback.step(done);
                modes.run();
            }
        }
        Divergence.checkParameters(model, new Position(epoch, next));
        return count == 0 ? Double.NaN : sum / count;
    }

    private static int samples(List<Batch> together) {
        return together.stream().mapToInt(Batch::size).sum();
    }

    /** One step; each batch weighs as many as it has of the samples. */
    private double step(List<Batch> together, int samples, int epoch, int first) {
        optimizer.zeroGrad();
        double mean = 0;
        for (int i = 0; i < together.size(); i++) {
            Batch batch = together.get(i);
            double share = (double) batch.size() / samples;
            try (Tape tape = Tape.record()) {
                Tensor own = Require.nonNull(
                        loss.apply(model.forward(batch.inputs()), batch.labels()),
                        "Trainer.fit",
                        "what the loss gives",
                        "return one number, a tensor");
                mean += share * Divergence.check(own, tape, model, batch, new Position(epoch, first + i));
                (together.size() == 1 ? own : own.mul(share)).backward();
            }
        }
        clipping.clip(optimizer.parameters());
        optimizer.step();
        return mean;
    }

    @Override
    public String identity() {
        return "Trainer[accumulating=" + group + ", " + clipping + "]";
    }

    /** The mean loss of the epoch so far, so that a run that goes on in the middle of one tells the whole epoch's in the end. */
    @Override
    public StateDict stateDict() {
        return StateDict.of(Map.of(EPOCH, Tensor.of(new double[] {sum, count}, 2)));
    }

    @Override
    public List<String> misfits(StateDict state) {
        Require.nonNull(state, "Trainer.loadStateDict", "the state", "pass one that stateDict() has given");
        boolean fits = state.names().equals(Set.of(EPOCH))
                && state.get(EPOCH).dtype() == DType.FLOAT64
                && state.get(EPOCH).size() == 2;
        return fits ? List.of() : List.of("expected the entry '" + EPOCH + "' of two numbers, got " + state.names());
    }

    @Override
    public void loadStateDict(StateDict state) {
        requireFit(state);
        double[] saved = state.get(EPOCH).toDoubles();
        sum = saved[0];
        count = (long) saved[1];
    }
}
