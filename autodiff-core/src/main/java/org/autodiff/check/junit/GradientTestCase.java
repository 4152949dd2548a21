package org.autodiff.check.junit;

import java.util.function.Function;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.check.report.GradCheckReport;
import org.autodiff.check.report.Verdict;
import org.opentest4j.AssertionFailedError;

/** One function at one point: what a test of {@link GradientTests} checks. */
public final class GradientTestCase {
    private final String name;
    private final Function<Object, TensorFunction> function;
    private final Tensor[] point;
    private final org.autodiff.check.GradCheck settings;
    private final Verdict due;

    /**
     * @param function of the test's instance
     */
    GradientTestCase(
            String name,
            Function<Object, TensorFunction> function,
            Tensor[] point,
            org.autodiff.check.GradCheck settings,
            Verdict due) {
        this.name = name;
        this.function = function;
        this.point = point;
        this.settings = settings;
        this.due = due;
    }

    /** A case that cannot be checked, and why. */
    static GradientTestCase thatThrows(String name, RuntimeException e) {
        return new GradientTestCase(
                name,
                instance -> {
                    throw e;
                },
                new Tensor[0],
                org.autodiff.check.GradCheck.DEFAULT,
                Verdict.PASS);
    }

    /** Checks it, and throws the text of the report where the verdict is another one than is due. */
    void run(Object test) {
        fail(settings.check(function.apply(test), point.clone()), due);
    }

    /** Throws the text of a report whose verdict is another one than is due. */
    static void fail(GradCheckReport report, Verdict due) {
        if (report.verdict() != due) {
            throw new AssertionFailedError(
                    (due == Verdict.PASS ? "" : "The verdict " + due + " was due.\n\n") + report.toText(),
                    due,
                    report.verdict());
        }
    }

    /** What is checked, and where. */
    @Override
    public String toString() {
        return name;
    }
}
