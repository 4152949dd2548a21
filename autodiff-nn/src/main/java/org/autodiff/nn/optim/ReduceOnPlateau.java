package org.autodiff.nn.optim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.Require;
import org.autodiff.nn.StateDict;
import org.autodiff.nn.Stateful;

/**
 * Lowers an optimizer's learning rates when a metric stops getting better; PyTorch's {@code ReduceLROnPlateau}. It
 * belongs to the thread that uses the optimizer.
 */
public final class ReduceOnPlateau implements Stateful {
    /** A smaller change of the rate than this is not made. */
    private static final double LEAST_CHANGE = 1e-8;

    /**
     * Hyperparameters of a reduction on plateaus.
     *
     * @param maximize whether a larger metric is better
     * @param factor what the rate is multiplied by, below 1
     * @param patience how many reports in a row may be no better
     * @param threshold by how much a metric must be better to count
     * @param relative whether the threshold is a share of the best metric's absolute value, else an amount
     * @param cooldown how many reports after a change do not count
     * @param least the rate that is not gone below
     */
    public record Options(
            boolean maximize,
            double factor,
            int patience,
            double threshold,
            boolean relative,
            int cooldown,
            double least) {
        /** PyTorch's: a smaller metric is better, factor 0.1, patience 10, threshold 1e-4 of the best, no cooldown. */
        public static final Options DEFAULT = new Options(false, 0.1, 10, 1e-4, true, 0, 0);

        /** Checks the ranges. */
        public Options {
            Require.belowOne(factor, "ReduceOnPlateau", "factor");
            Require.notNegative(patience, "ReduceOnPlateau", "patience");
            Require.notNegative(threshold, "ReduceOnPlateau", "threshold");
            Require.notNegative(cooldown, "ReduceOnPlateau", "cooldown");
            Require.notNegative(least, "ReduceOnPlateau", "least");
        }

        /** These options in which a larger metric is better, or a smaller one. */
        public Options withMaximize(boolean value) {
            return new Options(value, factor, patience, threshold, relative, cooldown, least);
        }

        /** These options with another factor. */
        public Options withFactor(double value) {
            return new Options(maximize, value, patience, threshold, relative, cooldown, least);
        }

        /** These options with another patience. */
        public Options withPatience(int value) {
            return new Options(maximize, factor, value, threshold, relative, cooldown, least);
        }

        /** These options with another threshold. */
        public Options withThreshold(double value) {
            return new Options(maximize, factor, patience, value, relative, cooldown, least);
        }

        /** These options with a threshold that is a share of the best metric, or an amount. */
        public Options withRelative(boolean value) {
            return new Options(maximize, factor, patience, threshold, value, cooldown, least);
        }

        /** These options with another cooldown. */
        public Options withCooldown(int value) {
            return new Options(maximize, factor, patience, threshold, relative, value, least);
        }

        /** These options with another least rate. */
        public Options withLeast(double value) {
            return new Options(maximize, factor, patience, threshold, relative, cooldown, value);
        }
    }

    private final Optimizer optimizer;
    private final Options options;
    private double best;
    private int bad;
    private int cooling;

    /** A reduction with PyTorch's defaults. */
    public ReduceOnPlateau(Optimizer optimizer) {
        this(optimizer, Options.DEFAULT);
    }

    /** A reduction with the given options. */
    public ReduceOnPlateau(Optimizer optimizer, Options options) {
        this.optimizer = Require.nonNull(
                optimizer, "ReduceOnPlateau", "the optimizer", "pass the one whose learning rates it lowers");
        this.options =
                Require.nonNull(options, "ReduceOnPlateau", "the options", "leave them out for PyTorch's defaults");
        this.best = options.maximize() ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }

    /** Reports a metric, usually once an epoch. NaN counts as no better. */
    public void step(double metric) {
        if (isBetter(metric)) {
            best = metric;
            bad = 0;
        } else {
            bad++;
        }
        if (cooling > 0) {
            cooling--;
            bad = 0;
        }
        if (bad > options.patience()) {
            for (ParameterGroup group : optimizer.groups()) {
                double rate = Math.max(group.learningRate() * options.factor(), options.least());
                if (group.learningRate() - rate > LEAST_CHANGE) {
                    group.learningRate(rate);
                }
            }
            cooling = options.cooldown();
            bad = 0;
        }
    }

    /** A first metric, compared with infinity, is better; so is none at equality or NaN. */
    private boolean isBetter(double metric) {
        double least = options.threshold();
        if (options.relative()) {
            // of the size of the best, so that a mark below 0 lies on the same side as one above
            least *= Double.isInfinite(best) ? 0 : Math.abs(best);
        }
        return options.maximize() ? metric > best + least : metric < best - least;
    }

    @Override
    public String identity() {
        return "ReduceOnPlateau of " + options;
    }

    /** The best metric and the counts. */
    @Override
    public StateDict stateDict() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        all.put("best", Tensor.scalar(DType.FLOAT64, best));
        all.put("counts", Tensor.of(new long[] {bad, cooling}));
        return StateDict.of(all);
    }

    @Override
    public List<String> misfits(StateDict state) {
        return entries(state).misfits("");
    }

    private static SavedEntries entries(StateDict state) {
        Require.nonNull(state, "ReduceOnPlateau.loadStateDict", "the state", "pass one that stateDict() has given");
        return new SavedEntries(
                state.asMap(), Map.of("best", SavedEntries.Form.numbers(), "counts", SavedEntries.Form.counts(0, 2)));
    }

    /** Goes on from a state; one that does not fit is refused. */
    @Override
    public void loadStateDict(StateDict state) {
        requireFit(state);
        SavedEntries entries = entries(state);
        long[] counts = entries.tensor("counts").toLongs();
        best = entries.number("best");
        bad = (int) counts[0];
        cooling = (int) counts[1];
    }
}
