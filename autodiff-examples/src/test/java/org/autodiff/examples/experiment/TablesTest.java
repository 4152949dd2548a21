package org.autodiff.examples.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.autodiff.Tensor;
import org.autodiff.array.Seed;
import org.autodiff.examples.CommandResult;
import org.autodiff.examples.experiment.Tables.Recipe;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** On the real tables; skipped where they are absent. */
class TablesTest {

    private static final Path DATA = Path.of(System.getProperty("data.dir", "../../shared/data"));

    @Test
    void irisIsLearned() {
        Path file = present(DATA.resolve("iris/iris.csv"));
        double[] accuracies = Tables.irisAccuracies(file, Recipe.IRIS_LAYER, 10, Seed.of(1));
        assertThat(DoubleStream.of(accuracies).average().orElseThrow()).isGreaterThanOrEqualTo(0.95);
    }

    @Test
    void irisIsSplitByKind() {
        Path file = present(DATA.resolve("iris/iris.csv"));
        Tables.Parts parts = Tables.iris(file, Seed.of(1));
        assertThat(parts.train().size()).isEqualTo(120);
        long[] labels =
                parts.test().batch(IntStream.range(0, 30).toArray()).labels().toLongs();
        assertThat(labels).hasSize(30);
        for (int kind = 0; kind < 3; kind++) {
            long wanted = kind;
            assertThat(Arrays.stream(labels).filter(label -> label == wanted).count())
                    .isEqualTo(10);
        }
    }

    @Test
    void digitsAreLearned() {
        Path directory = present(DATA.resolve("optdigits"));
        assertThat(Recipe.DIGITS_LAYER.accuracy(Tables.optdigits(directory), Seed.of(1)))
                .isGreaterThanOrEqualTo(0.96);
    }

    /** Means and deviations are those of the part that is learned from; the other has others. */
    @Test
    void featuresAreStandardisedByTheTrainingPart() {
        Tables.Parts parts = Tables.iris(present(DATA.resolve("iris/iris.csv")), Seed.of(1));
        Tensor train = parts.train().batch(IntStream.range(0, 120).toArray()).inputs();
        Tensor test = parts.test().batch(IntStream.range(0, 30).toArray()).inputs();
        assertThat(train.mean(0).toFloats()).containsExactly(new float[4], within(1e-5f));
        assertThat(train.square().mean(0).toFloats()).containsExactly(new float[] {1, 1, 1, 1}, within(1e-4f));
        assertThat(test.mean(0).abs().max().item()).isGreaterThan(1e-3);
    }

    @Test
    void aDirectoryIsNeeded() {
        assertThat(CommandResult.of(new Experiments(), "tables").err())
                .contains("--data: needed, the directory of the data");
        CommandResult nowhere = CommandResult.of(new Experiments(), "tables", "--data", "/no/such");
        assertThat(nowhere.code()).isEqualTo(2);
        assertThat(nowhere.err()).startsWith("tables: ").contains("iris.csv");
    }

    private static Path present(Path path) {
        Assumptions.assumeTrue(Files.exists(path), () -> "skipped: no " + path + "; set -Ddata.dir=<folder> to run it");
        return path;
    }
}
