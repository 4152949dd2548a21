package org.autodiff.check.assertj;

import org.autodiff.TensorFunction;
import org.autodiff.check.report.GradCheckReport;

/** The entry to assertions on gradients, to be imported statically, beside AssertJ's own. */
public final class GradientAssertions {
    private GradientAssertions() {}

    /** Assertions on the gradient of a function of tensors. */
    public static GradientAssert assertThatGradientOf(TensorFunction f) {
        return new GradientAssert(f);
    }

    /** Assertions on a report, such as that of a {@link org.autodiff.check.GradientCheck}. */
    public static GradCheckReportAssert assertThat(GradCheckReport report) {
        return new GradCheckReportAssert(report);
    }
}
