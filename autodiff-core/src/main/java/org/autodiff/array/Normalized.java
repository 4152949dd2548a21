package org.autodiff.array;

/** A normalized batch, and the statistics that it had before. */
public record Normalized(Array values, Moments moments) {}
