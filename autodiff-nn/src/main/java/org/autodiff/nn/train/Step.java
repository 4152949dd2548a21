package org.autodiff.nn.train;

import org.autodiff.error.Require;

/**
 * A step that an optimizer has made.
 *
 * @param next the batch that comes next: what a checkpoint keeps
 * @param loss the mean loss of the step's samples, before the step
 * @param samples how many these are
 */
public record Step(Position next, double loss, int samples) {
    /** Checks that there is a position. */
    public Step {
        Require.nonNull(next, "Step", "the position", "pass that of the batch that comes next");
    }
}
