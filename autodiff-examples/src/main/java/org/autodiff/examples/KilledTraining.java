package org.autodiff.examples;

import java.nio.file.Path;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.Seed;
import org.autodiff.functional.Loss;
import org.autodiff.io.Safetensors;
import org.autodiff.nn.Module;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.data.Batch;
import org.autodiff.nn.data.DataLoader;
import org.autodiff.nn.data.digits.Digits;
import org.autodiff.nn.layer.Dropout;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.layer.activation.ReLU;
import org.autodiff.nn.layer.normalization.BatchNorm1d;
import org.autodiff.nn.optim.Adam;
import org.autodiff.nn.optim.Schedule;
import org.autodiff.nn.optim.Scheduler;
import org.autodiff.nn.train.CheckpointDirectory;
import org.autodiff.nn.train.Position;
import org.autodiff.nn.train.TrainingCheckpoint;
import org.autodiff.nn.train.TrainingState;

/** The process that {@link KillAndResume} kills: it goes on from its last checkpoint, and writes one after each step. */
final class KilledTraining {
    private static final int BATCH = 16;

    /** The steps of an epoch. */
    static final int STEPS = 32;

    private KilledTraining() {}

    /** Trains in the directory of the first argument up to as many epochs as the second one says, and tells of each step. */
    public static void main(String... args) {
        Path directory = Path.of(args[0]);
        int epochs = Integer.parseInt(args[1]);
        Seed seed = Seed.of(1);
        Module model = new Sequential(
                new Linear(784, 32, seed.child(0)),
                new BatchNorm1d(32),
                new ReLU(),
                new Dropout(0.2, seed.child(1)),
                new Linear(32, Digits.CLASSES, seed.child(2)));
        Adam optimizer = new Adam(model.parameters(), 1e-3);
        Scheduler schedule = new Scheduler(optimizer, Schedule.exponential(0.999));
        DataLoader loader =
                new DataLoader(Digits.draw(seed.child(3), BATCH * STEPS).flattened(), BATCH, seed.child(4));
        TrainingState training = TrainingState.of(model)
                .with("optimizer", optimizer)
                .with("schedule", schedule)
                .on(loader);
        CheckpointDirectory checkpoints = new CheckpointDirectory(directory, 2, System.out::println);
        Position start = checkpoints.resume(training);
        System.out.println("from " + start);
        for (int epoch = start.epoch(); epoch < epochs; epoch++) {
            int next = start.firstBatch(epoch);
            for (Batch batch : loader.epoch(epoch, next)) {
                try (Tape tape = Tape.record()) {
                    optimizer.zeroGrad();
                    Tensor loss = Loss.crossEntropy(model.forward(batch.inputs()), batch.labels());
                    loss.backward();
                    optimizer.step();
                    schedule.step();
                    next++;
                    System.out.printf("%s: loss %s%n", new Position(epoch, next), Double.toHexString(loss.item()));
                }
                checkpoints.save(TrainingCheckpoint.of(training, new Position(epoch, next)));
            }
        }
        Safetensors.write(result(directory), model.stateDict().asMap());
    }

    /** Where the weights of the finished training are. */
    static Path result(Path directory) {
        return directory.resolve("weights.safetensors");
    }
}
