package org.autodiff.nn.train;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.functional.Loss;
import org.autodiff.nn.Module;
import org.autodiff.nn.Parameter;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.data.Batch;
import org.autodiff.nn.data.DataLoader;
import org.autodiff.nn.data.TensorDataset;
import org.autodiff.nn.layer.Dropout;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.layer.activation.Tanh;
import org.autodiff.nn.layer.normalization.BatchNorm1d;
import org.autodiff.nn.optim.Optimizer;
import org.autodiff.nn.optim.Schedule;
import org.autodiff.nn.optim.Scheduler;

/** A training with everything that goes on from step to step: running statistics, masks, moments, a schedule by steps. */
final class SmallTraining {
    static final int BATCHES = 8;

    final Module model;
    final Optimizer optimizer;
    final Scheduler schedule;
    final DataLoader loader;
    final TrainingState state;
    final List<Double> losses = new ArrayList<>();
    private final int group;

    SmallTraining(BiFunction<List<Parameter>, Double, Optimizer> rule, int group) {
        this(rule, group, Seed.of(3), 5);
    }

    SmallTraining(BiFunction<List<Parameter>, Double, Optimizer> rule, int group, Seed seed, int hidden) {
        this.group = group;
        model = new Sequential(
                new Linear(3, hidden, seed.child(0)),
                new BatchNorm1d(hidden),
                new Tanh(),
                new Dropout(0.3, seed.child(1)),
                new Linear(hidden, 2, seed.child(2)));
        optimizer = rule.apply(model.parameters(), 0.05);
        schedule = new Scheduler(optimizer, Schedule.exponential(0.97));
        double[] x = seed.child(3).generator().doubles(3L * 4 * BATCHES).toArray();
        long[] y = seed.child(4).generator().longs(4L * BATCHES, 0, 2).toArray();
        loader = new DataLoader(
                new TensorDataset(Tensor.of(x, 4 * BATCHES, 3).to(DType.FLOAT32), Tensor.of(y)), 4, seed.child(5));
        state = TrainingState.of(model)
                .with("optimizer", optimizer)
                .with("schedule", schedule)
                .on(loader);
    }

    /** The bits of all that was trained, running statistics included. */
    List<Object> bits() {
        List<Object> all = new ArrayList<>();
        model.stateDict().asMap().values().forEach(t -> {
            for (double v : t.to(DType.FLOAT64).toDoubles()) {
                all.add(Double.doubleToRawLongBits(v));
            }
        });
        return all;
    }

    /** Goes on from a position to the end of an epoch; tells the position after each step. */
    void run(Position from, int epochs, Consumer<Position> afterStep) {
        for (int epoch = from.epoch(); epoch < epochs; epoch++) {
            int next = from.firstBatch(epoch);
            for (Batch batch : loader.epoch(epoch, next)) {
                if (next % group == 0) {
                    optimizer.zeroGrad();
                }
                next++;
                try (Tape tape = Tape.record()) {
                    Tensor loss = Loss.crossEntropy(model.forward(batch.inputs()), batch.labels())
                            .div(group);
                    losses.add(loss.item());
                    loss.backward();
                }
                if (next % group == 0) {
                    optimizer.step();
                    schedule.step();
                    afterStep.accept(new Position(epoch, next));
                }
            }
        }
    }
}
