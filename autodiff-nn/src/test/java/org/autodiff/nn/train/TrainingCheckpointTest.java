package org.autodiff.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.FileException;
import org.autodiff.io.Safetensors;
import org.autodiff.nn.Module;
import org.autodiff.nn.Parameter;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.layer.Dropout;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.layer.activation.Tanh;
import org.autodiff.nn.optim.Adam;
import org.autodiff.nn.optim.AdamW;
import org.autodiff.nn.optim.OneCycle;
import org.autodiff.nn.optim.Optimizer;
import org.autodiff.nn.optim.ReduceOnPlateau;
import org.autodiff.nn.optim.Schedule;
import org.autodiff.nn.optim.Scheduler;
import org.autodiff.nn.optim.Sgd;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Going on from a checkpoint, and files that are none. */
class TrainingCheckpointTest {
    private static final int EPOCHS = 3;

    @TempDir
    private Path directory;

    private record Case(String name, BiFunction<List<Parameter>, Double, Optimizer> rule, int group) {}

    private static final List<Case> CASES = List.of(
            new Case("momentum", (p, r) -> new Sgd(p, r, 0.9), 1),
            new Case("Adam", Adam::new, 1),
            new Case("Adam, four batches a step", Adam::new, 4));

    @TestFactory
    Stream<DynamicTest> goingOnAtAnyStepGivesTheBitsOfNeverHavingStopped() {
        return CASES.stream()
                .map(c -> DynamicTest.dynamicTest(c.name, () -> {
                    SmallTraining whole = new SmallTraining(c.rule, c.group);
                    Path file = directory.resolve(c.name + ".safetensors");
                    List<Position> steps = new ArrayList<>();
                    whole.run(Position.START, EPOCHS, steps::add);
                    assertThat(steps).hasSize(EPOCHS * SmallTraining.BATCHES / c.group);

                    for (Position stop : steps) {
                        SmallTraining first = new SmallTraining(c.rule, c.group);
                        first.run(Position.START, stop.epoch() + 1, at -> {
                            if (at.equals(stop)) {
                                TrainingCheckpoint.of(first.state, at).write(file);
                            }
                        });
                        SmallTraining second = new SmallTraining(c.rule, c.group);
                        Position next = TrainingCheckpoint.read(file).restore(second.state);
                        assertThat(next).isEqualTo(stop);
                        second.run(next, EPOCHS, at -> {});

                        int left = second.losses.size();
                        assertThat(second.losses)
                                .isEqualTo(whole.losses.subList(whole.losses.size() - left, whole.losses.size()));
                        assertThat(second.bits()).isEqualTo(whole.bits());
                        assertThat(second.schedule.time()).isEqualTo(whole.schedule.time());
                    }
                }));
    }

    @Test
    void aFileKeepsPositionNotesAndPlateaus() {
        SmallTraining training = new SmallTraining(Adam::new, 1);
        ReduceOnPlateau plateau = new ReduceOnPlateau(training.optimizer);
        plateau.step(0.25);
        Path file = directory.resolve("c.safetensors");
        TrainingCheckpoint.of(
                        training.state.with("plateau", plateau), new Position(2, 5), Map.of("best \"loss\"", "0,25\n"))
                .write(file);

        TrainingCheckpoint read = TrainingCheckpoint.read(file);
        assertThat(read.position()).isEqualTo(new Position(2, 5));
        assertThat(read.notes()).isEqualTo(Map.of("best \"loss\"", "0,25\n"));
        assertThat(read.model().names()).isEqualTo(training.model.stateDict().names());
        SmallTraining other = new SmallTraining(Adam::new, 1);
        ReduceOnPlateau later = new ReduceOnPlateau(other.optimizer);
        read.restore(other.state.with("plateau", later));
        assertThat(later.stateDict().get("best").item()).isEqualTo(0.25);
    }

    @Test
    void masksAreNoPartOfTheModelsStateDict() {
        SmallTraining training = new SmallTraining(Adam::new, 1);
        training.run(Position.START, 1, at -> {});

        assertThat(training.model.stateDict().names()).noneMatch(name -> name.contains("masks"));
        assertThat(training.model.seedSequences()).containsOnlyKeys("3.masks");
        assertThat(training.model.seedSequences().get("3.masks").drawn()).isEqualTo(SmallTraining.BATCHES);
    }

