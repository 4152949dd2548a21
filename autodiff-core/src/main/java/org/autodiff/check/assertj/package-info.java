/**
 * Assertions on gradients for AssertJ, an optional dependency that those who use this package add themselves:
 *
 * <pre>{@code
 * import static org.autodiff.check.assertj.GradientAssertions.assertThatGradientOf;
 *
 * assertThatGradientOf(xs -> loss(xs)).at(x, w).withOrder(2).isCorrect();
 * }</pre>
 *
 * <p>The message of a failure is the text of the {@link org.autodiff.check.report.GradCheckReport}.
 *
 * <p>Threads: as {@link org.autodiff} says.
 */
@LibraryCode
package org.autodiff.check.assertj;

import org.autodiff.op.LibraryCode;
