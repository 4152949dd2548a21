package org.autodiff.check.assertj;

import org.autodiff.check.report.GradCheckReport;

/** Assertions on the report of a check that has been run. It is not final, for soft assertions make a subclass of it. */
public class GradCheckReportAssert extends AbstractGradientAssert<GradCheckReportAssert, GradCheckReport> {
    /** Assertions on a report. */
    public GradCheckReportAssert(GradCheckReport actual) {
        super(actual, GradCheckReportAssert.class);
    }

    @Override
    public GradCheckReport report() {
        isNotNull();
        return actual;
    }
}
