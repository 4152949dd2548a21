package org.autodiff.examples;

import java.nio.file.Path;
import java.util.Map;
import org.autodiff.array.Seed;
import org.autodiff.functional.Loss;
import org.autodiff.nn.Module;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.data.DataLoader;
import org.autodiff.nn.data.Dataset;
import org.autodiff.nn.data.Scaler;
import org.autodiff.nn.data.Split;
import org.autodiff.nn.data.Toys;
import org.autodiff.nn.layer.Dropout;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.layer.activation.Tanh;
import org.autodiff.nn.metric.Accuracy;
import org.autodiff.nn.metric.Average;
import org.autodiff.nn.metric.F1;
import org.autodiff.nn.optim.Adam;
import org.autodiff.nn.optim.Optimizer;
import org.autodiff.nn.optim.Schedule;
import org.autodiff.nn.optim.Scheduler;
import org.autodiff.nn.report.Curves;
import org.autodiff.nn.train.Callback;
import org.autodiff.nn.train.CheckpointDirectory;
import org.autodiff.nn.train.EarlyStopping;
import org.autodiff.nn.train.ProgressLine;
import org.autodiff.nn.train.Trainer;
import org.autodiff.nn.train.TrainingLog;
import org.autodiff.nn.train.TrainingState;
import org.autodiff.nn.train.Validation;

/** The program of the page on training: parts of data, a scaler, callbacks, checkpoints. */
public final class AroundTheLoop {
    private AroundTheLoop() {}

    /** Trains, or goes on; the argument is a directory for checkpoints and the log. */
    public static void main(String[] args) {
        run(Path.of(args[0]));
    }

    static Map<String, Double> run(Path directory) {
        // TRAINING PAGE
        Dataset data = Toys.moons(Seed.of(1), 1000, 0.2);
        Split parts = Split.stratified(data, Seed.of(2)); // 80 %, 10 %, 10 % of each class
        Scaler scaler = Scaler.standard(parts.train()); // learns from training samples, refuses others
        DataLoader train = new DataLoader(scaler.apply(parts.train()), 32, Seed.of(3));
        DataLoader held = new DataLoader(scaler.apply(parts.validation()), 100);

        Module model = new Sequential(
                new Linear(2, 32, Seed.of(4)), new Tanh(), new Dropout(0.1, Seed.of(5)), new Linear(32, 2, Seed.of(6)));
        Optimizer optimizer = new Adam(model.parameters(), 0.01);
        Scheduler rate = new Scheduler(optimizer, Schedule.exponential(0.97));
        EarlyStopping stopping = EarlyStopping.whenHighest(model, 20, 0);

        Trainer trainer = new Trainer(model, optimizer, Loss::crossEntropy).clipping(5);
        Validation validation = new Validation(model, held, new Accuracy(), new F1(2, Average.MACRO));
        Curves curves = Curves.png(directory.resolve("curves.png")).of(validation);
        TrainingState state = TrainingState.of(model)
                .with("optimizer", optimizer)
                .with("rate", rate)
                .with("stopping", stopping)
                .with("trainer", trainer)
                .with("curves", curves)
                .on(train);
        CheckpointDirectory checkpoints = new CheckpointDirectory(directory, 3, System.err::println);

        trainer.fit(
                train,
                checkpoints.resume(state),
                40,
                Callback.eachEpoch(rate::step),
                validation,
                new ProgressLine(System.out, train, 40),
                TrainingLog.csv(directory.resolve("log.csv")).of(validation),
                curves,
                Callback.until(() -> stopping.report(validation.value())),
                checkpoints.every(10, state));
        stopping.restoreBest();
        System.out.println(validation.measure());
        // TRAINING PAGE
        return validation.values();
    }
}
