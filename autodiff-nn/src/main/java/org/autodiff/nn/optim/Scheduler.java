package org.autodiff.nn.optim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.ArgumentException;
import org.autodiff.nn.StateDict;
import org.autodiff.nn.Stateful;

/**
 * Sets an optimizer's learning rates by a {@link Schedule}: that of step 0 at once, the next one with each {@link #step}.
 * Each group has the rate that it had when the scheduler was made as its base.
 */
public final class Scheduler implements Stateful {
    private final Optimizer optimizer;
    private final Schedule schedule;
    private final double[] bases;
    private int time;

    /** A scheduler at time 0. */
    public Scheduler(Optimizer optimizer, Schedule schedule) {
        this.optimizer = optimizer;
        this.schedule = schedule;
        this.bases = optimizer.groups().stream()
                .mapToDouble(ParameterGroup::learningRate)
                .toArray();
        apply();
    }

    /** Goes on by one, usually after each of the optimizer's steps or after each epoch. */
    public void step() {
        time++;
        apply();
    }

    /** How often it has gone on. */
    public int time() {
        return time;
    }

    private void apply() {
        if (optimizer.groups().size() != bases.length) {
            throw new ArgumentException(
                    "Scheduler: the optimizer has " + optimizer.groups().size() + " groups, but had " + bases.length
                            + " when the scheduler was made; add groups before");
        }
        for (int i = 0; i < bases.length; i++) {
            optimizer.groups().get(i).learningRate(schedule.rate(bases[i], time));
        }
    }

    /** The time and the base rates. */
    @Override
    public StateDict stateDict() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        all.put("time", Tensor.of(new long[] {time}).reshape());
        all.put("bases", Tensor.of(bases));
        return StateDict.of(all);
    }

    @Override
    public List<String> misfits(StateDict state) {
        SavedEntries entries = new SavedEntries("Scheduler.loadStateDict", state.asMap());
        return SavedEntries.errors(
                () -> entries.tensor("bases", DType.FLOAT64, bases.length), () -> entries.count("time"));
    }

    /**
     * Goes on from a state of a scheduler with the same schedule.
     *
     * @throws ArgumentException if the state is of another number of groups
     */
    @Override
    public void loadStateDict(StateDict state) {
        SavedEntries entries = new SavedEntries("Scheduler.loadStateDict", state.asMap());
        double[] saved = entries.tensor("bases", DType.FLOAT64, bases.length).toDoubles();
        time = entries.count("time");
        System.arraycopy(saved, 0, bases, 0, bases.length);
        apply();
    }
}
