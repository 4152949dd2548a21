package org.autodiff.nn.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;
import org.autodiff.Tape;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.FileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchTest {
    private final Hyperparameter<Double> x = Hyperparameter.uniform("x", -1, 1);
    private final Hyperparameter<Double> rate = Hyperparameter.powerOfTen("rate", -4, 0);
    private final Hyperparameter<String> kind = Hyperparameter.choice("kind", "good", "bad");
    private final Space space = Space.of(x, rate, kind);

    /** Highest, 0, at x = 0.3, rate = 0.01, kind good. */
    private double hill(Trial trial) {
        double far = trial.get(x) - 0.3;
        double orders = Math.log10(trial.get(rate)) + 2;
        return -far * far - orders * orders - (trial.get(kind).equals("good") ? 0 : 1);
    }

    private static List<String> settings(Ranking ranking) {
        return ranking.outcomes().stream().map(o -> o.setting().toString()).toList();
    }

    @Test
    void aGridHasAllCombinations() {
        Ranking ranking = Search.grid(Space.of(x, kind), 3, Seed.of(1)).run(trial -> trial.get(x));

        assertThat(settings(ranking))
                .containsExactly(
                        "x=1.000, kind=good",
                        "x=1.000, kind=bad",
                        "x=0.000, kind=good",
                        "x=0.000, kind=bad",
                        "x=-1.000, kind=good",
                        "x=-1.000, kind=bad");
        assertThat(ranking.outcomes()).extracting(Outcome::number).containsExactly(4, 5, 2, 3, 0, 1);
    }

    @Test
    void randomSettingsAreAFunctionOfTheSeed() {
        Ranking ranking = Search.random(space, 40, Seed.of(1)).run(this::hill);

        assertThat(ranking.outcomes()).hasSize(40);
        assertThat(Set.copyOf(settings(ranking))).as("all differ").hasSize(40);
        assertThat(ranking.outcomes()).isSortedAccordingTo((a, b) -> Double.compare(b.mean(), a.mean()));
        assertThat(settings(Search.random(space, 40, Seed.of(1)).run(this::hill)))
                .isEqualTo(settings(ranking));
        assertThat(settings(Search.random(space, 40, Seed.of(2)).run(this::hill)))
                .doesNotContainAnyElementsOf(settings(ranking));
        List<Double> first =
                ranking.outcomes().stream().map(o -> o.setting().get(x)).toList();
        Ranking without = Search.random(Space.of(x), 40, Seed.of(1)).run(trial -> trial.get(x));
        assertThat(without.outcomes().stream().map(o -> o.setting().get(x)))
                .as("another hyperparameter behind it changes nothing")
                .containsExactlyInAnyOrderElementsOf(first);
    }

    @Test
    void lowScoresFirstWhereTheyAreLosses() {
        Ranking ranking = Search.grid(Space.of(x), 5, Seed.of(1)).minimize().run(t -> Math.abs(t.get(x) - 0.4));
        assertThat(ranking.best().setting().get(x)).isEqualTo(0.5);
        assertThat(ranking.outcomes().get(4).setting().get(x)).isEqualTo(-1);
    }

    @Test
    void laterRoundsLieAroundTheBest() {
        List<Outcome> outcomes = new ArrayList<>(
                Search.coarseToFine(space, 4, 30, Seed.of(1)).run(this::hill).outcomes());
        outcomes.sort((a, b) -> a.number() - b.number());

        Outcome best = outcomes.get(0);
        for (Outcome outcome : outcomes) {
            assertThat(outcome.round()).isEqualTo(outcome.number() / 30);
            if (outcome.number() % 30 == 0) {
                best = Collections.max(
                        outcomes.subList(0, Math.max(1, outcome.number())),
                        (a, b) -> Double.compare(a.mean(), b.mean()));
            }
            if (outcome.round() > 0) {
                double share = Math.pow(1 / 3.0, outcome.round());
                double exponent = Math.log10(outcome.setting().get(rate));
                // at most the whole part away, where it was moved to lie within the range
                assertThat(outcome.setting().get(x)).isEqualTo(best.setting().get(x), within(2 * share));
                assertThat(exponent).isEqualTo(Math.log10(best.setting().get(rate)), within(4 * share));
            }
        }
        double coarse =
                Search.random(space, 30, Seed.of(1)).run(this::hill).best().mean();
        Ranking fine = Search.coarseToFine(space, 4, 30, Seed.of(1)).run(this::hill);
        assertThat(fine.best().round()).isPositive();
        assertThat(fine.best().mean()).isGreaterThan(coarse).isGreaterThan(-0.002);
    }

    @Test
    void severalSeedsGiveMeanAndDeviation() {
        Set<Seed> seeds = ConcurrentHashMap.newKeySet();
        AtomicInteger calls = new AtomicInteger();
        ToDoubleFunction<Trial> noisy = trial -> {
            seeds.add(trial.seed());
            calls.incrementAndGet();
            return trial.get(x) + trial.seed().generator().nextDouble();
        };
        Ranking ranking = Search.grid(Space.of(x), 2, Seed.of(4)).seeds(3).run(noisy);

        assertThat(calls).hasValue(6);
        assertThat(seeds).as("the same for both settings").hasSize(3);
        Outcome best = ranking.best();
        double[] s = best.scores().stream().mapToDouble(d -> d).toArray();
        double mean = (s[0] + s[1] + s[2]) / 3;
        assertThat(best.mean()).isEqualTo(mean);
        assertThat(best.deviation())
                .isEqualTo(
                        Math.sqrt((Math.pow(s[0] - mean, 2) + Math.pow(s[1] - mean, 2) + Math.pow(s[2] - mean, 2)) / 2),
                        within(1e-15));
        assertThat(best.mean() - ranking.outcomes().get(1).mean()).isEqualTo(2, within(1e-12));
        assertThat(Search.grid(Space.of(x), 2, Seed.of(4)).run(noisy).best().deviation())
                .as("of one seed")
                .isNaN();
    }

    @Test
    void theMeanRanksNotTheBestSeed() {
        Ranking ranking = Search.grid(Space.of(kind), 1, Seed.of(4)).seeds(2).run(trial -> {
            boolean first = trial.seed().equals(Seed.of(4).child(1).child(0));
            return trial.get(kind).equals("good") ? 0.6 : first ? 1 : 0;
        });
        assertThat(ranking.best().setting().get(kind)).isEqualTo("good");
    }

    @Test
    void aFailingTrialIsNotedAndRankedLast() {
        Ranking ranking = Search.grid(Space.of(x), 5, Seed.of(1))
                .seeds(2)
                .threads(2)
                .run(trial -> {
                    if (trial.get(x) == 0.5) {
                        throw new IllegalStateException("too wide");
                    }
                    return trial.get(x) == 1 ? Double.NaN : trial.get(x);
                });

        assertThat(ranking.outcomes()).extracting(o -> o.setting().get(x)).containsExactly(0.0, -0.5, -1.0, 0.5, 1.0);
        assertThat(ranking.outcomes().get(3).failure())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("too wide");
        assertThat(ranking.outcomes().get(3).mean()).isNaN();
        assertThat(ranking.outcomes().get(4).failure())
                .isInstanceOf(ArgumentException.class)
                .hasMessage("the score is NaN; it must be a finite number");
        assertThat(ranking.best().failure()).isNull();
    }

    @Test
    void aSettingThatFailsForOneSeedHasFailed() {
        Seed second = Seed.of(1).child(1).child(1);
        Ranking ranking = Search.grid(Space.of(kind), 1, Seed.of(1)).seeds(3).run(trial -> {
            if (trial.get(kind).equals("good") && trial.seed().equals(second)) {
                throw new IllegalStateException("diverged");
            }
            return 1;
        });
        Outcome last = ranking.outcomes().get(1);
        assertThat(last.setting().get(kind)).isEqualTo("good");
        assertThat(last.failure()).hasMessage("diverged");
        assertThat(last.scores()).containsExactly(1.0, Double.NaN, 1.0);
    }

    @Test
    void aSearchInWhichAllFailSaysSo() {
        IllegalStateException failure = new IllegalStateException("no memory");
        assertThatThrownBy(
                        () -> Search.coarseToFine(Space.of(x), 2, 3, Seed.of(1)).run(trial -> {
                            throw failure;
                        }))
                .isInstanceOf(SearchException.class)
                .hasMessageContaining("each of 6 settings failed; the first one (x=")
                .hasMessageContaining("no memory")
                .hasCause(failure);
    }

    @Test
    void afterARoundThatFailedWhollyTheWholeSpaceIsDrawnFrom() {
        AtomicInteger calls = new AtomicInteger();
        Ranking ranking = Search.coarseToFine(Space.of(x), 3, 20, Seed.of(1)).run(trial -> {
            if (calls.getAndIncrement() < 20) {
                throw new IllegalStateException("not yet");
            }
            return trial.get(x);
        });
        assertThat(ranking.best().failure()).isNull();
        assertThat(ranking.outcomes().subList(40, 60)).allMatch(o -> o.round() == 0 && o.failure() != null);
        assertThat(ranking.outcomes().stream()
                        .filter(o -> o.round() == 1)
                        .map(o -> o.setting().get(x)))
                .as("wider than a part of the space")
                .anyMatch(v -> v < -0.5)
                .anyMatch(v -> v > 0.5);
    }

    @Test
    void anErrorEndsTheSearch() {
        AtomicInteger calls = new AtomicInteger();
        assertThatThrownBy(() -> Search.random(Space.of(x), 1000, Seed.of(1))
                        .threads(2)
                        .run(trial -> {
                            calls.incrementAndGet();
                            throw new AssertionError("a bug");
                        }))
                .isInstanceOf(AssertionError.class)
                .hasMessage("a bug");
        assertThat(calls).hasValueLessThan(1000);
    }

    @Test
    void anInterruptedSearchEnds() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Search.random(Space.of(x), 3, Seed.of(1)).run(trial -> 1))
                .isInstanceOf(SearchException.class)
                .hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).as("still interrupted").isTrue();
    }

    @Test
    void noMoreThreadsThanWantedAndNoLeftovers() {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Tape> open = Collections.synchronizedList(new ArrayList<>());
        Search.random(Space.of(x), 60, Seed.of(1)).threads(3).run(trial -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            assertThat(Tape.recording()).as("no tape of an earlier trial").isNull();
            open.add(Tape.record()); // and never closed
            Thread.onSpinWait();
            running.decrementAndGet();
            return 1;
        });
        assertThat(most).hasValueBetween(1, 3);
        assertThat(open).hasSize(60);
    }

    @Test
    void numbersThatMakeNoSenseAreRefused() {
        Seed seed = Seed.of(1);
        assertThatThrownBy(() -> Search.random(space, 0, seed))
                .isInstanceOf(ArgumentException.class)
                .hasMessage("Search: expected 1 to 100000 settings, got 0");
        assertThatThrownBy(() -> Search.grid(space, 0, seed)).hasMessageContaining("points, got 0");
        assertThatThrownBy(() -> Search.grid(space, 1000, seed))
                .hasMessageContaining("1000 points for each of 3 hyperparameters are more than 100000 settings");
        assertThatThrownBy(() -> Search.coarseToFine(space, 1000, 1000, seed)).hasMessageContaining("got 1000000");
        assertThatThrownBy(() -> Search.coarseToFine(space, 0, 1, seed)).hasMessageContaining("rounds, got 0");
        assertThatThrownBy(() -> Search.random(space, 1, null)).hasMessageContaining("seed must not be null");
        assertThatThrownBy(() -> Search.random(space, 1, seed).seeds(0)).hasMessageContaining("seeds, got 0");
        assertThatThrownBy(() -> Search.random(space, 1, seed).threads(0)).hasMessageContaining("threads, got 0");
        Hyperparameter<Double> other = Hyperparameter.uniform("x", -1, 1);
        assertThatThrownBy(() -> Search.random(space, 2, seed).run(trial -> trial.get(other)))
                .hasRootCauseInstanceOf(ArgumentException.class)
                .hasMessageContaining("'x' is not searched; add it to the Space. There are [x, rate, kind]");
    }

    @Test
    void theTrialsOfAllRoundsAreCountedWhereTheSearchIsBuilt() {
        Search rounds = Search.coarseToFine(space, 10, 100, Seed.of(1));
        assertThat(rounds.seeds(100)).as("100000 trials").isNotNull();
        assertThatThrownBy(() -> rounds.seeds(101))
                .isInstanceOf(ArgumentException.class)
                .hasMessage("Search: expected 1 to 100000 trials (1000 settings in all, 101 seeds each), got 101000");
        // 2^32 + 65536 as an int is 65536
        assertThatThrownBy(() -> Search.random(space, 65537, Seed.of(1)).seeds(65536))
                .hasMessageContaining("65537 settings in all, 65536 seeds each), got 4295032832");
        assertThatThrownBy(() -> Search.grid(Space.of(x), 60000, Seed.of(1)).seeds(2))
                .hasMessageContaining("got 120000");
    }

    @Test
    void anOutcomeHasAScoreAndAFailureOrNullForEachSeed() {
        Setting setting = Search.grid(Space.of(kind), 1, Seed.of(1))
                .run(trial -> 1)
                .best()
                .setting();
        List<RuntimeException> none = Collections.singletonList(null);
        assertThatThrownBy(() -> new Outcome(0, 0, setting, List.of(), List.of()))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("for each seed, got 0 and 0");
        assertThatThrownBy(() -> new Outcome(0, 0, setting, List.of(1.0, 2.0), none))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("got 2 and 1");

        List<Double> scores = new ArrayList<>(List.of(1.0));
        Outcome outcome = new Outcome(0, 0, setting, scores, new ArrayList<>(none));
        scores.set(0, 2.0);
        assertThat(outcome.mean()).as("a copy").isEqualTo(1);
        assertThat(outcome.failure()).isNull();
        assertThatThrownBy(() -> outcome.failures().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    private Ranking ofThree() {
        Hyperparameter<String> text = Hyperparameter.choice("kind, of", "a", "b \"q\"", "c,d");
        return Search.grid(Space.of(text), 1, Seed.of(1)).seeds(2).run(trial -> {
            if (trial.get(text).equals("a")) {
                throw new IllegalStateException("line\nbreak, and comma");
            }
            boolean first = trial.seed().equals(Seed.of(1).child(1).child(0));
            return (trial.get(text).equals("c,d") ? 1 : 0.25) + (first ? 0.5 : 0);
        });
    }

    @Test
    void aRankingIsATable() {
        Ranking ranking = ofThree();
        assertThat(ranking.toString().lines())
                .containsExactly(
                        "rank  number  round  kind, of    mean     std  failure",
                        "   1       2      0       c,d   1.250  0.3536",
                        "   2       1      0     b \"q\"  0.5000  0.3536",
                        "   3       0      0         a       -       -  IllegalStateException: line break, and comma");
        assertThat(ranking.first(1).lines())
                .containsExactly(
                        "rank  number  round  kind, of   mean     std", "   1       2      0       c,d  1.250  0.3536");
    }

    @Test
    void aRankingIsWrittenAsCsv(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("search.csv");
        ofThree().writeCsv(file);
        assertThat(Files.readString(file))
                .isEqualTo("rank,number,round,\"kind, of\",mean,std,score_0,score_1,failure\r\n"
                        + "1,2,0,\"c,d\",1.25,0.3535533905932738,1.5,1.0,\r\n"
                        + "2,1,0,\"b \"\"q\"\"\",0.5,0.3535533905932738,0.75,0.25,\r\n"
                        + "3,0,0,a,,,,,\"IllegalStateException: line\nbreak, and comma\"\r\n");
        assertThatThrownBy(() -> ofThree().writeCsv(directory.resolve("none").resolve("search.csv")))
                .isInstanceOf(FileException.class);
    }
}
