package org.autodiff.certified;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.check.GradCheck;
import org.autodiff.check.report.Comparison;
import org.autodiff.check.report.GradCheckReport;
import org.autodiff.check.report.Oracle;
import org.autodiff.check.report.Verdict;

/** The check of a function by all oracles that apply to it. */
final class Oracles {
    /**
     * Those that apply to every function in double precision. The replay does where all its operations have a complex form,
     * the Taylor remainder where it is more than rounding, mixes of active inputs where there are several.
     */
    private static final Set<Oracle> ALWAYS =
            EnumSet.of(Oracle.DIFFERENCES, Oracle.TANGENT_DIFFERENCES, Oracle.ADJOINT, Oracle.MIXED, Oracle.COTANGENT);

    private Oracles() {}

    /** Passes if the derivatives to the second order do, and each oracle has had its say. */
    static GradCheckReport assertAllPass(String name, TensorFunction f, Tensor... xs) {
        GradCheckReport r = GradCheck.order(2).check(f, xs);
        assertThat(r.verdict()).as(name + ": " + r).isEqualTo(Verdict.PASS);
        assertThat(r.comparisons()).extracting(Comparison::oracle).as(name).containsAll(ALWAYS);
        return r;
    }
}