    @Test
    void anotherTrainingIsRefusedWithAllDifferencesAndLeftAsItIs() {
        SmallTraining saved = new SmallTraining(Adam::new, 1);
        saved.run(Position.START, 1, at -> {});
        TrainingCheckpoint checkpoint = TrainingCheckpoint.of(saved.state, new Position(1, 0));
        SmallTraining other = new SmallTraining(AdamW::new, 1, Seed.of(4), 7);
        other.run(Position.START, 1, at -> {});
        List<Object> before = other.bits();
        Map<String, String> optimizer = texts(other);

        assertThatThrownBy(() -> checkpoint.restore(other.state))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContainingAll(
                        "nothing was changed",
                        "optimizer: expected AdamW[beta1=0.9, beta2=0.999, eps=1.0E-8, weightDecay=0.01, amsgrad=false]",
                        "got Adam[beta1=0.9, beta2=0.999, eps=1.0E-8, weightDecay=0.0, amsgrad=false] of 6 parameters",
                        "loader: expected",
                        "model: 0.weight: expected [7, 3] FLOAT32, got [5, 3] FLOAT32",
                        "model: 1.running_mean: expected [7]",
                        "random: '3.masks': expected the seed",
                        "optimizer: parameter '0.weight': state.0.exp_avg: expected [7, 3] FLOAT32, got [5, 3]");
        assertThat(other.bits()).isEqualTo(before);
        assertThat(texts(other)).isEqualTo(optimizer);
        TrainingState more = saved.state.with("plateau", new ReduceOnPlateau(saved.optimizer));
        assertThatThrownBy(() -> checkpoint.restore(more)).hasMessageContaining("plateau: the checkpoint does not");
        assertThatThrownBy(() -> TrainingCheckpoint.of(more, Position.START).restore(saved.state))
                .hasMessageContaining("plateau: the training does not");
        assertThatThrownBy(() -> saved.state.with("model", saved.optimizer)).hasMessageContaining("'model'");
    }

    /** A training of one layer with nothing else: what two of them differ in is all that a test gives them. */
    private static TrainingState small(Module model, Function<List<Parameter>, Optimizer> rule, Schedule schedule) {
        Optimizer optimizer = rule.apply(model.parameters());
        return TrainingState.of(model)
                .with("optimizer", optimizer)
                .with("schedule", new Scheduler(optimizer, schedule));
    }

    private static TrainingState small(Function<List<Parameter>, Optimizer> rule, Schedule schedule) {
        return small(new Linear(3, 2, Seed.of(1)), rule, schedule);
    }

    private static Function<List<Parameter>, Optimizer> sgd(Sgd.Options options) {
        return p -> new Sgd(p, 0.1, options);
    }

    private void refused(TrainingState saved, TrainingState other, String... differences) {
        Path file = directory.resolve("of another.safetensors");
        TrainingCheckpoint.of(saved, Position.START).write(file);
        assertThat(TrainingCheckpoint.read(file).restore(saved)).isEqualTo(Position.START);
        assertThatThrownBy(() -> TrainingCheckpoint.read(file).restore(other))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("nothing was changed")
                .hasMessageContainingAll(differences);
    }

    @Test
    void otherOptionsOfAnOptimizerAreRefused() {
        Schedule schedule = Schedule.exponential(0.9);
        Sgd.Options momentum = Sgd.Options.DEFAULT.withMomentum(0.9);
        refused(
                small(sgd(momentum), schedule),
                small(sgd(momentum.withMomentum(0.5)), schedule),
                "optimizer: expected Sgd[momentum=0.5,",
                "got Sgd[momentum=0.9,");
        refused(
                small(sgd(momentum), schedule),
                small(sgd(momentum.withNesterov(true)), schedule),
                "nesterov=true",
                "nesterov=false");
        refused(
                small(p -> new Adam(p, 0.1), schedule),
                small(p -> new Adam(p, 0.1, Adam.Options.DEFAULT.withBetas(0.9, 0.99)), schedule),
                "expected Adam[beta1=0.9, beta2=0.99,",
                "got Adam[beta1=0.9, beta2=0.999,");
        Function<Double, Function<List<Parameter>, Optimizer>> decaying = decay -> p -> {
            Optimizer optimizer = new Adam(p.subList(0, 1), 0.1);
            optimizer.addGroup(p.subList(1, 2), 0.1, decay);
            return optimizer;
        };
        refused(
                small(decaying.apply(0.0), schedule),
                small(decaying.apply(0.5), schedule),
                "of 1 parameters, 1 parameters with weightDecay=0.5, got",
                "1 parameters with weightDecay=0.0");
    }

