/**
 * Mutation of derivative rules: the proof of the gradient checker. {@link org.autodiff.check.mutation.Mutations} makes the rules
 * of an operation wrong in each of the ways in which people get them wrong, one at a time, and looks whether the checker
 * notices.
 *
 * <p>A {@code Change} is one way to be wrong: it alters what a rule reads, the cotangent that enters it, or what leaves it, and
 * {@code Changes} lists them by {@link org.autodiff.check.mutation.Flaw}. A {@code Mutant} is an operation with a change in one
 * place of one direction; {@code Point} compares its derivatives with the right ones, which shows where it is wrong, or that
 * it is equivalent.
 */
@LibraryCode
package org.autodiff.check.mutation;

import org.autodiff.op.LibraryCode;
