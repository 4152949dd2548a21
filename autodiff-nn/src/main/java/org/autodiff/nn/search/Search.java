package org.autodiff.nn.search;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;

/**
 * Tries settings of hyperparameters and ranks them by a score, such as the accuracy on validation data.
 *
 * <pre>{@code
 * Hyperparameter<Double> rate = Hyperparameter.powerOfTen("learning rate", -6, 1);
 * Hyperparameter<Integer> width = Hyperparameter.choice("width", 8, 16, 32);
 * Ranking ranking = Search.random(Space.of(rate, width), 50, Seed.of(1))
 *         .seeds(3)
 *         .threads(4)
 *         .run(trial -> accuracy(trial.get(rate), trial.get(width), trial.seed()));
 * System.out.println(ranking);
 * }</pre>
 *
 * <p>What is tried is a function of the search's seed. As long as a trial's score is a function of its setting and its
 * seed, the ranking does not depend on the number of threads. A trial that throws, or whose score is not finite, is noted
 * with its exception and ranked last. Numbers below 1 are refused, and so are more than 100,000 trials, settings of all
 * rounds times seeds.
 */
public final class Search {
    /** The most trials of a search, settings times seeds; more would be a mistake in the size of a grid. */
    private static final int MOST = 100_000;

    /** How much of each range is left from one round to the next. */
    private static final double ZOOM = 1 / 3.0;

    /** Which settings to try. */
    @FunctionalInterface
    private interface Plan {
        /**
         * The settings of a round.
         *
         * @param best the best setting of all rounds before; null where there is none
         */
        List<Setting> settings(int round, Setting best);
    }

    /**
     * The options of a search.
     *
     * @param settings the number of settings of all rounds
     * @param seed the source of the trials' seeds
     */
    private record Options(int rounds, long settings, Seed seed, int seeds, int threads, boolean minimize) {
        Options withSeeds(int value) {
            return new Options(rounds, settings, seed, value, threads, minimize);
        }

        Options withThreads(int value) {
            return new Options(rounds, settings, seed, seeds, value, minimize);
        }

        Options withMinimize(boolean value) {
            return new Options(rounds, settings, seed, seeds, threads, value);
        }
    }

    private final Space space;
    private final Plan plan;
    private final Options options;

    private Search(Space space, Plan plan, Options options) {
        this.space = space;
        this.plan = plan;
        this.options = options;
    }

    private static Search of(Space space, Plan plan, int rounds, long settings, Seed seed) {
        Require.nonNull(seed, "Search", "the seed", "pass Seed.of(number)");
        return new Search(space, plan, new Options(rounds, settings, seed.child(1), 1, 1, false));
    }

    private static void requireSpace(Space space) {
        Require.nonNull(space, "Search", "the space", "pass Space.of(hyperparameters)");
    }

    private Search with(Options changed) {
        return new Search(space, plan, changed);
    }

    /**
     * Tries all combinations of values that are spread evenly over the ranges; of choices all values.
     *
     * @param points how many values of each range, its ends included; 1 is the middle
     * @param seed the source of the trials' seeds
     */
    public static Search grid(Space space, int points, Seed seed) {
        requireSpace(space);
        count("points", points);
        long size;
        try {
            size = space.gridSize(points);
        } catch (ArithmeticException e) {
            size = Long.MAX_VALUE;
        }
        if (size > MOST) {
            throw new ArgumentException("Search.grid: " + points + " points for each of "
                    + space.hyperparameters().size() + " hyperparameters are more than " + MOST
                    + " settings; use fewer points, or Search.random");
        }
        return of(space, (round, best) -> space.grid(points), 1, size, seed);
    }

    /**
     * Tries settings that are drawn at random, each hyperparameter on its own (Bergstra and Bengio 2012).
     *
     * @param settings how many
     * @param seed the source of the settings and of the trials' seeds
     */
    public static Search random(Space space, int settings, Seed seed) {
        return coarseToFine(space, 1, settings, seed);
    }

