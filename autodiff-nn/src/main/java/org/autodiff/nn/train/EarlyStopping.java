package org.autodiff.nn.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.nn.Module;
import org.autodiff.nn.StateDict;
import org.autodiff.nn.Stateful;

/**
 * Ends a training when a measure on held-out data no longer gets better, and gives the model the weights that were best.
 *
 * <pre>{@code
 * EarlyStopping stopping = EarlyStopping.whenHighest(model, 5, 1e-4);
 * for (int epoch = 0; epoch < 100 && !stopping.report(accuracy); epoch++) { ... }
 * stopping.restoreBest();
 * }</pre>
 */
public final class EarlyStopping implements Stateful {
    private static final String BEST = "best";
    private static final String BAD = "bad";
    private static final String WEIGHTS = "weights.";

    private final Module model;
    private final int patience;
    private final double leastChange;
    private final boolean maximize;
    private StateDict weights;
    private double best = Double.NaN;
    private int bad;

    private EarlyStopping(Module model, int patience, double leastChange, boolean maximize) {
        this.model =
                Require.nonNull(model, "EarlyStopping", "the model", "pass the one whose best weights are to be kept");
        this.patience = Require.notNegative(patience, "EarlyStopping", "the patience");
        this.leastChange = Require.notNegative(leastChange, "EarlyStopping", "the least change");
        this.maximize = maximize;
    }

    /**
     * Early stopping on a measure to be minimised, as a loss.
     *
     * @param patience after how many reports in a row without improvement the training ends: 2 ends it with the second one.
     *     0 is as 1, the first one
     * @param leastChange by how much a measure must be better to count
     * @throws ArgumentException if a number is negative or not finite
     */
    public static EarlyStopping whenLowest(Module model, int patience, double leastChange) {
        return new EarlyStopping(model, patience, leastChange, false);
    }

    /** Early stopping on a measure to be maximised, as an accuracy; else as {@link #whenLowest}. */
    public static EarlyStopping whenHighest(Module model, int patience, double leastChange) {
        return new EarlyStopping(model, patience, leastChange, true);
    }

    /**
     * Takes a measure of the model as it is now, and keeps a copy of its state where it is the best so far. NaN counts as no
     * better.
     *
     * @return whether the training should end: the last {@code patience} reports, this one with them, were no better
     */
    public boolean report(double measure) {
        double gain = maximize ? measure - best : best - measure;
        if (!Double.isNaN(measure) && (weights == null || gain > leastChange)) {
            best = measure;
            weights = model.stateDict();
            bad = 0;
        } else {
            bad++;
        }
        return bad >= Math.max(1, patience);
    }

    /** The best measure; NaN where there was none. */
    public double best() {
        return best;
    }

    /** Gives the model the state that it had at the best measure; there must have been one that is not NaN. */
    public void restoreBest() {
        if (weights == null) {
            throw new ArgumentException("EarlyStopping.restoreBest: no measure was reported yet, or all were NaN");
        }
        model.loadStateDict(weights);
    }

    @Override
    public String identity() {
        return "EarlyStopping[patience=" + patience + ", leastChange=" + leastChange + ", maximize=" + maximize + "]";
    }

    /** The best measure, the count of those that were no better, and the weights of the best. */
    @Override
    public StateDict stateDict() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        all.put(BEST, Tensor.scalar(DType.FLOAT64, best));
        all.put(BAD, Tensor.of(new long[] {bad}).reshape());
        if (weights != null) {
            weights.asMap().forEach((name, tensor) -> all.put(WEIGHTS + name, tensor));
        }
        return StateDict.of(all);
    }

    @Override
    public List<String> misfits(StateDict state) {
        Require.nonNull(state, "EarlyStopping.loadStateDict", "the state", "pass one that stateDict() has given");
        List<String> lines = new ArrayList<>();
        if (!isNumber(state, BEST, DType.FLOAT64) || !isNumber(state, BAD, DType.INT64)) {
            lines.add("expected a number '" + BEST + "' and a count '" + BAD + "' among " + state.names());
        }
        state.names().stream()
                .filter(name -> !name.equals(BEST) && !name.equals(BAD) && !name.startsWith(WEIGHTS))
                .forEach(name -> lines.add("unexpected '" + name + "'"));
        StateDict saved = weights(state);
        if (saved.size() > 0) {
            lines.addAll(model.misfits(saved));
        }
        return lines;
    }

    @Override
    public void loadStateDict(StateDict state) {
        requireFit(state);
        StateDict saved = weights(state);
        weights = saved.size() == 0 ? null : saved;
        best = state.get(BEST).item();
        bad = Math.toIntExact(state.get(BAD).toLongs()[0]);
    }

    private static boolean isNumber(StateDict state, String name, DType dtype) {
        return state.contains(name)
                && state.get(name).dtype() == dtype
                && state.get(name).size() == 1
                && (dtype != DType.INT64 || isCount(state.get(name).toLongs()[0]));
    }

    private static boolean isCount(long value) {
        return value >= 0 && value < Integer.MAX_VALUE;
    }

    private static StateDict weights(StateDict state) {
        Map<String, Tensor> found = new LinkedHashMap<>();
        state.asMap().forEach((name, tensor) -> {
            if (name.startsWith(WEIGHTS)) {
                found.put(name.substring(WEIGHTS.length()), tensor);
            }
        });
        return StateDict.of(found);
    }
}
