package com.example.gradients;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.gradients.PlantedFaults.Place;
import com.example.gradients.PlantedFaults.Planted;
import org.autodiff.Tensor;
import org.autodiff.check.GradCheck;
import org.autodiff.check.report.GradCheckReport;
import org.autodiff.check.report.Verdict;
import org.autodiff.transform.Autodiff;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A fault in a composite is traced to its operation, and to what is wrong with that. */
class LocalizationTest {
    private static GradCheckReport check(Place place, int length, long seed) {
        Planted p = PlantedFaults.in(place, length, seed);
        return GradCheck.DEFAULT.check(p.f(), p.x());
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 40, 80, 140, 200})
    void twentyFaultsAreLocated(int length) {
        for (Place place : Place.values()) {
            GradCheckReport report = check(place, length, length + place.ordinal());
            assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.FAIL);
            assertThat(report.culprit()).as(report.toString()).isNotNull();
            assertThat(report.culprit().op()).isEqualTo("planted");
            assertThat(report.culprit().source()).startsWith("PlantedFaults.java:");
            assertThat(report.toString())
                    .contains("guilty       " + report.culprit().node(), "PlantedFaults.java:");
        }
    }

    @Test
    void whatIsWrongIsToldApart() {
        assertThat(check(Place.FORWARD, 12, 1).culprit().what()).startsWith("its forward value is wrong: ");
        GradCheckReport vjp = check(Place.VJP, 12, 1);
        assertThat(vjp.diagnosis()).endsWith("the adjoint identity fails: values and jvp are right, the vjp is wrong.");
        assertThat(vjp.culprit().what())
                .isEqualTo("its pullback to input 0 is wrong: it is 1.020 times the right one in every element");
        GradCheckReport jvp = check(Place.JVP, 12, 1);
        assertThat(jvp.diagnosis()).endsWith("the adjoint identity fails: values and vjp are right, the jvp is wrong.");
        assertThat(jvp.culprit().what()).startsWith("its pushforward from input 0 is wrong: it is 1.020 times");
        Tensor x = Tensor.of(new double[] {0.4, 0.7});
        GradCheckReport step = GradCheck.DEFAULT.withStep(1e-14).check(xs -> xs[0].sin(), x);
        assertThat(step.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(step.diagnosis()).isEqualTo("The rules are right, the step of the difference quotients is wrong.");
    }

    @Test
    void aFunctionWithAGradientOfItsOwnIsFoundByElimination() {
        Tensor x = Tensor.of(new double[] {0.4, 0.7});
        GradCheckReport report = GradCheck.DEFAULT.check(
                xs -> Autodiff.withVjp("mine", q -> q[0].sin(), (q, y, u) -> new Tensor[] {u.mul(q[0].sin())})
                        .apply(xs[0].exp())
                        .sum(),
                x);
        assertThat(report.culprit().op()).isEqualTo("mine");
        assertThat(report.culprit().byElimination()).isTrue();
    }

    @Test
    void aCutConnectionHasNoCulprit() {
        GradCheckReport report =
                GradCheck.DEFAULT.check(xs -> xs[0].detach().mul(xs[0]), Tensor.of(new double[] {0.4, 0.7}));
        assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(report.culprit()).isNull();
        assertThat(report.notes()).anyMatch(n -> n.contains("what connects them is wrong"));
    }

    @Test
    void aTestToPasteRepeatsTheFailureOnAShrunkenInput() {
        assertThat(check(Place.VJP, 12, 1).culprit().test())
                .contains("void gradientOfPlanted()", "OpDef op = PLANTED;", "PlantedFaults.java:")
                .contains("assertThatGradientOf(op::apply)", ".at(Tensor.of(new double[] {", ".isCorrect();");
    }
}
