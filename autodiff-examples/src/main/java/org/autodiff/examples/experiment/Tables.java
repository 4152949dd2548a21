package org.autodiff.examples.experiment;

import static org.autodiff.examples.CommandRunner.DEFAULT;
import static org.autodiff.examples.CommandRunner.require;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.autodiff.array.Seed;
import org.autodiff.examples.Evaluation;
import org.autodiff.examples.Experiment;
import org.autodiff.examples.Options;
import org.autodiff.examples.Pass;
import org.autodiff.examples.Progress;
import org.autodiff.nn.Module;
import org.autodiff.nn.data.Csv;
import org.autodiff.nn.data.CsvFormat;
import org.autodiff.nn.data.CsvTable;
import org.autodiff.nn.data.DataLoader;
import org.autodiff.nn.data.Dataset;
import org.autodiff.nn.data.Scaler;
import org.autodiff.nn.data.Split;
import org.autodiff.nn.layer.activation.Tanh;
import org.autodiff.nn.model.Mlp;
import org.autodiff.nn.optim.Adam;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Two tables of the UCI repository: Fisher's Iris, and digits of 8 x 8 pixels (optdigits). Each is learned by logistic
 * regression and by a network with one hidden layer, on features that are standardised by the training part.
 */
@Command(
        name = "tables",
        description =
                "Iris and optdigits by logistic regression and by one hidden layer; --data has iris/iris.csv, optdigits/optdigits.tra and .tes.")
public final class Tables extends Experiment {
    private static final double TRAINING_SHARE = 0.8;

    @Option(names = "--splits", paramLabel = "N", description = "how often Iris is split, learned and tested" + DEFAULT)
    private int splits = 10;

    Tables() {
        super(new Options().data());
    }

    /** Runs this alone; see {@code --help}. */
    public static void main(String... args) {
        start(new Tables(), args);
    }

    /** What is learned from and what is tested on, both with standardised features. */
    record Parts(Dataset train, Dataset test) {
        static Parts standardized(Dataset train, Dataset test) {
            Scaler scaler = Scaler.standard(train);
            return new Parts(scaler.apply(train), scaler.apply(test));
        }
    }

    /**
     * How a network is trained.
     *
     * @param layers units of each layer, with tanh between them; two are logistic regression
     * @param rate of Adam
     * @param batchSize samples in a step
     */
    record Recipe(List<Integer> layers, double rate, int batchSize, int epochs) {
        static final Recipe IRIS_LINE = new Recipe(List.of(4, 3), 0.01, 16, 300);
        static final Recipe IRIS_LAYER = new Recipe(List.of(4, 8, 3), 0.003, 16, 300);
        static final Recipe DIGITS_LINE = new Recipe(List.of(64, 10), 0.001, 32, 30);
        static final Recipe DIGITS_LAYER = new Recipe(List.of(64, 64, 10), 0.001, 32, 30);

        /** The accuracy on the test part. */
        double accuracy(Parts parts, Seed seed) {
            int[] sizes = layers.stream().mapToInt(Integer::intValue).toArray();
            Module model = new Mlp(Mlp.Options.DEFAULT.withActivation(Tanh::new), seed.child(0), sizes);
            Adam optimizer = new Adam(model.parameters(), rate);
            Progress batches = Progress.of(new DataLoader(parts.train, batchSize, seed.child(1)), epochs);
            for (int epoch = 1; epoch <= epochs; epoch++) {
                Pass.stochastic(model, optimizer, batches, epoch);
            }
            return Evaluation.score(model, parts.test).accuracy();
        }

        @Override
        public String toString() {
            return layers.stream().map(String::valueOf).collect(Collectors.joining("-"));
        }
    }

    /** Four fifths of each kind of iris to learn from, one to test on. */
    static Parts iris(Path file, Seed seed) {
        Split split = Split.stratified(Csv.read(file).classification("species"), TRAINING_SHARE, 0, seed);
        return Parts.standardized(split.train(), split.test());
    }

    /** The digits of 30 writers to learn from, those of 13 others to test on. */
    static Parts optdigits(Path directory) {
        CsvTable train = Csv.read(directory.resolve("optdigits.tra"), CsvFormat.DEFAULT.withHeader(false));
        CsvTable test = Csv.read(directory.resolve("optdigits.tes"), CsvFormat.DEFAULT.withHeader(false));
        return Parts.standardized(train.classification(-1).asTraining(), test.classification(-1, train.classNames(-1)));
    }

    /** The accuracies of a recipe for several splits of Iris, each with its own initial weights. */
    static double[] irisAccuracies(Path file, Recipe recipe, int splits, Seed seed) {
        return IntStream.range(0, splits)
                .mapToDouble(i -> recipe.accuracy(iris(file, seed.child(2L * i)), seed.child(2L * i + 1)))
                .toArray();
    }

    /** Prints the accuracies. */
    @Override
    protected void perform() {
        require(splits >= 1, "--splits: must be at least 1, got " + splits);
        Path data = options.directory();
        for (Recipe recipe : recipes(Recipe.IRIS_LINE, Recipe.IRIS_LAYER)) {
            double[] accuracies = irisAccuracies(
                    data.resolve("iris/iris.csv"), recipe, options.isDryRun() ? 1 : splits, options.seed());
            options.line(
                    "iris       %-8s  test accuracy %.4f on average of %s",
                    recipe,
                    DoubleStream.of(accuracies).average().orElseThrow(),
                    DoubleStream.of(accuracies)
                            .mapToObj(accuracy -> String.format(Locale.ROOT, "%.3f", accuracy))
                            .collect(Collectors.joining(" ")));
        }
        Parts digits = optdigits(data.resolve("optdigits"));
        for (Recipe recipe : recipes(Recipe.DIGITS_LINE, Recipe.DIGITS_LAYER)) {
            options.line("optdigits  %-8s  test accuracy %.4f", recipe, recipe.accuracy(digits, options.seed()));
        }
    }

    /** As they are, or of one epoch in a dry run. */
    private List<Recipe> recipes(Recipe... recipes) {
        return Stream.of(recipes)
                .map(r -> options.isDryRun() ? new Recipe(r.layers, r.rate, r.batchSize, 1) : r)
                .toList();
    }
}
