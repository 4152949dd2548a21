package org.autodiff;

import java.util.function.Supplier;
import org.autodiff.error.Require;

/**
 * One call of a module of a network: what a tape that {@link Tape#noteModules() notes modules} says of the nodes recorded
 * during it. A module that is called twice has two calls with the same path.
 *
 * @param number the number of the call on its tape, from 0 in the order in which calls began
 * @param path the dotted name of the module in its network, as {@code net.2.conv1}
 * @param parent the call during which this one was made; null for the outermost
 */
public record ModuleCall(int number, String path, ModuleCall parent) {
    /**
     * Runs a computation as a call of a module. Costs next to nothing unless the tape that records just now notes modules.
     *
     * @param path gives the dotted name of the module
     */
    public static <R> R of(Supplier<String> path, Supplier<R> body) {
        Require.nonNull(body, "ModuleCall.of", "the computation", "pass a function that returns its result");
        Tape tape = Tape.recording();
        return tape == null ? body.get() : tape.notes().during(path, body);
    }
}
