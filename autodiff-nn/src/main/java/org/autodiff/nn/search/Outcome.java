package org.autodiff.nn.search;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;

/**
 * The scores of one setting, over all seeds.
 *
 * @param number which setting it was in the order in which they were tried, from 0
 * @param round in which round of the search it was tried, from 0
 * @param setting the setting
 * @param scores its score for each seed; NaN where the run failed
 * @param failures what went wrong for each seed; null where nothing did
 */
public record Outcome(int number, int round, Setting setting, List<Double> scores, List<RuntimeException> failures) {
    /** Copies the lists, which hold a score and a failure or null for each seed. */
    public Outcome {
        Require.nonNull(setting, "Outcome", "the setting", "pass the one that was tried");
        Require.nonNull(scores, "Outcome", "the list of scores", "pass one for each seed");
        Require.nonNull(
                failures, "Outcome", "the list of failures", "pass one for each seed, null where nothing went wrong");
        if (scores.isEmpty() || scores.size() != failures.size()) {
            throw new ArgumentException("Outcome: expected a score and a failure or null for each seed, got "
                    + scores.size() + " and " + failures.size());
        }
        scores = List.copyOf(scores);
        failures = Collections.unmodifiableList(new ArrayList<>(failures)); // it has nulls
    }

    /** The first thing that went wrong, or null. A setting that failed for one seed has failed. */
    public RuntimeException failure() {
        return failures.stream().filter(Objects::nonNull).findFirst().orElse(null);
    }

    /** The mean of the scores; NaN where one of the runs failed. */
    public double mean() {
        return scores.stream().mapToDouble(s -> s).sum() / scores.size();
    }

    /** The standard deviation of the scores, with the divisor n - 1; NaN for one seed, or where a run failed. */
    public double deviation() {
        double mean = mean();
        double squares =
                scores.stream().mapToDouble(s -> (s - mean) * (s - mean)).sum();
        return scores.size() == 1 ? Double.NaN : Math.sqrt(squares / (scores.size() - 1));
    }
}
