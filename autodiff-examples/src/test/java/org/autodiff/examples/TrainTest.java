package org.autodiff.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainTest {

    @TempDir
    private Path directory;

    private Path out;
    private IdxFiles files;

    @BeforeEach
    void paths() {
        out = directory.resolve("out");
        files = new IdxFiles(directory.resolve("data"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        --colour blue           | Unknown options: '--colour', 'blue'
        extra                   | Unmatched argument
        --lr NaN                | --lr: the learning rate must be a number above 0, got NaN
        --lr Infinity           | got Infinity
        --lr -0.1               | got -0.1
        --lr fast               | 'fast' is not a double
        --layers 100,10         | the first layer must be 784, the pixels of a 28x28 image, got 100
        --layers 784,128,9      | the last layer must be 10, one unit for each class, got 9
        --layers 784,0,10       | every layer needs at least 1 unit, got 0
        --layers 784            | needs at least the input and the output layer
        --layers 784,many,10    | 'many' is not an int
        --layers                | Missing required parameter for option '--layers'
        --batch-size 0          | --batch-size: must be at least 1, got 0
        --epochs 0              | --epochs: must be at least 1, got 0
        --epochs 1.5            | '1.5' is not an int
        --seed one              | 'one' is not a long
        --activation gelu       | but was 'gelu'
        --optimizer newton      | but was 'newton'
        --momentum 1            | --momentum: must be at least 0 and below 1, got 1.0
        --momentum NaN          | got NaN
        --optimizer adam --momentum 0.9 | --momentum: goes with --optimizer sgd only
        --model resnet          | but was 'resnet'
        --model lenet --layers 784,10      | --layers: goes with --model mlp only
        --model lenet5 --activation tanh   | --activation: goes with --model mlp only
        --validation -1         | --validation: must be at least 0, got -1
        --validation 6000       | 6000 of 6000 training samples leave none to learn from
        --schedule linear       | but was 'linear'
        --data /no/such/place   | there is no such directory
        """)
    void refusesBadOptions(String arguments, String message) {
        assertRefused(train(arguments.split(" ")), message);
    }

    @Test
    void refusesAMissingFile() throws IOException {
        files.write("train", 20);
        assertRefused(train("--data", files.path()), "a file is missing; looked for t10k-images-idx3-ubyte");
    }

    @Test
    void refusesATruncatedFile() throws IOException {
        files.write("train", 20).write("t10k", 10);
        files.shorten("train-images-idx3-ubyte", 5);
        assertRefused(train("--data", files.path()), "the file ends after 15675 of 15680 elements");
    }

    @Test
    void refusesLabelsInPlaceOfImages() throws IOException {
        files.write("train", 20).write("t10k", 10);
        files.swap("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte");
        assertRefused(train("--data", files.path()), "this is a labels file");
    }

    @Test
    void refusesLabelsOfAnotherSet() throws IOException {
        files.write("train", 20).write("t10k", 10);
        files.swap("train-labels-idx1-ubyte", "t10k-labels-idx1-ubyte");
        assertRefused(train("--data", files.path()), "20 images, but 10 labels");
    }

    @Test
    void refusesAnOutputThatIsAFile() throws IOException {
        Files.writeString(out, "taken");
        assertRefused(train("--dry-run"), "cannot make the directory");
    }

    @Test
    void helpNamesEveryOption() {
        CommandResult result = train("--help");
        assertThat(result.code()).isZero();
        assertThat(result.out())
                .contains("--data", "--layers", "--batch-size", "--lr", "--epochs", "--seed", "--activation")
                .contains("--optimizer", "--momentum", "--out", "--dry-run")
                .contains("--model", "--schedule", "--full-batch", "--validation", "--standardize");
    }

    @Test
    void aDryRunGoesFromEndToEnd() throws IOException {
        CommandResult result = train("--dry-run", "--batch-size", "10", "--layers", "784,16,10");
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("20 images to train on, 1000 to test on; 12730 parameters", "epoch  1");
        Pictures.assertReport(out, 1);
    }

    @Test
    void trainsOnIdxFiles() throws IOException {
        files.write("train", 20).write("t10k", 10);
        CommandResult result =
                train("--data", files.path(), "--layers", "784,10", "--epochs", "2", "--activation", "tanh");
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).contains("20 images to train on, 10 to test on");
        Pictures.assertReport(out, 2);
    }

    @ParameterizedTest
    @CsvSource({"lenet,80202", "lenet5,61706"})
    void trainsConvolutionalNetworks(String model, int parameters) throws IOException {
        files.write("train", 20).write("t10k", 10);
        CommandResult result = train("--data", files.path(), "--model", model, "--epochs", "1", "--standardize");
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).contains("20 images to train on, 10 to test on; " + parameters + " parameters");
        Pictures.assertReport(out, 1);
    }

    @Test
    void holdsOutTheLastSamples() throws IOException {
        files.write("train", 20).write("t10k", 10);
        CommandResult result =
                train("--data", files.path(), "--layers", "784,10", "--epochs", "2", "--validation", "5");
        assertThat(result.out())
                .contains("15 images to train on, 5 to validate, 10 to test on", "  validation accuracy ");
        assertThat(Files.readAllLines(out.resolve("log.csv")).get(1).split(","))
                .hasSize(9)
                .doesNotContain("");
    }

    @Test
    void aFullBatchIsOneStepWhateverThePieces() throws IOException {
        double whole = Double.parseDouble(lossBits("--full-batch", "--batch-size", "20"));
        double pieces = Double.parseDouble(lossBits("--full-batch", "--batch-size", "7"));
        assertThat(pieces).isCloseTo(whole, within(1e-6));
        assertThat(lossBits("--batch-size", "20")).isEqualTo(Double.toHexString(whole));
        assertThat(Double.parseDouble(lossBits("--batch-size", "7"))).isNotCloseTo(whole, within(1e-3));
    }

    @Test
    void theScheduleLowersTheRate() throws IOException {
        // three epochs: the second has another rate, which the third shows
        String constant = lossBits("--epochs", "3");
        assertThat(lossBits("--epochs", "3", "--schedule", "cosine")).isNotEqualTo(constant);
        assertThat(lossBits("--epochs", "3", "--schedule", "constant")).isEqualTo(constant);
    }

    @Test
    void standardizedPixelsTrainOtherwise() throws IOException {
        assertThat(lossBits("--standardize")).isNotEqualTo(lossBits());
    }

    @Test
    void theSameSeedGivesTheSameBits() throws IOException {
        assertThat(lossBits("--seed", "3")).isEqualTo(lossBits("--seed", "3")).isNotEqualTo(lossBits("--seed", "4"));
    }

    @Test
    void optimizersDiffer() throws IOException {
        String plain = lossBits("--optimizer", "sgd");
        assertThat(lossBits("--momentum", "0.9")).isNotEqualTo(plain);
        assertThat(lossBits("--optimizer", "adam", "--lr", "0.001")).isNotEqualTo(plain);
    }

    @Test
    void sayWhenTheLossIsLost() {
        CommandResult result = train("--dry-run", "--lr", "1e30");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err().lines()).singleElement().asString().contains("--lr 1.0E30 is too high");
    }

    /** The loss of the last epoch, to the last bit. */
    private String lossBits(String... options) throws IOException {
        files.write("train", 20).write("t10k", 10);
        String[] common = {"--data", files.path(), "--layers", "784,8,10"};
        List<String> given = List.of(options);
        String[] epochs = given.contains("--epochs") ? new String[0] : new String[] {"--epochs", "2"};
        String[] batch = given.contains("--batch-size") ? new String[0] : new String[] {"--batch-size", "5"};
        CommandResult result = train(joined(joined(common, options), joined(epochs, batch)));
        assertThat(result.err()).isEmpty();
        return result.out().replaceAll("(?s).*loss bits (\\S+).*", "$1");
    }

    private CommandResult train(String... options) {
        return CommandResult.of(new Train(), joined(new String[] {"--out", out.toString()}, options));
    }

    private static String[] joined(String[] first, String[] second) {
        return Stream.concat(Arrays.stream(first), Arrays.stream(second)).toArray(String[]::new);
    }

    private static void assertRefused(CommandResult result, String message) {
        assertThat(result.err().lines())
                .singleElement()
                .asString()
                .startsWith("train: ")
                .contains(message);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
    }
}