    /** Also where both have the same rate by now, as before the first milestone. */
    @Test
    void anotherScheduleIsRefused() {
        Function<List<Parameter>, Optimizer> adam = p -> new Adam(p, 0.1);
        refused(
                small(adam, Schedule.step(30, 0.1)),
                small(adam, Schedule.exponential(0.1)),
                "schedule: expected Scheduler of exponential[gamma=0.1], got Scheduler of step[size=30, gamma=0.1]");
        refused(
                small(adam, Schedule.multiStep(0.1, 30, 60)),
                small(adam, Schedule.multiStep(0.1, 30, 80)),
                "milestones=[30, 80]], got",
                "milestones=[30, 60]]");
        refused(
                small(adam, Schedule.warmUp(5, Schedule.cosine(10, 0))),
                small(adam, Schedule.warmUp(5, Schedule.cosine(20, 0))),
                "warmUp[length=5, after=cosine[length=20, least=0.0]], got");
        refused(
                small(adam, Schedule.sequential(new int[] {4}, (b, t) -> b, new OneCycle(1, 9))),
                small(adam, Schedule.sequential(new int[] {4}, (b, t) -> b, new OneCycle(2, 9))),
                "sequential[milestones=[4], schedules=[a schedule of one's own, OneCycle[most=2.0, length=9,");
        refused(
                small(adam, (base, t) -> base),
                small(adam, (base, t) -> base / 2),
                "another schedule: at time 0 it gives group 0 the rate 0.05, the saved one gave 0.1");
    }

    @Test
    void otherOptionsOfTheRestAreRefused() {
        Function<List<Parameter>, Optimizer> adam = p -> new Adam(p, 0.1);
        Module tanh = new Sequential(new Linear(3, 2, Seed.of(1)), new Tanh());
        Module dropout = new Sequential(new Linear(3, 2, Seed.of(1)), new Dropout(0.5, Seed.of(2)));
        Module more = new Sequential(new Linear(3, 2, Seed.of(1)), new Dropout(0.25, Seed.of(2)));
        Schedule schedule = Schedule.exponential(0.9);
        TrainingState training = small(dropout, adam, schedule);
        refused(
                small(new Sequential(new Linear(3, 2, Seed.of(1))), adam, schedule),
                small(tanh, adam, schedule),
                "model: expected (1): Tanh(), got )");
        refused(training, small(more, adam, schedule), "model: expected (1): Dropout(p=0.25", "got (1): Dropout(p=0.5");
        Optimizer optimizer = adam.apply(dropout.parameters());
        ReduceOnPlateau.Options patient = new ReduceOnPlateau.Options(false, 0.1, 20, 1e-4, true, 0, 0);
        refused(
                training.with("plateau", new ReduceOnPlateau(optimizer)),
                training.with("plateau", new ReduceOnPlateau(optimizer, patient)),
                "plateau: expected",
                "patience=20",
                "patience=10");
        refused(
                training.with("stop", EarlyStopping.whenLowest(dropout, 3, 0)),
                training.with("stop", EarlyStopping.whenLowest(dropout, 4, 0)),
                "stop: expected EarlyStopping[patience=4, leastChange=0.0, maximize=false], got",
                "patience=3");
    }

    private static Map<String, String> texts(SmallTraining training) {
        Map<String, String> texts = new TreeMap<>();
        training.optimizer.stateDict().asMap().forEach((n, t) -> texts.put(n, t.toString()));
        texts.put("drawn", "" + training.model.seedSequences().get("3.masks").drawn());
        return texts;
    }

