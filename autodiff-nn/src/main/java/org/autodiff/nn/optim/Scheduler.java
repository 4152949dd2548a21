package org.autodiff.nn.optim;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.nn.StateDict;
import org.autodiff.nn.Stateful;

/**
 * Sets an optimizer's learning rates by a {@link Schedule}: that of step 0 at once, the next one with each {@link
 * #step}. It belongs to the thread that uses the optimizer. Each group has the rate that it had when the scheduler was
 * made as its base.
 */
public final class Scheduler implements Stateful {
    /**
     * The tolerance, relative to the base, within which rates count as the same schedule's: machines differ in the last
     * bits of powers and cosines.
     */
    private static final double ROUNDING = 1e-12;

    private final Optimizer optimizer;
    private final Schedule schedule;
    private final double[] bases;
    private int time;

    /** A scheduler at time 0. */
    public Scheduler(Optimizer optimizer, Schedule schedule) {
        this.optimizer =
                Require.nonNull(optimizer, "Scheduler", "the optimizer", "pass the one whose learning rates it sets");
        this.schedule = Require.nonNull(
                schedule, "Scheduler", "the schedule", "pass one of Schedule's, such as exponential(0.97)");
        this.bases = optimizer.groups().stream()
                .mapToDouble(ParameterGroup::learningRate)
                .toArray();
        moveTo(0);
    }

    /**
     * Goes on by one, usually after each of the optimizer's steps or after each epoch.
     *
     * @throws ArgumentException if the schedule has no rate there, as beyond the end of {@link OneCycle}, or a bad one; then
     *     the time stays as it is
     */
    public void step() {
        moveTo(time + 1);
    }

    /** The number of steps made, the time of the schedule. */
    public int time() {
        return time;
    }

    private void moveTo(int at) {
        if (optimizer.groups().size() != bases.length) {
            throw new ArgumentException(
                    "Scheduler: the optimizer has " + optimizer.groups().size() + " groups, but had " + bases.length
                            + " when the scheduler was made; add groups before");
        }
        double[] rates = rates(bases, at);
        for (int i = 0; i < bases.length; i++) {
            optimizer.groups().get(i).learningRate(rates[i]);
        }
        time = at;
    }

    private double[] rates(double[] of, int at) {
        return Arrays.stream(of).map(base -> schedule.rate(base, at)).toArray();
    }

    /** The class and the schedule's {@link Schedule#description}. */
    @Override
    public String identity() {
        return "Scheduler of " + schedule.description();
    }

    /** The time, the base rates, and the rates that the schedule makes of them at that time. */
    @Override
    public StateDict stateDict() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        all.put("time", Tensor.of(new long[] {time}).reshape());
        all.put("bases", Tensor.of(bases));
        all.put("rates", Tensor.of(rates(bases, time)));
        return StateDict.of(all);
    }

    @Override
    public List<String> misfits(StateDict state) {
        SavedEntries entries = entries(state);
        List<String> lines = entries.misfits("");
        if (lines.isEmpty()) {
            double[] saved = entries.tensor("rates").toDoubles();
            int at = entries.count("time");
            double[] from = entries.tensor("bases").toDoubles();
            double[] own;
            try {
                own = rates(from, at);
            } catch (ArgumentException e) {
                return List.of("another schedule: " + e.getMessage());
            }
            for (int i = 0; i < own.length; i++) {
                if (!(Math.abs(own[i] - saved[i]) <= ROUNDING * Math.max(Math.abs(from[i]), Math.abs(saved[i])))) {
                    lines.add("another schedule: at time " + at + " it gives group " + i + " the rate " + own[i]
                            + ", the saved one gave " + saved[i]);
                }
            }
        }
        return lines;
    }

    private SavedEntries entries(StateDict state) {
        Require.nonNull(state, "Scheduler.loadStateDict", "the state", "pass one that stateDict() has given");
        SavedEntries.Form rates = SavedEntries.Form.numbers(bases.length);
        return new SavedEntries(
                state.asMap(), Map.of("time", SavedEntries.Form.count(0), "bases", rates, "rates", rates));
    }

    /**
     * Goes on from a state of a scheduler with the same schedule.
     *
     * @throws ArgumentException if the state is of another number of groups, or of a schedule with other rates at that time;
     *     then nothing is changed
     */
    @Override
    public void loadStateDict(StateDict state) {
        requireFit(state);
        SavedEntries entries = entries(state);
        System.arraycopy(entries.tensor("bases").toDoubles(), 0, bases, 0, bases.length);
        moveTo(entries.count("time"));
    }
}
