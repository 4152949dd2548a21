package org.autodiff.nn.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.FileException;
import org.autodiff.functional.Loss;
import org.autodiff.nn.Module;
import org.autodiff.nn.StateDict;
import org.autodiff.nn.data.DataLoader;
import org.autodiff.nn.data.TensorDataset;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.metric.Accuracy;
import org.autodiff.nn.metric.MeanLoss;
import org.autodiff.nn.optim.Sgd;
import org.autodiff.nn.train.Position;
import org.autodiff.nn.train.Trainer;
import org.autodiff.nn.train.TrainingCheckpoint;
import org.autodiff.nn.train.TrainingState;
import org.autodiff.nn.train.Validation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class CurvesTest {
    @TempDir
    private Path directory;

    /** A short training with curves of its loss, and of loss and accuracy afterwards. */
    private static final class Run {
        final Module model = new Linear(2, 2, Seed.of(1));
        final Sgd optimizer = new Sgd(model.parameters(), 0.5);
        final Trainer trainer = new Trainer(model, optimizer, (scores, labels) -> Loss.crossEntropy(scores, labels));
        final DataLoader loader = new DataLoader(
                new TensorDataset(
                        Tensor.normal(Seed.of(2), DType.FLOAT32, 0, 1, 20, 2),
                        Tensor.of(Seed.of(3).generator().longs(20, 0, 2).toArray())),
                5,
                Seed.of(4));
        final Validation validation = new Validation(
                model, loader, new MeanLoss((scores, labels) -> Loss.crossEntropy(scores, labels)), new Accuracy());
        final Curves curves;
        final TrainingState state;

        Run(Path file) {
            curves = Curves.png(file).of(validation);
            state = TrainingState.of(model).with("optimizer", optimizer).with("curves", curves);
        }

        void fit(Position from, int epochs) {
            trainer.fit(loader, from, epochs, validation, curves);
        }
    }

    /** How many pixels of a part of a picture have exactly this colour. */
    private static long count(BufferedImage picture, int part, Color color) {
        int[] pixels = picture.getRGB(part * Chart.WIDTH, 0, Chart.WIDTH, Chart.HEIGHT, null, 0, Chart.WIDTH);
        return Arrays.stream(pixels).filter(pixel -> pixel == color.getRGB()).count();
    }

    private static BufferedImage read(Path file, int parts) throws IOException {
        BufferedImage picture = ImageIO.read(file.toFile());
        assertThat(picture).as("a readable picture in %s", file).isNotNull();
        assertThat(List.of(picture.getWidth(), picture.getHeight())).containsExactly(parts * Chart.WIDTH, Chart.HEIGHT);
        return picture;
    }

    @Test
    void aTrainingLeavesAPictureOfItsCurves() throws IOException {
        Path file = directory.resolve("curves.png");
        new Run(file).fit(Position.START, 4);

        BufferedImage picture = read(file, 2);
        // loss of training and validation, accuracy of the validation: a line is longer than its mark in the legend
        assertThat(count(picture, 0, Chart.COLORS[0])).isGreaterThan(100);
        assertThat(count(picture, 0, Chart.COLORS[1])).isGreaterThan(100);
        assertThat(count(picture, 1, Chart.COLORS[0])).isGreaterThan(100);
        assertThat(count(picture, 1, Chart.COLORS[1])).isZero();
        try (Stream<Path> all = Files.list(directory)) {
            assertThat(all).as("no half-written file is left").containsExactly(file);
        }
    }

    @Test
    void aCurveGoesThroughItsPoints() throws IOException {
        Path file = directory.resolve("curves.png");
        Curves curves = Curves.png(file);
        double[] falling = {4, 3, 2, 1};
        for (int epoch = 0; epoch < falling.length; epoch++) {
            curves.add("loss", "training", epoch, falling[epoch]);
        }
        curves.write();
        BufferedImage picture = read(file, 1);

        int above = -1;
        int columns = 0;
        for (int x = 0; x < Chart.WIDTH; x++) {
            for (int y = 0; y < Chart.HEIGHT; y++) {
                if (picture.getRGB(x, y) == Chart.COLORS[0].getRGB()) {
                    assertThat(y).as("the curve falls, at column %d", x).isGreaterThan(above - 12);
                    above = Math.max(above, y);
                    columns++;
                    break;
                }
            }
        }
        assertThat(columns).as("columns that the curve crosses").isGreaterThan(Chart.WIDTH / 2);
        assertThat(above).as("how far down it gets").isGreaterThan(Chart.HEIGHT / 2);
    }

    @Test
    void aTrainingThatGoesOnDrawsTheSamePicture() throws IOException {
        Path whole = directory.resolve("whole.png");
        new Run(whole).fit(Position.START, 4);

        Path parts = directory.resolve("parts.png");
        Run first = new Run(parts);
        Path start = directory.resolve("start.safetensors");
        TrainingCheckpoint.of(first.state, Position.START).write(start);
        first.fit(Position.START, 2);
        Path middle = directory.resolve("middle.safetensors");
        TrainingCheckpoint.of(first.state, new Position(2, 0)).write(middle);
        for (Path saved : List.of(start, middle)) {
            Files.deleteIfExists(parts);
            Run next = new Run(parts);
            next.fit(TrainingCheckpoint.read(saved).restore(next.state), 4);
            assertThat(parts).as("from %s", saved).hasSameBinaryContentAs(whole);
        }
        // the same object goes back
        first.fit(TrainingCheckpoint.read(start).restore(first.state), 4);
        assertThat(parts).hasSameBinaryContentAs(whole);
    }

    @Test
    void anEpochThatIsGoneThroughAgainTakesThePlaceOfTheOld() {
        Curves curves = Curves.png(directory.resolve("curves.png"));
        for (int epoch : new int[] {0, 1, 2, 1}) {
            curves.add("loss", "training", epoch, 10 + epoch);
        }
        assertThat(curves.stateDict().get("loss/training").toDoubles()).containsExactly(0, 10, 1, 11);
    }

    @Test
    @Timeout(60)
    void numbersThatCannotBeDrawnLeaveGaps() throws IOException {
        Path file = directory.resolve("curves.png");
        double[][] all = {
            {Double.NaN},
            {Double.NaN, Double.NaN},
            {1, Double.NaN, Double.POSITIVE_INFINITY, 2, 1},
            {-1e308, 1e308, 1, 2},
            {1e15, 1e15 + 0.125}, // no step of an axis lies between them
            {1e11, 1e11 + 0.0001, 1e11},
            {1e-45, 1e12},
            {0, Double.MIN_VALUE}
        };
        for (double[] values : all) {
            Curves curves = Curves.png(file);
            for (int epoch = 0; epoch < values.length; epoch++) {
                curves.add("loss", "training", epoch, values[epoch]);
            }
            curves.write();
            read(file, 1);
        }
    }

    @Test
    void badFilesAreRefusedBeforeTheTraining() throws IOException {
        assertThatThrownBy(() -> Curves.png(null))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("the file must not be null");
        Path missing = directory.resolve("none").resolve("curves.png");
        assertThatThrownBy(() -> Curves.png(missing))
                .isInstanceOf(FileException.class)
                .hasMessageContaining(missing.toString())
                .hasMessageContaining("no directory that can be written into");
        Path inFile = Files.writeString(directory.resolve("file"), "x").resolve("curves.png");
        assertThatThrownBy(() -> Curves.png(inFile)).isInstanceOf(FileException.class);
        assertThatThrownBy(() -> Curves.png(directory))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("is a directory");
    }

    @Test
    void aDirectoryThatIsGoneIsAClearError() throws IOException {
        Path gone = Files.createDirectory(directory.resolve("gone"));
        Curves curves = Curves.png(gone.resolve("curves.png"));
        Files.delete(gone);
        assertThatThrownBy(() -> curves.epoch(0, 1))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("curves.png: cannot be written");
    }

    @Test
    void badNamesAndStatesAreRefused() {
        Curves curves = Curves.png(directory.resolve("curves.png"));
        assertThatThrownBy(curves::write).isInstanceOf(ArgumentException.class).hasMessageContaining("no point");
        assertThatThrownBy(() -> curves.add("loss", "a/b", 0, 1)).isInstanceOf(ArgumentException.class);
        assertThatThrownBy(() -> curves.add(null, "a", 0, 1)).isInstanceOf(ArgumentException.class);
        assertThatThrownBy(() -> curves.add("loss", "a", -1, 1))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("-1");
        assertThatThrownBy(() -> curves.of(null)).isInstanceOf(ArgumentException.class);
        Validation validation = new Run(directory.resolve("other.png")).validation;
        assertThatThrownBy(() -> curves.of("training", validation)).isInstanceOf(ArgumentException.class);
        for (String bad : List.of("", "a/b")) {
            assertThatThrownBy(() -> curves.of(bad, validation)).isInstanceOf(ArgumentException.class);
        }
        assertThatThrownBy(() -> curves.loadStateDict(null)).isInstanceOf(ArgumentException.class);
        assertThatThrownBy(() -> curves.of(validation).of(validation)).isInstanceOf(ArgumentException.class);

        curves.add("loss", "a", 0, 1);
        double[] good = {0, 1};
        for (Map.Entry<String, Tensor> bad : Map.of(
                        "loss", Tensor.of(good, 1, 2),
                        "loss/a", Tensor.of(good, 2),
                        "loss/b", Tensor.of(new double[] {1, 0.5, 0, 0.5}, 2, 2),
                        "loss/c", Tensor.of(new double[] {0.5, 1}, 1, 2),
                        "loss/d", Tensor.of(new double[] {Double.NaN, 1}, 1, 2),
                        "loss/e", Tensor.of(new float[] {0, 1}, 1, 2))
                .entrySet()) {
            assertThatThrownBy(() -> curves.loadStateDict(StateDict.of(Map.of(bad.getKey(), bad.getValue()))))
                    .isInstanceOf(ArgumentException.class)
                    .hasMessageContaining("'" + bad.getKey() + "'");
        }
        assertThat(curves.stateDict().names()).containsExactly("loss/a");
    }

    /** What a machine without a display does, in a process of its own. */
    public static final class WithoutDisplay {
        private WithoutDisplay() {}

        /** Draws two points into the file. */
        public static void main(String[] args) {
            Curves curves = Curves.png(Path.of(args[0]));
            curves.add("loss", "training", 0, 1);
            curves.add("loss", "training", 1, 0.5);
            curves.write();
        }
    }

    @Test
    void noDisplayIsNeeded() throws IOException, InterruptedException {
        Path file = directory.resolve("curves.png");
        ProcessBuilder command = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty("java.class.path"),
                WithoutDisplay.class.getName(),
                file.toString());
        command.environment().remove("DISPLAY");
        Process process = command.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(count(read(file, 1), 0, Chart.COLORS[0])).isGreaterThan(100);
    }
}
