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
import java.util.stream.Stream;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.FileException;
import org.autodiff.io.Safetensors;
import org.autodiff.nn.Parameter;
import org.autodiff.nn.optim.Adam;
import org.autodiff.nn.optim.AdamW;
import org.autodiff.nn.optim.Optimizer;
import org.autodiff.nn.optim.ReduceOnPlateau;
import org.autodiff.nn.optim.Sgd;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Going on from a checkpoint, and files that are none. */
class CheckpointTest {
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
                                Checkpoint.of(first.state, at).write(file);
                            }
                        });
                        SmallTraining second = new SmallTraining(c.rule, c.group);
                        Position next = Checkpoint.read(file).restore(second.state);
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
        Checkpoint.of(training.state.with("plateau", plateau), new Position(2, 5), Map.of("best \"loss\"", "0,25\n"))
                .write(file);

        Checkpoint read = Checkpoint.read(file);
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
        Checkpoint checkpoint = Checkpoint.of(saved.state, new Position(1, 0));
        SmallTraining other = new SmallTraining(AdamW::new, 1, Seed.of(4), 7);
        other.run(Position.START, 1, at -> {});
        List<Object> before = other.bits();
        Map<String, String> optimizer = texts(other);

        assertThatThrownBy(() -> checkpoint.restore(other.state))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContainingAll(
                        "nothing was changed",
                        "optimizer: expected AdamW, got Adam",
                        "loader: expected",
                        "model: 0.weight: expected [7, 3] FLOAT32, got [5, 3] FLOAT32",
                        "model: 1.running_mean: expected [7]",
                        "random: '3.masks': expected the seed",
                        "optimizer: parameter '0.weight': the state 'exp_avg' is [5, 3]");
        assertThat(other.bits()).isEqualTo(before);
        assertThat(texts(other)).isEqualTo(optimizer);
        TrainingState more = saved.state.with("plateau", new ReduceOnPlateau(saved.optimizer));
        assertThatThrownBy(() -> checkpoint.restore(more)).hasMessageContaining("plateau: the checkpoint does not");
        assertThatThrownBy(() -> Checkpoint.of(more, Position.START).restore(saved.state))
                .hasMessageContaining("plateau: the training does not");
        assertThatThrownBy(() -> saved.state.with("model", saved.optimizer)).hasMessageContaining("'model'");
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
        Checkpoint.of(training.state, Position.START).write(file);
        byte[] bytes = Files.readAllBytes(file);

        for (int length = 0; length < bytes.length; length += 97) {
            Files.write(file, Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> Checkpoint.read(file))
                    .isInstanceOf(FileException.class)
                    .hasMessageContaining("c.safetensors");
        }
    }

    @Test
    void aFileThatIsNoCheckpointIsRefused() {
        Path file = directory.resolve("w.safetensors");
        SmallTraining training = new SmallTraining(Adam::new, 1);
        Safetensors.write(file, training.model.stateDict().asMap());
        assertThatThrownBy(() -> Checkpoint.read(file))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("no checkpoint");

        Checkpoint.of(training.state, Position.START).write(file);
        Safetensors whole = Safetensors.read(file);
        for (String[] bad : new String[][] {
            {"autodiff.epoch", "-1"},
            {"autodiff.batch", "99999999999"},
            {"autodiff.part.model", "2"},
            {"autodiff.part.random", "x"},
            {"autodiff.checkpoint", "7"}
        }) {
            Map<String, String> metadata = new HashMap<>(whole.metadata());
            metadata.put(bad[0], bad[1]);
            new Safetensors(whole.tensors(), metadata).write(file);
            assertThatThrownBy(() -> Checkpoint.read(file))
                    .as(bad[0])
                    .isInstanceOf(FileException.class)
                    .hasMessageContaining("w.safetensors");
        }
        assertThatThrownBy(() -> Checkpoint.read(directory.resolve("none"))).hasMessageContaining("no such file");
    }

    @Test
    void theLastOnesAreKeptAndDamagedOnesPassedOver() throws IOException {
        SmallTraining training = new SmallTraining(Adam::new, 1);
        List<String> notes = new ArrayList<>();
        Checkpoints checkpoints = new Checkpoints(directory.resolve("a/b"), 2, notes::add);
        assertThat(checkpoints.resume(training.state)).isEqualTo(Position.START);
        for (Position at : List.of(new Position(0, 3), new Position(1, 0), new Position(1000000, 12))) {
            checkpoints.save(Checkpoint.of(training.state, at));
        }
        Path last = checkpoints.files().get(0);
        Path torn = last.resolveSibling(last.getFileName() + ".123.part");
        Files.writeString(torn, "half");

        assertThat(checkpoints.files())
                .extracting(p -> p.getFileName().toString())
                .containsExactly("checkpoint-1000000-000012.safetensors", "checkpoint-000001-000000.safetensors");
        byte[] bytes = Files.readAllBytes(last);
        Files.write(last, Arrays.copyOf(bytes, bytes.length - 1));
        assertThat(checkpoints.resume(training.state)).isEqualTo(new Position(1, 0));
        assertThat(notes).singleElement().asString().contains("passed over", "1000000");
        checkpoints.save(Checkpoint.of(training.state, new Position(1, 1)));
        assertThat(torn).doesNotExist();
        assertThatThrownBy(() -> new Checkpoints(directory, 0, notes::add)).hasMessageContaining("at least 1");
    }
}
