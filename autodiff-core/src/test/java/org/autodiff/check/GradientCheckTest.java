package org.autodiff.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.autodiff.check.report.GradCheckReport;
import org.autodiff.check.report.Verdict;
import org.autodiff.error.ArgumentException;
import org.junit.jupiter.api.Test;

/** Gradients that were written by hand, of plain arrays. */
class GradientCheckTest {
    private static final double[] POINT = {2, 3};

    @Test
    void aRightGradientPassesAndAWrongOneSaysWhere() {
        assertThat(GradientCheck.of(x -> x[0] * x[1], x -> new double[] {x[1], x[0]})
                        .at(POINT)
                        .verdict())
                .isEqualTo(Verdict.PASS);
        GradCheckReport report = GradientCheck.of(x -> x[0] * x[1], x -> new double[] {x[1], x[1]})
                .at(POINT);
        assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(report.toString())
                .startsWith("The gradient by x is wrong at [1]")
                .contains("analytic     3\n", "numeric      2 ± ");
    }

    @Test
    void singlePrecisionIsComparedWithinItsOwnRounding() {
        assertThat(GradientCheck.ofFloats(x -> x[0] * x[0] * x[1], x -> new float[] {2 * x[0] * x[1], x[0] * x[0]})
                        .at(new float[] {2, 3})
                        .verdict())
                .isEqualTo(Verdict.PASS);
        assertThat(GradientCheck.ofFloats(x -> x[0] * x[0] * x[1], x -> new float[] {2.02f * x[0] * x[1], x[0] * x[0]})
                        .at(new float[] {2, 3})
                        .verdict())
                .isEqualTo(Verdict.FAIL);
    }

    @Test
    void jacobiansAndParameters() {
        GradCheckReport jacobian = GradientCheck.ofJacobian(x -> new double[] {x[0] * x[1], x[0]}, x ->
                        new double[][] {{x[1], x[0]}, {1, 0.1}})
                .at(POINT);
        assertThat(jacobian.worst().orElseThrow().worst()).containsExactly(1);
        GradCheckReport parameters = GradientCheck.ofParameters(
                        p -> p.get(0)[0] * p.get(1)[0] + p.get(1)[1],
                        p -> List.of(new double[] {p.get(1)[0]}, new double[] {p.get(0)[0], 2}))
                .named("w", "b")
                .at(List.of(new double[] {2}, new double[] {3, 4}));
        assertThat(parameters.toString())
                .startsWith("The gradient by b is wrong at [1]")
                .contains("The gradient by b is wrong; that by w is right.");
    }

    @Test
    void badInput() {
        assertThatThrownBy(
                        () -> GradientCheck.of(x -> x[0], x -> new double[] {1}).at(POINT))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("the gradient by x has 1 elements, the array 2");
        assertThatThrownBy(() -> GradientCheck.of(x -> x[0], x -> null).at(POINT))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("a gradient must not be null");
        assertThatThrownBy(() -> GradientCheck.of(null, x -> x)).isInstanceOf(ArgumentException.class);
        assertThatThrownBy(() ->
                        GradientCheck.of(x -> x[0], x -> x).named("a", "b").at(POINT))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("2 names for 1 arrays");
        Random random = new Random(1);
        assertThat(GradientCheck.of(x -> random.nextDouble(), x -> x).at(POINT).verdict())
                .isEqualTo(Verdict.NONDETERMINISTIC);
        assertThat(GradientCheck.of(x -> Double.NaN, x -> x).at(POINT).verdict())
                .isEqualTo(Verdict.NOT_DIFFERENTIABLE);
        assertThat(GradientCheck.of(x -> Math.abs(x[0]), x -> new double[] {Math.signum(x[0])})
                        .at(new double[] {0})
                        .verdict())
                .isEqualTo(Verdict.KINK);
    }

    @Test
    void theNegativeControl() {
        GradientCheck<double[]> check = GradientCheck.of(x -> x[0] * x[1], x -> new double[] {x[1], x[0]});
        assertThat(check.wouldCatch(Fault.SIGN, POINT)).isTrue();
        assertThat(check.wouldCatch(Fault.FACTOR, POINT)).isTrue();
        assertThat(check.wouldCatch(Fault.DROPPED_TERM, POINT)).isTrue();
        assertThat(check.wouldCatch(Fault.TANGENT_SIGN, POINT))
                .as("it has no tangent")
                .isFalse();
    }

    @Test
    void views() {
        GradCheckReport report = GradientCheck.of(x -> x[0] * x[1], x -> new double[] {x[1], x[1]})
                .at(POINT);
        assertThat(report.toJson())
                .startsWith("{\"verdict\":\"FAIL\",\"seed\":7,")
                .contains("\"worst\":[1]", "\"numeric\":2.0");
        assertThat(report.toHtml()).contains("<tr class=\"fail\">", "<td>[1]</td>");
    }
}
