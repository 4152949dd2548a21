package org.autodiff.examples.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.examples.CommandResult;
import org.autodiff.examples.CommandRunner;
import org.autodiff.examples.Experiment;
import org.autodiff.examples.IdxFiles;
import org.autodiff.examples.Pictures;
import org.autodiff.examples.TrainData;
import org.autodiff.examples.experiment.InitialWeights.Start;
import org.autodiff.examples.experiment.VanishingGradients.Hidden;
import org.autodiff.examples.report.EpochResult;
import org.autodiff.examples.system.Systems;
import org.autodiff.nn.Parameter;
import org.autodiff.nn.data.digits.Digits;
import org.autodiff.nn.regularization.Penalty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ExperimentsTest {

    private static final TrainData FEW = new TrainData(
                    Digits.draw(Seed.of(1).child(0), 1000),
                    Digits.draw(Seed.of(1).child(1), 200),
                    Digits.CLASSES)
            .flattened();

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        vanishing-gradients  |                                        |  480 | SIGMOID
        gd-sgd               | --epochs 1 --iterations 2 --layers 784,10 |  960 | GD           after 2 passes
        input-dropout        | --epochs 1 --layers 784,10             |  960 | with dropout
        initial-weights      | --epochs 1                             |  960 | with batch norm     he
        weight-histograms    | --epochs 1                             | 1440 | no penalty
        early-stopping       | --epochs 2 --layers 784,10 --samples 50 |  480 | lowest in epoch
        full-batch           | --epochs 2 --layers 784,10 --validation 20 |  960 | 100 images to train on, 20 to validate
        """)
    void drawsAPicture(String name, String options, int width, String printed) throws IOException {
        CommandResult result = run(name, options == null ? "" : options + fewImages());
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains(printed, "wrote ");
        Pictures.assertPicture(directory.resolve(name + ".png"), width, 360);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
        full-batch,             960
        gd-sgd,                 960
        input-dropout,          960
        early-stopping,         480
        weight-histograms,     1440
        perceptron,            1440
        first-exercises,        480
        grid-warp,              960
        vanishing-gradients,    480
        initial-weights,        960
        optimizer-paths,       1920
        loss-landscape,         480
        hyperparameter-search, 1440
        robbins-monro,          480
        """)
    void runsDry(String name, int width) throws IOException {
        CommandResult result = run(name, "--dry-run");
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        Pictures.assertPicture(directory.resolve(name + ".png"), width, 360);
    }

    private static Stream<CommandLine> commands() {
        return Stream.of(new Experiments(), new Systems())
                .flatMap(all -> CommandRunner.commandLine(all).getSubcommands().values().stream());
    }

    /** One command line for all: what an experiment has no use for, it names. */
    @ParameterizedTest
    @MethodSource("commands")
    void hasTheOptionsOfAll(CommandLine command) {
        assertThat(command.getCommandSpec().userObject()).isInstanceOf(Experiment.class);
        assertThat(command.getCommandSpec().optionsMap().keySet())
                .contains("--data", "--epochs", "--batch-size", "--lr", "--seed", "--dry-run", "--out");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "full-batch",
                "gd-sgd",
                "input-dropout",
                "early-stopping",
                "weight-histograms",
                "perceptron",
                "first-exercises",
                "grid-warp",
                "vanishing-gradients",
                "initial-weights",
                "optimizer-paths",
                "loss-landscape",
                "hyperparameter-search",
                "robbins-monro"
            })
    void takesTheOptionsOfAll(String name) throws IOException {
        CommandResult result = run(name, "--dry-run --epochs 20 --batch-size 10 --lr 0.01 --seed 3" + fewImages());
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        boolean images = !List.of(
                        "perceptron",
                        "first-exercises",
                        "grid-warp",
                        "optimizer-paths",
                        "robbins-monro",
                        "hyperparameter-search")
                .contains(name);
        assertThat(result.out().contains(name + " does not use --data")).isEqualTo(!images);
    }

    @Test
    void theRateIsUsed() {
        assertThat(run("optimizer-paths", "--lr 0.5").out())
                .isNotEqualTo(run("optimizer-paths", "").out());
        assertThat(numbers("gd-sgd", "--dry-run --lr 0.5")).isNotEqualTo(numbers("gd-sgd", "--dry-run"));
        assertThat(numbers("gd-sgd", "--dry-run --batch-size 10")).isNotEqualTo(numbers("gd-sgd", "--dry-run"));
    }

    @Test
    void theGradientOfAllIsThatOfItsParts() throws IOException {
        String options = "--epochs 3 --layers 784,10 --validation 20 " + fewImages() + " --batch-size ";
        String whole = numbers("full-batch", options + 100);
        String parts = numbers("full-batch", options + 30);
        assertThat(whole).contains("epoch  3  loss ");
        assertThat(number(parts, "epoch  3  loss")).isCloseTo(number(whole, "epoch  3  loss"), within(1e-5));
    }

    @Test
    void eachIsAMainClassToo() {
        OptimizerPaths.main("--out", directory.toString(), "--dry-run");
        assertThat(directory.resolve("optimizer-paths.png")).isNotEmptyFile();
    }

    @Test
    void theMovingPictureHasAFrameForEachPoint() throws IOException {
        run("optimizer-paths", "");
        ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
        try (ImageInputStream in = ImageIO.createImageInputStream(
                directory.resolve("optimizer-paths.gif").toFile())) {
            reader.setInput(in);
            assertThat(reader.getNumImages(true)).isEqualTo(31);
            assertThat(reader.read(30).getWidth()).isEqualTo(480);
        }
    }

    @Test
    void aHiddenLayerDoesWhatANeuronCannot() {
        String out = run("first-exercises", "--epochs 60").out();
        assertThat(number(out, "regression, hidden layer  mean squared error"))
                .isLessThan(0.1 * number(out, "regression, neuron        mean squared error"));
        assertThat(number(out, "classification, hidden layer  right")).isGreaterThan(0.97);
        assertThat(number(out, "classification, neuron        right")).isLessThan(0.92);
    }

    @Test
    void theHiddenLayerBendsThePlaneUntilALineWillDo() {
        assertThat(number(run("grid-warp", "").out(), "right:")).isEqualTo(1);
    }

    @Test
    void onlyStepsOfRobbinsAndMonroArrive() {
        String out = run("robbins-monro", "").out();
        assertThat(number(out, "HARMONIC   mean distance in the end")).isLessThan(0.1);
        assertThat(number(out, "CONSTANT   mean distance in the end")).isGreaterThan(0.2);
        assertThat(number(out, "QUADRATIC  mean distance in the end")).isGreaterThan(1);
    }

    @Test
    void directionsOfALandscapeHaveTheLengthsOfTheRows() {
        Tensor w = Tensor.normal(Seed.of(1), DType.FLOAT32, 0, 1, 4, 6).requiresGrad(true);
        Tensor b = Tensor.ones(DType.FLOAT32, 4).requiresGrad(true);
        List<Tensor> direction =
                LossLandscape.direction(List.of(new Parameter("w", w), new Parameter("b", b)), Seed.of(2));
        double[] lengths = w.detach().square().sum(1).sqrt().toDoubles();
        assertThat(direction.get(0).square().sum(1).sqrt().toDoubles()).containsExactly(lengths, within(1e-5));
        assertThat(direction.get(1).toDoubles()).containsOnly(0);
    }

    private static double number(String out, String before) {
        int at = out.indexOf(before);
        assertThat(at).as(out).isNotNegative();
        return Double.parseDouble(out.substring(at + before.length()).strip().split("\\s")[0]);
    }

    @Test
    void tellsWhatPerceptronsLearn() {
        assertThat(run("perceptron", "").out().lines().filter(line -> !line.startsWith("wrote ")))
                .hasSize(10)
                .allMatch(line -> line.startsWith("XOR  perceptron") == line.endsWith("still wrong after 1000 epochs"));
    }

    @Test
    void theSameSeedGivesTheSameBits() throws IOException {
        String options = "--epochs 1 --iterations 1 --layers 784,10 " + fewImages() + " --seed ";
        assertThat(numbers("gd-sgd", options + 3))
                .isEqualTo(numbers("gd-sgd", options + 3))
                .isNotEqualTo(numbers("gd-sgd", options + 4));
    }

    @Test
    void searchesInAnyNumberOfThreads() throws IOException {
        String options = "--points 3 --epochs 2 --seeds 2 --threads ";
        String one = numbers("hyperparameter-search", options + 1);
        assertThat(one)
                .contains("grid: 9 settings with 2 seeds each", "random: 9 settings", "coarse-to-fine: 9 settings");
        assertThat(numbers("hyperparameter-search", options + 4)).isEqualTo(one);
        Pictures.assertPicture(directory.resolve("hyperparameter-search.png"), 1440, 360);
        for (String search : List.of("grid", "random", "coarse-to-fine")) {
            assertThat(directory.resolve("hyperparameter-search-" + search + ".csv"))
                    .content()
                    .startsWith("rank,number,round,learning rate,width,mean,std,score_0,score_1,failure")
                    .hasLineCount(10);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        gd-sgd            | --epochs 0      | --epochs: must be at least 1, got 0
        gd-sgd            | --iterations 0  | --iterations: must be at least 1, got 0
        gd-sgd            | --layers 784    | needs at least the input and the output layer
        gd-sgd            | --data /no/such | there is no such directory
        weight-histograms | --l1 NaN        | --l1: must be a number above 0, got NaN
        weight-histograms | --l2 -1         | --l2: must be a number above 0, got -1.0
        initial-weights   | --epochs 0      | --epochs: must be at least 1, got 0
        input-dropout     | --epochs 0      | --epochs: must be at least 1, got 0
        hyperparameter-search | --points 1  | --points: must be at least 2, got 1
        hyperparameter-search | --threads 0 | expected 1 to 100000 threads, got 0
        optimizer-paths   | --lr 0          | --lr: must be a number above 0, got 0.0
        grid-warp         | --batch-size 0  | --batch-size: must be at least 1, got 0
        robbins-monro     | --epochs 9      | the steps must be at least 10, got 9
        full-batch        | --validation 6000 | --validation: must be at least 1 and below the 6000 training images, got 6000
        early-stopping    | --lr 1e9        | the loss is infinite or NaN in epoch 1; lower --lr
        optimizer-paths   | --steps 3       | Unknown options: '--steps', '3'
        """)
    void refusesBadOptions(String name, String options, String message) {
        CommandResult result = run(name, options);
        assertThat(result.err().lines())
                .singleElement()
                .asString()
                .startsWith(name + ": ")
                .contains(message);
        assertThat(result.code()).isEqualTo(2);
    }

    @Test
    void namesTheExperiments() {
        CommandResult result = CommandResult.of(new Experiments());
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err())
                .contains("name an experiment: optimizer-paths, perceptron, tables, full-batch, gd-sgd");
        assertThat(CommandResult.of(new Experiments(), "gd-sgd", "--help").out())
                .contains("--iterations");
    }

    @Test
    void gradientsVanishBehindSigmoidsOnly() {
        for (int seed = 1; seed <= 3; seed++) {
            assertThat(ratio(norms(Hidden.SIGMOID, seed))).isLessThan(1e-4);
            assertThat(ratio(norms(Hidden.TANH, seed))).isBetween(0.1, 10.0);
            assertThat(ratio(norms(Hidden.RELU, seed))).isBetween(0.1, 10.0);
        }
    }

    @Test
    void batchNormForgivesSmallWeights() {
        assertThat(accuracy(InitialWeights.learn(Start.SMALL_UNIFORM, false, FEW, usual(8), Seed.of(1))))
                .isLessThan(0.2);
        assertThat(accuracy(InitialWeights.learn(Start.SMALL_UNIFORM, true, FEW, usual(8), Seed.of(1))))
                .isGreaterThan(0.5);
    }

    @Test
    void largeWeightsDivergeWithoutBatchNorm() {
        assertThat(InitialWeights.learn(Start.LARGE_NORMAL, false, FEW, usual(2), Seed.of(1)))
                .isEmpty();
        assertThat(InitialWeights.learn(Start.LARGE_NORMAL, true, FEW, usual(2), Seed.of(1)))
                .hasSize(2);
    }

    @Test
    void absoluteValuesMakeWeightsSparse() {
        double none = sparsity(Optional.empty());
        assertThat(sparsity(Optional.of(Penalty.l1(0.001)))).isGreaterThan(3 * none);
        assertThat(sparsity(Optional.of(Penalty.l2(0.001)))).isLessThan(2 * none);
    }

    private static double sparsity(Optional<Penalty> penalty) {
        return WeightHistograms.train(penalty, FEW, usual(5), Seed.of(1)).sparsity();
    }

    private static Descent usual(int epochs) {
        return new Descent(epochs, 100, 0.1);
    }

    private static double accuracy(List<EpochResult> results) {
        return results.get(results.size() - 1).test().accuracy();
    }

    private static double[] norms(Hidden hidden, int seed) {
        return VanishingGradients.norms(
                hidden, FEW.train().batch(IntStream.range(0, 100).toArray()), Digits.CLASSES, Seed.of(seed));
    }

    private static double ratio(double[] norms) {
        return norms[0] / norms[norms.length - 1];
    }

    /** What an experiment prints, without times and paths. */
    private String numbers(String name, String options) {
        return run(name, options).out().replaceAll(", [0-9.]+ s|wrote .*", "");
    }

    /** The option for some images in MNIST's format. */
    private String fewImages() throws IOException {
        return " --data "
                + new IdxFiles(directory.resolve("data"))
                        .write("train", 120)
                        .write("t10k", 20)
                        .path();
    }

    private CommandResult run(String name, String options) {
        Stream<String> given = Arrays.stream(options.split(" ")).filter(option -> !option.isEmpty());
        Stream<String> all = Stream.concat(Stream.of(name), given);
        return CommandResult.of(
                new Experiments(),
                Stream.concat(all, Stream.of("--out", directory.toString())).toArray(String[]::new));
    }
}
