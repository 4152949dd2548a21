/**
 * Functions of a number or of one matrix that Java's {@code Math} lacks, in double precision, each from a published formula.
 *
 * <p>Threads: as {@link org.autodiff} says.
 */
package org.autodiff.array.math;
