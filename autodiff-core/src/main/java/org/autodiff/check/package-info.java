/**
 * Checks of gradients: of this library's operations, of one's own, of whole functions, and of gradients written by hand that
 * know nothing of this library. It needs no test framework.
 *
 * <ul>
 *   <li>{@link org.autodiff.check.GradCheck} checks a function of tensors at a point, to the third order: settings are
 *       withers of {@link org.autodiff.check.GradCheck#DEFAULT}, the entry is {@code check(f, xs)}.
 *   <li>{@link org.autodiff.check.GradientCheck} checks a gradient of plain arrays.
 *   <li>{@link org.autodiff.check.OpCheck} checks an operation by all that its entry states.
 *   <li>{@link org.autodiff.check.report.GradCheckReport} is the result: a {@link org.autodiff.check.report.Verdict}, a
 *       {@link org.autodiff.check.report.Comparison} for each derivative and {@link org.autodiff.check.report.Oracle}, a sentence that says
 *       which of values, vjp, jvp and step is wrong, and the operation that is ({@link org.autodiff.check.report.Culprit}); as text,
 *       JSON and HTML.
 *   <li>{@link org.autodiff.check.Fault} makes a rule wrong, to see that a check would find it.
 * </ul>
 *
 * <p>How it works: an {@code Examination} compares a {@code Subject} (a function, or a derivative of one) with
 * {@code NumericDerivative}s, whose errors it knows, and {@code Kinks} tells kinks from curves by how these change with the
 * step. Nothing has an absolute tolerance. {@code Purity}, {@code Consistency}, {@code Mixed}, {@code Taylor},
 * {@code SinglePrecision} and {@code ReplayOracle} are the other oracles, {@code Diagnosis} reads their pattern, and
 * {@code Localization} looks for the operation.
 *
 * <p>Threads: as {@link org.autodiff} says.
 */
@LibraryCode
package org.autodiff.check;

import org.autodiff.op.LibraryCode;
