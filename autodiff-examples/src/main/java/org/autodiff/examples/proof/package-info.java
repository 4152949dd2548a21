/**
 * The proof of the gradient checker: what it must find, and where it must raise no alarm. {@link
 * org.autodiff.examples.proof.Prove} runs all of it.
 *
 * <p>{@link org.autodiff.examples.proof.Mutations} makes the rules of operations wrong in each of the ways in which people get
 * them wrong, one at a time. A {@code Change} is one way: it alters what a rule reads, the cotangent that enters it, or what
 * leaves it, and {@code Changes} lists them by {@link org.autodiff.examples.proof.Flaw}. A {@code Mutant} is an operation with a
 * change by one input in one direction; a {@code Point} compares its derivatives with the right ones, which shows where it is
 * wrong, or that it is equivalent. {@code KinkSeeds}, {@code SmoothPrograms}, {@code PlantedFaults} and {@code HardPoints} are the
 * statistics.
 */
package org.autodiff.examples.proof;
