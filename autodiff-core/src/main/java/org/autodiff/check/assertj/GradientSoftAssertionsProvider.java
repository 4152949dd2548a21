package org.autodiff.check.assertj;

import org.assertj.core.api.SoftAssertionsProvider;
import org.autodiff.TensorFunction;
import org.autodiff.check.report.GradCheckReport;

/** Soft assertions on gradients, to be mixed into soft assertions of one's own. */
public interface GradientSoftAssertionsProvider extends SoftAssertionsProvider {
    /** Assertions on the gradient of a function of tensors, whose failures are gathered. */
    default GradientAssert assertThatGradientOf(TensorFunction f) {
        return proxy(GradientAssert.class, TensorFunction.class, f);
    }

    /** Assertions on a report, whose failures are gathered. */
    default GradCheckReportAssert assertThat(GradCheckReport report) {
        return proxy(GradCheckReportAssert.class, GradCheckReport.class, report);
    }
}
