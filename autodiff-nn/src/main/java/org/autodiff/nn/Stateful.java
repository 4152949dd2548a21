package org.autodiff.nn;

import java.util.List;
import org.autodiff.error.ArgumentException;

/** What a training changes from step to step, and therefore has to save in order to go on later with the same bits. */
public interface Stateful {
    /**
     * The class and the hyperparameters as a text: all that its state leaves out and that must be the same where a
     * training goes on, such as an optimizer's betas. The same text in every process; the name of the class by default.
     */
    default String identity() {
        return getClass().getSimpleName();
    }

    /** The state, as copies. */
    StateDict stateDict();

    /** The entries of a state that do not fit, a line each; none if it can be loaded. Changes nothing. */
    List<String> misfits(StateDict state);

    /**
     * Goes on from a state.
     *
     * @throws ArgumentException if it does not fit; then nothing is changed
     */
    void loadStateDict(StateDict state);

    /**
     * Refuses a state that does not fit.
     *
     * @throws ArgumentException that lists all {@link #misfits}
     */
    default void requireFit(StateDict state) {
        List<String> misfits = misfits(state);
        if (!misfits.isEmpty()) {
            throw new ArgumentException(getClass().getSimpleName()
                    + ".loadStateDict: the state does not fit, nothing was changed\n    "
                    + String.join("\n    ", misfits));
        }
    }
}
