package org.autodiff.check.assertj;

import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.array.Seed;
import org.autodiff.check.Fault;
import org.autodiff.check.GradCheck;
import org.autodiff.check.Mode;
import org.autodiff.check.report.GradCheckReport;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;

/**
 * Assertions on the gradient of a function of tensors: a point, settings, and what the check is to find. The check runs once,
 * when something is asserted. It is not final, for soft assertions make a subclass of it.
 */
public class GradientAssert extends AbstractGradientAssert<GradientAssert, TensorFunction> {
    private GradCheck settings = GradCheck.DEFAULT;
    private Tensor[] point;
    private String[] names;
    private GradCheckReport report;

    /** Assertions on the gradient of a function. */
    public GradientAssert(TensorFunction actual) {
        super(actual, GradientAssert.class);
    }

    /** The point at which the gradient is checked: one tensor for each argument. */
    public GradientAssert at(Tensor... xs) {
        point = Require.nonNulls(xs, "at", "the tensors", "pass one for each argument of the function")
                .clone();
        report = null;
        return this;
    }

    /** Names of the arguments, for the report. */
    public GradientAssert named(String... value) {
        names = Require.nonNulls(value, "named", "the names", "pass one for each argument of the function")
                .clone();
        report = null;
        return this;
    }

    /** How often the function is differentiated, 1 to 3; 1 unless it is said. */
    public GradientAssert withOrder(int order) {
        return with(settings.withOrder(order));
    }

    /** How much of the Jacobian is compared; all of it unless it is said. */
    public GradientAssert withMode(Mode mode) {
        return with(settings.withMode(mode));
    }

    /** Where cotangents, directions and samples are drawn from. */
    public GradientAssert withSeed(Seed seed) {
        return with(settings.withSeed(seed));
    }

    /** All settings of the check. */
    public GradientAssert with(GradCheck value) {
        settings = Require.nonNull(value, "with", "the settings", "the usual ones are GradCheck.DEFAULT");
        report = null;
        return this;
    }

    /** The negative control: this check, at this point, would fail if the rule were wrong in this way. */
    public GradientAssert wouldCatch(Fault fault) {
        isNotNull();
        if (!settings.wouldCatch(fault, actual, point())) {
            throw failure(
                    "Expected the check to fail where the rule has the fault %s, but it would not:%n%s",
                    fault, report().toText());
        }
        return this;
    }

    @Override
    public GradCheckReport report() {
        isNotNull();
        if (report == null) {
            report = names == null ? settings.check(actual, point()) : settings.check(actual, names.clone(), point());
        }
        return report;
    }

    private Tensor[] point() {
        if (point == null) {
            throw new ArgumentException(
                    "assertThatGradientOf: there is no point to differentiate at; call at(x, ...) before the assertion");
        }
        return point.clone();
    }
}
