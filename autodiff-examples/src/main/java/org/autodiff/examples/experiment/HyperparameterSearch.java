package org.autodiff.examples.experiment;

import static org.autodiff.examples.CommandRunner.DEFAULT;
import static org.autodiff.examples.CommandRunner.require;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.examples.Evaluation;
import org.autodiff.examples.Experiment;
import org.autodiff.examples.Options;
import org.autodiff.examples.Progress;
import org.autodiff.functional.Loss;
import org.autodiff.nn.Module;
import org.autodiff.nn.data.Batch;
import org.autodiff.nn.data.DataLoader;
import org.autodiff.nn.data.Dataset;
import org.autodiff.nn.data.Toys;
import org.autodiff.nn.model.Mlp;
import org.autodiff.nn.optim.Sgd;
import org.autodiff.nn.report.Chart;
import org.autodiff.nn.search.Hyperparameter;
import org.autodiff.nn.search.Outcome;
import org.autodiff.nn.search.Ranking;
import org.autodiff.nn.search.Search;
import org.autodiff.nn.search.Space;
import org.autodiff.nn.search.Trial;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Looks for the learning rate and the number of hidden units with which a perceptron parts two half moons best, by a grid, at
 * random, and at random from coarse to fine. All three try equally many settings where the rounds of the third divide them
 * evenly. Settings are compared on validation data; what the best one is worth is seen on test data, with a seed of its own.
 */
@Command(
        name = "hyperparameter-search",
        description = "Grid, random and coarse-to-fine search for the learning rate and the width of a network.")
public final class HyperparameterSearch extends Experiment {
    /** In how many rounds the third search goes into detail. */
    private static final int ROUNDS = 3;

    /** How many of the best settings are printed. */
    private static final int SHOWN = 3;

    private static final double NOISE = 0.25;

    @Option(names = "--points", paramLabel = "N", description = "points of the grid for each hyperparameter" + DEFAULT)
    private int points = 6;

    @Option(names = "--seeds", paramLabel = "N", description = "trainings of each setting" + DEFAULT)
    private int seeds = 3;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "2",
            description = "trainings at the same time; changes no result (default: ${DEFAULT-VALUE})")
    private int threads;

    private final Hyperparameter<Double> rate = Hyperparameter.powerOfTen("learning rate", -6, 1);
    private final Hyperparameter<Integer> width = Hyperparameter.integer("width", 1, 64);

    HyperparameterSearch() {
        super(new Options().epochs(20).batchSize(20));
    }

    /** Runs this alone; see {@code --help}. */
    public static void main(String... args) {
        start(new HyperparameterSearch(), args);
    }

    /** Searches three times, prints the best settings, writes all as CSV and draws where they lie. */
    @Override
    protected void perform() {
        require(points >= 2, "--points: must be at least 2, got " + points);
        if (options.isDryRun()) {
            points = 2;
            seeds = 1;
        }
        Seed seed = options.seed();
        Dataset train = Toys.moons(seed.child(0), 200, NOISE);
        Dataset validation = Toys.moons(seed.child(1), 500, NOISE);
        Dataset test = Toys.moons(seed.child(2), 2000, NOISE);

        Space space = Space.of(rate, width);
        int settings = points * points;
        Map<String, Search> searches = new LinkedHashMap<>();
        searches.put("grid", Search.grid(space, points, seed.child(3)));
        searches.put("random", Search.random(space, settings, seed.child(3)));
        searches.put("coarse-to-fine", Search.coarseToFine(space, ROUNDS, settings / ROUNDS, seed.child(3)));

        // Trials that fail are not counted: then the bar goes before it is full.
        Runnable done = Progress.counter((2 * settings + ROUNDS * (settings / ROUNDS)) * seeds);
        List<Chart> charts = searches.entrySet().stream()
                .map(search -> {
                    Ranking ranking = search.getValue()
                            .seeds(seeds)
                            .threads(threads)
                            .run(trial -> {
                                double accuracy = accuracy(trial, train, validation);
                                done.run();
                                return accuracy;
                            });
                    return report(search.getKey(), ranking, train, test);
                })
                .toList();
        options.picture("hyperparameter-search.png", charts.toArray(Chart[]::new));
    }

    /** The accuracy on other data after training with a trial's setting. */
    private double accuracy(Trial trial, Dataset train, Dataset other) {
        Module model = new Mlp(trial.seed().child(0), 2, trial.get(width), 2);
        Sgd optimizer = new Sgd(model.parameters(), trial.get(rate), 0.9);
        DataLoader loader =
                new DataLoader(train, options.batchSize(), trial.seed().child(1));
        for (int epoch = 0; epoch < options.epochs(); epoch++) {
            for (Batch batch : loader.epoch(epoch)) {
                try (Tape tape = Tape.record()) {
                    optimizer.zeroGrad();
                    Tensor loss = Loss.crossEntropy(model.forward(batch.inputs()), batch.labels());
                    if (!Double.isFinite(loss.item())) {
                        throw new ArgumentException("the loss is " + loss.item() + " in epoch " + (epoch + 1));
                    }
                    loss.backward();
                    optimizer.step();
                }
            }
        }
        return Evaluation.score(model, other).accuracy();
    }

    /** Prints what a search found, and draws the settings that it tried. */
    private Chart report(String name, Ranking ranking, Dataset train, Dataset test) {
        Outcome best = ranking.best();
        double unseen = accuracy(new Trial(best.setting(), options.seed().child(4)), train, test);
        options.line(
                "%s: %d settings with %d seeds each", name, ranking.outcomes().size(), seeds);
        options.line("%s", ranking.first(SHOWN).indent(2).stripTrailing());
        options.line("  the best one on test data: %.4f", unseen);
        options.csv("hyperparameter-search-" + name + ".csv", ranking);

        List<Outcome> all = ranking.outcomes();
        return new Chart(name, "learning rate, log10", "hidden units")
                .range(-6, 1, 0, 65)
                .points("tried", exponents(all), widths(all))
                .points("best", exponents(List.of(best)), widths(List.of(best)));
    }

    private double[] exponents(List<Outcome> outcomes) {
        return outcomes.stream()
                .mapToDouble(o -> Math.log10(o.setting().get(rate)))
                .toArray();
    }

    private double[] widths(List<Outcome> outcomes) {
        return outcomes.stream().mapToDouble(o -> o.setting().get(width)).toArray();
    }
}
