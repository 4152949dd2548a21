package org.autodiff.nn.train;

/**
 * A step that an optimizer has made.
 *
 * @param next the batch that comes next: what a checkpoint keeps
 * @param loss the mean loss of the step's samples, before the step
 * @param samples how many these are
 */
public record Step(Position next, double loss, int samples) {}
