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
 * <p>Threads: values, records, results and functions may be used from any; what has a state that changes belongs to one thread at
 * a time. Classes for which that is not all say so in their first sentences.
 */
@LibraryCode
package org.autodiff.check.assertj;

import org.autodiff.op.LibraryCode;
