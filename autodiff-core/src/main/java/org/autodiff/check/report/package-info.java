/**
 * The result of a gradient check, and what it looks like: {@link org.autodiff.check.report.GradCheckReport} with its
 * {@link org.autodiff.check.report.Verdict}, a {@link org.autodiff.check.report.Comparison} for each derivative and
 * {@link org.autodiff.check.report.Oracle}, and the {@link org.autodiff.check.report.Culprit} that localisation found; as
 * text, JSON and HTML. It knows nothing of how the check is done.
 *
 * <p>Threads: as {@link org.autodiff} says.
 */
@LibraryCode
package org.autodiff.check.report;

import org.autodiff.op.LibraryCode;
