package org.autodiff.nn.optim;

import org.autodiff.error.ArgumentException;

/**
 * One entry of the state that an {@link Optimizer} keeps for each parameter; see {@link Optimizer#stateEntries}.
 *
 * @param name by which a {@link ParameterState} and a saved state call it
 * @param isNumber whether it is one number, else a tensor of the parameter's shape and element type
 * @param initial what it begins with, everywhere
 */
public record StateEntry(String name, boolean isNumber, double initial) {
    /**
     * Checks the name.
     *
     * @throws ArgumentException if it is empty, or {@code step}, which is the number of the step
     */
    public StateEntry {
        if (name == null || name.isBlank() || name.equals(ParameterState.STEP)) {
            throw new ArgumentException("StateEntry: the name must not be empty, nor '" + ParameterState.STEP
                    + "', which every state has; got '" + name + "'");
        }
    }

    /** A tensor like the parameter, at first zeros. */
    public static StateEntry zeros(String name) {
        return new StateEntry(name, false, 0);
    }

    /** A tensor like the parameter, at first one value everywhere. */
    public static StateEntry filled(String name, double initial) {
        return new StateEntry(name, false, initial);
    }

    /** One number. */
    public static StateEntry number(String name, double initial) {
        return new StateEntry(name, true, initial);
    }
}