    @Test
    void aFileThatIsCutOffAnywhereIsRefused() throws IOException {
        SmallTraining training = new SmallTraining(Adam::new, 1);
        training.run(Position.START, 1, at -> {});
        Path file = directory.resolve("c.safetensors");
        TrainingCheckpoint.of(training.state, Position.START).write(file);
        byte[] bytes = Files.readAllBytes(file);

        for (int length = 0; length < bytes.length; length += 97) {
            Files.write(file, Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> TrainingCheckpoint.read(file))
                    .isInstanceOf(FileException.class)
                    .hasMessageContaining("c.safetensors");
        }
    }

    @Test
    void everyChangedBitIsFound() throws IOException {
        SmallTraining training = new SmallTraining(Adam::new, 1);
        training.run(Position.START, 1, at -> {});
        Path file = directory.resolve("c.safetensors");
        TrainingCheckpoint.of(training.state, Position.START, Map.of("note", "of\nmine"))
                .write(file);
        byte[] bytes = Files.readAllBytes(file);
        RandomGenerator random = Seed.of(5).generator();

        for (int i = 0; i < 600; i++) {
            // half of them among the last elements, where no other check can see them
            int at = i % 2 == 0 ? bytes.length - 1 - random.nextInt(300) : random.nextInt(bytes.length);
            byte[] damaged = bytes.clone();
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, damaged);
            assertThatThrownBy(() -> TrainingCheckpoint.read(file))
                    .as("byte %d of %d", at, bytes.length)
                    .isInstanceOf(FileException.class)
                    .hasMessageContaining("c.safetensors");
        }
    }

    /** As versions before the checksum have written it. */
    @Test
    void aFileWithoutAChecksumIsRead() {
        SmallTraining training = new SmallTraining(Adam::new, 1);
        Path file = directory.resolve("old.safetensors");
        TrainingCheckpoint.of(training.state, new Position(2, 3)).write(file);
        withoutChecksum(Safetensors.read(file), Map.of()).write(file);

        assertThat(TrainingCheckpoint.read(file).restore(training.state)).isEqualTo(new Position(2, 3));
    }

    private static Safetensors withoutChecksum(Safetensors whole, Map<String, String> changes) {
        Map<String, String> metadata = new HashMap<>(whole.metadata());
        assertThat(metadata.remove("autodiff.crc32c")).matches("[0-9a-f]{8}");
        metadata.put("autodiff.checkpoint", "1");
        metadata.putAll(changes);
        return new Safetensors(whole.tensors(), metadata);
    }

    @Test
    void nullArgumentsAreNamed() {
        SmallTraining training = new SmallTraining(Adam::new, 1);
        TrainingCheckpoint checkpoint = TrainingCheckpoint.of(training.state, Position.START);
        CheckpointDirectory all = new CheckpointDirectory(directory, 1, line -> {});
        Map<String, Runnable> calls = Map.of(
                "Safetensors.read: the path", () -> TrainingCheckpoint.read(null),
                "Safetensors.write: the path", () -> checkpoint.write(null),
                "TrainingCheckpoint.restore: the training", () -> checkpoint.restore(null),
                "TrainingCheckpoint.of: the training", () -> TrainingCheckpoint.of(null, Position.START),
                "TrainingCheckpoint.of: the position", () -> TrainingCheckpoint.of(training.state, null),
                "TrainingCheckpoint.of: the map", () -> TrainingCheckpoint.of(training.state, Position.START, null),
                "CheckpointDirectory: the directory", () -> new CheckpointDirectory(null, 1, line -> {}),
                "CheckpointDirectory: the reader", () -> new CheckpointDirectory(directory, 1, null),
                "CheckpointDirectory.save: the checkpoint", () -> all.save(null),
                "CheckpointDirectory.every: the training", () -> all.every(1, null));
        calls.forEach((message, call) -> assertThatThrownBy(call::run)
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining(message));
        assertThatThrownBy(() -> all.resume(null))
                .as("also where there is no checkpoint yet")
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("CheckpointDirectory.resume: the training");
    }

    @Test
    void aFileThatIsNoCheckpointIsRefused() {
        Path file = directory.resolve("w.safetensors");
        SmallTraining training = new SmallTraining(Adam::new, 1);
        Safetensors.write(file, training.model.stateDict().asMap());
        assertThatThrownBy(() -> TrainingCheckpoint.read(file))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("no checkpoint");

        TrainingCheckpoint.of(training.state, Position.START).write(file);
        Safetensors whole = Safetensors.read(file);
        for (String[] bad : new String[][] {
            {"autodiff.epoch", "-1"},
            {"autodiff.batch", "99999999999"},
            {"autodiff.part.model", "2"},
            {"autodiff.part.random", "x"},
            {"autodiff.checkpoint", "7"}
        }) {
            withoutChecksum(whole, Map.of(bad[0], bad[1])).write(file);
            assertThatThrownBy(() -> TrainingCheckpoint.read(file))
                    .as(bad[0])
                    .isInstanceOf(FileException.class)
                    .hasMessageContaining("w.safetensors");
        }
        assertThatThrownBy(() -> TrainingCheckpoint.read(directory.resolve("none")))
                .hasMessageContaining("no such file");
    }

    @Test
    void theLastIsTheOneWrittenLastNotTheFurthest() {
        SmallTraining older = new SmallTraining(Adam::new, 1);
        older.run(Position.START, 2, at -> {});
        CheckpointDirectory checkpoints = new CheckpointDirectory(directory, 2, line -> {});
        checkpoints.save(TrainingCheckpoint.of(older.state, new Position(9, 0)));
        checkpoints.save(TrainingCheckpoint.of(older.state, new Position(10, 0)));
        SmallTraining anew = new SmallTraining(Adam::new, 1);
        checkpoints.save(TrainingCheckpoint.of(anew.state, new Position(0, 1)));

        SmallTraining later = new SmallTraining(Adam::new, 1);
        assertThat(checkpoints.resume(later.state)).isEqualTo(new Position(0, 1));
        assertThat(later.bits()).isEqualTo(anew.bits()).isNotEqualTo(older.bits());
        // also for another object on the same directory, and at a position that there was before
        new CheckpointDirectory(directory, 2, line -> {}).save(TrainingCheckpoint.of(anew.state, new Position(0, 1)));
        assertThat(checkpoints.files())
                .extracting(p -> p.getFileName().toString())
                .containsExactly(
                        "checkpoint-000004-000000-000001.safetensors", "checkpoint-000003-000000-000001.safetensors");
    }

    @Test
    void theLastOnesAreKeptAndDamagedOnesPassedOver() throws IOException {
        SmallTraining training = new SmallTraining(Adam::new, 1);
        List<String> notes = new ArrayList<>();
        CheckpointDirectory checkpoints = new CheckpointDirectory(directory.resolve("a/b"), 2, notes::add);
        assertThat(checkpoints.resume(training.state)).isEqualTo(Position.START);
        for (Position at : List.of(new Position(0, 3), new Position(1, 0), new Position(1000000, 12))) {
            checkpoints.save(TrainingCheckpoint.of(training.state, at));
        }
        Path last = checkpoints.files().get(0);
        Path torn = last.resolveSibling(last.getFileName() + ".123.part");
        Files.writeString(torn, "half");

        assertThat(checkpoints.files())
                .extracting(p -> p.getFileName().toString())
                .containsExactly(
                        "checkpoint-000003-1000000-000012.safetensors", "checkpoint-000002-000001-000000.safetensors");
        byte[] bytes = Files.readAllBytes(last);
        Files.write(last, Arrays.copyOf(bytes, bytes.length - 1));
        assertThat(checkpoints.resume(training.state)).isEqualTo(new Position(1, 0));
        assertThat(notes).singleElement().asString().contains("passed over", "1000000");
        checkpoints.save(TrainingCheckpoint.of(training.state, new Position(1, 1)));
        assertThat(torn).doesNotExist();
        assertThatThrownBy(() -> new CheckpointDirectory(directory, 0, notes::add))
                .hasMessageContaining("at least 1");
    }
}