    /**
     * Tries settings at random in several rounds that go into detail. The first round draws from the whole space. Round r
     * draws from the part of it that lies around the best setting of all rounds before: of each range a share of
     * {@code (1/3)^r} with the best value in its middle, moved to lie within the range (of the exponents for
     * {@link Hyperparameter#powerOfTen}; at least three integers). Choices have no order and are drawn from all values in
     * every round. As long as every setting has failed, the whole space is drawn from.
     *
     * @param rounds how many rounds
     * @param settings how many settings in each
     * @param seed the source of the settings and of the trials' seeds
     */
    public static Search coarseToFine(Space space, int rounds, int settings, Seed seed) {
        requireSpace(space);
        count("rounds", rounds);
        count("settings", settings);
        count("settings of all rounds", (long) rounds * settings);
        Plan plan = (round, best) -> IntStream.range(0, settings)
                .mapToObj(i -> {
                    Seed own = seed.child(0).child((long) round * settings + i);
                    return best == null ? space.draw(own) : space.drawNear(own, best, Math.pow(ZOOM, round));
                })
                .toList();
        return of(space, plan, rounds, (long) rounds * settings, seed);
    }

    private static void count(String what, long value) {
        if (value < 1 || value > MOST) {
            throw new ArgumentException("Search: expected 1 to " + MOST + " " + what + ", got " + value);
        }
    }

    /** Runs each setting several times, with different seeds; it is ranked by the mean of the scores. */
    public Search seeds(int seeds) {
        count("seeds", seeds);
        count("trials (" + options.settings + " settings in all, " + seeds + " seeds each)", options.settings * seeds);
        return with(options.withSeeds(seeds));
    }

    /**
     * Runs so many trials at the same time. Each has a thread of its own, and so a tape of its own; what trials share must
     * not be changed by them.
     */
    public Search threads(int threads) {
        count("threads", threads);
        return with(options.withThreads(threads));
    }

    /** Ranks low scores first, for a score that is a loss. Otherwise high ones come first. */
    public Search minimize() {
        return with(options.withMinimize(true));
    }

    /**
     * Runs all trials and ranks the settings.
     *
     * @param objective from a trial to its score; called on other threads
     * @throws SearchException if every setting failed, with the first failure as its cause; or if this thread is interrupted
     * @throws Error if a trial throws one; no further trial is begun then
     */
    public Ranking run(ToDoubleFunction<Trial> objective) {
        Require.nonNull(objective, "Search.run", "the objective", "pass a function from a trial to its score");
        TrialRunner trials = new TrialRunner(objective, options.threads);
        List<Outcome> tried = new ArrayList<>();
        Ranking ranking = null;
        for (int round = 0; round < options.rounds; round++) {
            boolean found = ranking != null && ranking.best().failure() == null;
            List<Setting> settings = plan.settings(round, found ? ranking.best().setting() : null);
            tried.addAll(outcomes(trials, settings, round, tried.size()));
            ranking = Ranking.of(space, tried, options.minimize);
        }
        Outcome best = ranking.best();
        if (best.failure() != null) {
            throw new SearchException(
                    "Search: each of " + tried.size() + " settings failed; the first one (" + best.setting() + ") with "
                            + best.failure(),
                    best.failure());
        }
        return ranking;
    }

    private List<Outcome> outcomes(TrialRunner trials, List<Setting> settings, int round, int first) {
        List<Trial> all = new ArrayList<>();
        for (Setting setting : settings) {
            for (int s = 0; s < options.seeds; s++) {
                all.add(new Trial(setting, options.seed.child(s)));
            }
        }
        List<TrialRunner.Ended> ended = trials.run(all);
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < settings.size(); i++) {
            List<TrialRunner.Ended> own = ended.subList(i * options.seeds, (i + 1) * options.seeds);
            outcomes.add(new Outcome(
                    first + i,
                    round,
                    settings.get(i),
                    own.stream().map(TrialRunner.Ended::score).toList(),
                    own.stream().map(TrialRunner.Ended::failure).toList()));
        }
        return outcomes;
    }
}
