package org.autodiff.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.Backend;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.functional.Loss;
import org.autodiff.nn.Lambda;
import org.autodiff.nn.Module;
import org.autodiff.nn.Parameter;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.data.Batch;
import org.autodiff.nn.data.DataLoader;
import org.autodiff.nn.data.Dataset;
import org.autodiff.nn.layer.Dropout;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.layer.activation.ReLU;
import org.autodiff.nn.layer.normalization.BatchNorm1d;
import org.autodiff.nn.metric.Accuracy;
import org.autodiff.nn.metric.MeanLoss;
import org.autodiff.nn.metric.Metric;
import org.autodiff.nn.optim.Adam;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be hung into the loop: validation, schedules, checkpoints, logs, progress, early ends. */
class CallbacksTest {
    private static final BinaryOperator<Tensor> LOSS = (scores, labels) -> Loss.crossEntropy(scores, labels);

    private final SmallTraining run = new SmallTraining(Adam::new, 1);
    private final Trainer trainer = new Trainer(run.model, run.optimizer, LOSS);

    private static List<Boolean> modes(Module model) {
        return model.modules().values().stream().map(Module::isTraining).toList();
    }

    @Test
    void modesAreThoseOfBeforeWhateverACallbackDoes() {
        run.model.module("1").eval();
        List<Boolean> before = modes(run.model);
        List<List<Boolean>> seen = new ArrayList<>();
        Tensor mean = run.model.buffers().get("1.running_mean").detach();
        trainer.fit(run.loader, Position.START, 2, new Callback() {
            @Override
            public void step(Step step) {
                seen.add(modes(run.model));
                run.model.eval();
            }

            @Override
            public boolean epoch(int epoch, double loss) {
                seen.add(modes(run.model));
                run.model.train();
                return true;
            }
        });

        assertThat(seen).hasSize(2 * SmallTraining.BATCHES + 2).containsOnly(before);
        assertThat(modes(run.model)).isEqualTo(before);
        assertThat(run.model.buffers().get("1.running_mean").toFloats())
                .as("statistics of a normalization that is in evaluation mode")
                .isEqualTo(mean.toFloats());
    }

    @Test
    void aModelInEvaluationModeIsTrainedAndPutBack() {
        run.model.eval();
        List<Boolean> seen = new ArrayList<>();
        trainer.fit(run.loader, Position.START, 1, Callback.eachStep(() -> seen.addAll(modes(run.model))));

        assertThat(seen).isNotEmpty().containsOnly(true);
        assertThat(modes(run.model)).containsOnly(false);
    }

    @Test
    void aValidationMeasuresInEvaluationModeAndLeavesEverythingAsItWas() {
        Validation test = new Validation(run.model, run.loader, new Accuracy(), new MeanLoss(LOSS));
        float[] mean = run.model.buffers().get("1.running_mean").toFloats();
        assertThat(test.value()).isNaN();
        test.measure();

        run.model.eval();
        int right = 0;
        for (Batch batch : run.loader.epoch(0)) {
            long[] best = run.model.forward(batch.inputs()).argmax(1).toLongs();
            for (int i = 0; i < best.length; i++) {
                right += best[i] == batch.labels().toLongs()[i] ? 1 : 0;
            }
        }
        run.model.train();
        assertThat(test.values().keySet()).containsExactly("accuracy", "loss");
        assertThat(test.value()).isEqualTo(right / (4.0 * SmallTraining.BATCHES));
        assertThat(run.model.buffers().get("1.running_mean").toFloats()).isEqualTo(mean);
        assertThatThrownBy(() -> new Validation(run.model, run.loader)).isInstanceOf(ArgumentException.class);
        assertThatThrownBy(() -> new Validation(run.model, run.loader, new Accuracy(), new Accuracy()))
                .isInstanceOf(ArgumentException.class);
    }

    @Test
    void callbacksRunInTheirOrderAndAnyOfThemEndsTheTraining() {
        List<String> calls = new ArrayList<>();
        int[] epochs = {0};
        Position end = trainer.fit(
                run.loader,
                Position.START,
                10,
                Callback.eachEpoch(() -> calls.add("a" + epochs[0]++)),
                Callback.until(() -> epochs[0] == 3),
                Callback.eachEpoch(() -> calls.add("b")));

        assertThat(calls).containsExactly("a0", "b", "a1", "b", "a2", "b");
        assertThat(end).isEqualTo(new Position(3, 0));
    }

    @Test
    void aTrainingThatStopsEarlyGivesBackTheBest() {
        EarlyStopping stopping = EarlyStopping.whenLowest(run.model, 2, 0);
        double[] measures = {3, 1, 2, 2, 2, 0};
        int[] at = {0};
        List<float[]> weights = new ArrayList<>();
        trainer.fit(
                run.loader,
                Position.START,
                6,
                Callback.eachEpoch(
                        () -> weights.add(run.model.parameters().get(0).tensor().toFloats())),
                Callback.until(() -> stopping.report(measures[at[0]++])));
        stopping.restoreBest();

        assertThat(weights).hasSize(4);
        assertThat(run.model.parameters().get(0).tensor().toFloats()).isEqualTo(weights.get(1));
    }

