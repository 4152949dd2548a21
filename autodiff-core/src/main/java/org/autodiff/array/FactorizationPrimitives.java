package org.autodiff.array;

/** The part of a {@link Backend} that solves and factorizes matrices, the last two axes; leading axes are batches. */
public interface FactorizationPrimitives {}
