package org.autodiff.nn.train;

import java.util.function.BooleanSupplier;
import org.autodiff.error.Require;

/** A hook between the steps and the epochs of a {@link Trainer}; does nothing by default. */
public interface Callback {
    /** After each of the optimizer's steps. */
    default void step(Step step) {}

    /**
     * After each epoch.
     *
     * @param epoch counted from 0
     * @param loss the mean loss of the epoch's samples, each before its step; NaN if there were none
     * @return whether the training goes on
     */
    default boolean epoch(int epoch, double loss) {
        return true;
    }

    /** A callback that runs an action after each step, such as {@code scheduler::step}. */
    static Callback eachStep(Runnable action) {
        Require.nonNull(action, "Callback.eachStep", "the action", "pass one such as scheduler::step");
        return new Callback() {
            @Override
            public void step(Step step) {
                action.run();
            }
        };
    }

    /** A callback that runs an action after each epoch, such as {@code scheduler::step}. */
    static Callback eachEpoch(Runnable action) {
        Require.nonNull(action, "Callback.eachEpoch", "the action", "pass one such as scheduler::step");
        return until(() -> {
            action.run();
            return false;
        });
    }

    /**
     * A callback that ends the training after the first epoch at which a condition holds: {@code () ->
     * stopping.report(test.value())}.
     */
    static Callback until(BooleanSupplier end) {
        Require.nonNull(end, "Callback.until", "the condition", "pass one that is true when the training is to end");
        return new Callback() {
            @Override
            public boolean epoch(int epoch, double loss) {
                return !end.getAsBoolean();
            }
        };
    }
}