    @Test
    void aRunThatGoesOnInAnEpochTellsTheLossOfTheWholeEpoch(@TempDir Path directory) {
        List<Double> losses = new ArrayList<>();
        Callback keep = new Callback() {
            @Override
            public boolean epoch(int epoch, double loss) {
                losses.add(loss);
                return true;
            }
        };
        TrainingState state = run.state.with("trainer", trainer);
        CheckpointDirectory saved = new CheckpointDirectory(directory, 100, note -> {});
        Callback schedule = Callback.eachStep(run.schedule::step);
        trainer.fit(run.loader, Position.START, 2, schedule, keep, saved.every(3, state));
        List<Path> files = saved.files();
        assertThat(files).hasSize(2 * (SmallTraining.BATCHES / 3 + 1));
        List<float[]> end = weights(run.model);

        for (Path file : files) {
            SmallTraining other = new SmallTraining(Adam::new, 1);
            Trainer again = new Trainer(other.model, other.optimizer, LOSS);
            List<Double> heard = new ArrayList<>();
            Position from = TrainingCheckpoint.read(file).restore(other.state.with("trainer", again));
            again.fit(other.loader, from, 2, Callback.eachStep(other.schedule::step), new Callback() {
                @Override
                public boolean epoch(int epoch, double loss) {
                    heard.add(loss);
                    return true;
                }
            });
            assertThat(heard).as(file.toString()).isEqualTo(losses.subList(from.epoch(), 2));
            assertThat(weights(other.model)).usingRecursiveComparison().isEqualTo(end);
        }
        assertThatThrownBy(() -> saved.every(0, state)).isInstanceOf(ArgumentException.class);
    }

    private static List<float[]> weights(Module model) {
        return model.parameters().stream()
                .map(Parameter::tensor)
                .map(Tensor::toFloats)
                .toList();
    }

    @Test
    void aLogHasTheLossAndWhatWasMeasured(@TempDir Path directory) throws Exception {
        Validation test = new Validation(run.model, run.loader, new Accuracy());
        Path file = directory.resolve("log.csv");
        trainer.fit(run.loader, Position.START, 3, test, TrainingLog.csv(file).of(test));

        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0)).isEqualTo("epoch,train_loss,accuracy");
        assertThat(lines.get(3)).startsWith("2,").endsWith("," + test.value());
    }

    @Test
    void aLineTellsRateAndRemainingTime() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        long[] now = {0};
        ProgressLine line =
                new ProgressLine(new PrintStream(bytes, true, StandardCharsets.UTF_8), run.loader, 10, () -> now[0]);
        now[0] = 2_000_000_000L;
        line.step(new Step(new Position(1, 1), 0.5, 4));
        now[0] = 2_050_000_000L;
        line.step(new Step(new Position(1, 2), 0.4, 4)); // too soon
        now[0] = 4_000_000_000L;
        line.step(new Step(new Position(1, 8), 0.25, 4));
        line.epoch(1, 0.3);

        String text = bytes.toString(StandardCharsets.UTF_8);
        assertThat(text.split("\r"))
                .containsExactly(
                        "",
                        "epoch 2/10  12 %  1/8 batches  2 samples/s  0:14 left  loss 0.5000",
                        "epoch 2/10  100 %  8/8 batches  3 samples/s  0:00 left  loss 0.2500" + System.lineSeparator());
    }

    @Test
    void theFirstBadTensorIsNamedAlsoBeforeANormalization() {
        Module model = new Sequential(
                new Linear(2, 3, Seed.of(1)), new Lambda("log", x -> x.sub(1e6).log()), new BatchNorm1d(3));
        Tensor x = Tensor.normal(Seed.of(2), DType.FLOAT32, 0, 1, 4, 2);
        Batch batch = new Batch(x, Tensor.of(new long[4]));
        try (Tape tape = Tape.record()) {
            Tensor loss = Loss.crossEntropy(model.forward(x), batch.labels());
            assertThatThrownBy(() -> Divergence.check(loss, tape, model, batch, Position.START))
                    .isInstanceOf(DivergenceException.class)
                    .hasMessageContaining("the result of 'log'");
        }
    }

    /** As many samples as wished, made when they are asked for. */
    private record Endless(int size) implements Dataset {
        @Override
        public Batch batch(int[] indices) {
            return new Batch(
                    Tensor.normal(Seed.of(indices[0]), DType.FLOAT32, 0, 1, indices.length, 784),
                    Tensor.of(new long[indices.length]));
        }
    }

    @Test
    void measuringManySamplesTakesNoMoreMemoryThanFew() throws InterruptedException {
        assumeTrue(!Backend.get().name().equals("heap"), "the backend has no memory outside of the Java heap");
        Backend backend = Backend.get();
        Module model = new Sequential(
                new Linear(784, 200, Seed.of(1)),
                new ReLU(),
                new Dropout(0.5, Seed.of(3)),
                new Linear(200, 10, Seed.of(2)));
        long[] peak = {0};
        Metric watch = new Metric() {
            private final Accuracy accuracy = new Accuracy();

            @Override
            public String name() {
                return accuracy.name();
            }

            @Override
            public void update(Tensor outputs, Tensor labels) {
                accuracy.update(outputs, labels);
                peak[0] = Math.max(peak[0], backend.memoryInUse());
            }

            @Override
            public double value() {
                return accuracy.value();
            }

            @Override
            public void reset() {
                accuracy.reset();
            }
        };
        collect();
        new Validation(model, new DataLoader(new Endless(1000), 100), watch).measure();
        long few = peak[0];
        peak[0] = 0;
        new Validation(model, new DataLoader(new Endless(10_000), 100), watch).measure();

        assertThat(few).isPositive();
        assertThat(peak[0]).isLessThanOrEqualTo(few);
    }

    private static void collect() throws InterruptedException {
        for (int i = 0; i < 20; i++) {
            System.gc();
            Thread.sleep(10);
        }
    }
}
