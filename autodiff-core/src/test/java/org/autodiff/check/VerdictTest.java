package org.autodiff.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.autodiff.InPlace;
import org.autodiff.OpDef;
import org.autodiff.Scope;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Unary;
import org.autodiff.check.report.GradCheckReport;
import org.autodiff.check.report.Verdict;
import org.autodiff.error.ArgumentException;
import org.autodiff.op.Domain;
import org.autodiff.op.Saved;
import org.autodiff.transform.Autodiff;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each verdict, where it is due. */
class VerdictTest {
    private static Tensor of(double... values) {
        return Tensor.of(values, values.length);
    }

    private static GradCheckReport check(TensorFunction f, double... x) {
        return GradCheck.order(2).check(f, of(x));
    }

    private static void assertVerdict(Verdict verdict, String text, TensorFunction f, double... x) {
        GradCheckReport report = check(f, x);
        assertThat(report.verdict()).as(report.toString()).isEqualTo(verdict);
        assertThat(report.toString()).contains(text);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-8, 1e-4, 1e-3, 1, 1e8})
    void rightFunctionsPassAtEveryScale(double s) {
        assertVerdict(Verdict.PASS, "agree", x -> x[0].div(s).pow(3).sum(), s, 2 * s, -s);
    }

    @Test
    void rightFunctionsPassAtHardPoints() {
        assertVerdict(Verdict.PASS, "agree", x -> x[0].sin(), 1e4);
        assertVerdict(Verdict.PASS, "agree", x -> x[0].sin(), 1e6);
        assertVerdict(Verdict.PASS, "agree", x -> x[0].log(), 1e-4);
        assertVerdict(Verdict.PASS, "agree", x -> x[0].sqrt(), 1e-6);
        assertVerdict(Verdict.PASS, "agree", x -> x[0].add(1e12), 0.3);
        assertVerdict(Verdict.PASS, "agree", x -> x[0].relu(), 1e-4, -1e-4, 1e-5, -1e-6, 2e-5, 1e-7, -1e-9, 1);
    }

    @Test
    void aDoubledGradientUnderASmallLossFails() {
        OpDef twice = OpDef.custom("twice")
                .forward(Unary.SIN)
                .vjp((c, g) -> new Tensor[] {g.mul(c.input(0).cos()).mul(2)})
                .saves(Saved.INPUT)
                .domain(Domain.real(-2, 2))
                .samples("[2]")
                .formula("\\sin x", "2 \\cos x")
                .define();
        assertVerdict(
                Verdict.FAIL,
                "It is 2.000 times the right one",
                x -> twice.apply(x[0]).mul(1e-8),
                0.3,
                0.4);
    }

    @Test
    void kinks() {
        assertVerdict(Verdict.KINK, "the derivatives from the two sides are [0, ", x -> x[0].relu(), 0, 1);
        assertVerdict(Verdict.KINK, "the derivatives from the two sides are [-", x -> x[0].abs(), 0, 1);
        assertVerdict(Verdict.KINK, "kink", x -> x[0].max(), 2, 2, 1, 2);
        assertVerdict(Verdict.KINK, "kink", x -> x[0].sort(0).values(), 2, 2, 1, 2, 2);
        assertVerdict(Verdict.KINK, "kink", x -> x[0].clamp(-1, 1), 1, -1);
        assertVerdict(Verdict.KINK, "kink", x -> x[0].norm(), 0, 0);
        assertVerdict(
                Verdict.KINK,
                "conventions do not add up",
                x -> x[0].relu().sub(x[0].neg().relu()),
                0);
    }

    @Test
    void aRuleThatIsWrongAtAKinkFails() {
        OpDef wrong = OpDef.elementwise("wrong")
                .scalar(x -> Math.max(x, 0), (x, y) -> x > 0 ? 1 : 0)
                .derivative((x, y) -> x.gt(0)
                        .where(
                                Tensor.scalar(x.dtype(), 1).expand(x.shape().toArray()),
                                x.mul(0).add(3)))
                .saves(Saved.INPUT)
                .domain(Domain.real(0.1, 1))
                .formula("x", "3")
                .define();
        assertVerdict(Verdict.FAIL, "outside of that interval", x -> wrong.apply(x[0]), 0);
        assertVerdict(Verdict.FAIL, "wrong", x -> wrong.apply(x[0]), -1e-5);
    }

    @Test
    void pointsWithoutADerivative() {
        assertVerdict(Verdict.NOT_DIFFERENTIABLE, "edge of its domain", x -> x[0].sqrt(), 0, 1);
        assertVerdict(Verdict.NOT_DIFFERENTIABLE, "value is NaN", x -> x[0].log(), -1, 1);
        assertVerdict(Verdict.NOT_DIFFERENTIABLE, "jumps", x -> x[0].floor().add(x[0]), 2, 3.5);
        assertVerdict(Verdict.NOT_DIFFERENTIABLE, "INT64", x -> x[0].argmax(), 2, 3.5);
        assertVerdict(
                Verdict.NOT_DIFFERENTIABLE,
                "IllegalStateException: no",
                x -> {
                    throw new IllegalStateException("no");
                },
                1);
    }

    @Test
    void impureFunctions() {
        Random random = new Random(1);
        List<Tensor> calls = new ArrayList<>();
        assertVerdict(Verdict.NONDETERMINISTIC, "differs by", x -> x[0].mul(random.nextDouble()), 1, 2);
        assertVerdict(
                Verdict.NONDETERMINISTIC,
                "in a second evaluation",
                x -> {
                    calls.add(x[0]);
                    return x[0].expand(calls.size() % 7 + 1, 2);
                },
                1,
                2);
        assertVerdict(
                Verdict.NONDETERMINISTIC,
                "changes its input 0",
                x -> {
                    InPlace.assign(x[0], x[0].detach().mul(2));
                    return x[0].sin();
                },
                1,
                2);
        assertVerdict(
                Verdict.NONDETERMINISTIC,
                "leaves a tape or a scope open",
                x -> {
                    Scope.noGrad();
                    return x[0].sin();
                },
                1,
                2);
        assertThat(Tape.recording()).isNull();
        assertVerdict(Verdict.PASS, "agree", x -> x[0].mul(Tensor.normal(Seed.of(1), DType.FLOAT64, 0, 1, 2)), 1, 2);
    }

    @Test
    void whatNoOracleCanConfirm() {
        Tensor captured = of(1, 2).requiresGrad(true);
        assertVerdict(
                Verdict.INCONCLUSIVE,
                "does not depend on input 0",
                x -> captured.square().sum(),
                1,
                2);
        assertVerdict(Verdict.INCONCLUSIVE, "nothing was compared", x -> x[0].sin());
        assertVerdict(Verdict.INCONCLUSIVE, "the function hardly changes here", x -> x[0].erf(), 8);
        assertVerdict(
                Verdict.INCONCLUSIVE, "the point is Infinity at [1]", x -> x[0].tanh(), 1, Double.POSITIVE_INFINITY);
        GradCheckReport none = GradCheck.DEFAULT.check(x -> of(1));
        assertThat(none.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(none.toString()).contains("there is no floating-point input");
    }

    @Test
    void aGradientWrittenByHandIsCheckedInReverse() {
        TensorFunction f = Autodiff.withVjp(
                "mine", q -> Tensor.scalar(DType.FLOAT64, Math.sin(q[0].item())), (q, y, u) -> new Tensor[] {
                    Tensor.scalar(DType.FLOAT64, Math.cos(q[0].item())).mul(u)
                });
        GradCheckReport one = GradCheck.order(1).check(f, Tensor.scalar(DType.FLOAT64, 1));
        assertThat(one.verdict()).as(one.toString()).isEqualTo(Verdict.PASS);
        assertThat(one.notes()).anyMatch(n -> n.startsWith("forward mode is not available"));
        GradCheckReport two = GradCheck.order(2).check(f, Tensor.scalar(DType.FLOAT64, 1));
        assertThat(two.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(two.toString()).contains("order 2 cannot be checked");
    }

    @Test
    void nullsAreRefused() {
        assertThatThrownBy(() -> GradCheck.DEFAULT.check(null, of(1)))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("the function must not be null");
        assertThatThrownBy(() -> GradCheck.DEFAULT.check(q -> null, of(1)))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("the function's value must not be null");
        assertThatThrownBy(() -> GradCheck.DEFAULT.check(q -> q[0], (Tensor) null))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("input 0 must not be null");
    }

    @Test
    void mixedInputsAndSeveralOutputs() {
        Tensor index = Tensor.of(new long[] {1, 0, 1});
        GradCheckReport mixed =
                GradCheck.order(2).check(x -> x[0].indexSelect(0, x[1]).mul(x[2]), of(1, 2), index, of(1, 2, 3));
        assertThat(mixed.verdict()).as(mixed.toString()).isEqualTo(Verdict.PASS);
        GradCheckReport several =
                GradCheck.DEFAULT.checkSeveral(x -> List.of(x[0].sin(), x[0].mul(x[0].detach())), of(1, 2));
        assertThat(several.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(several.failures()).allMatch(c -> c.output() == 1);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void theNegativeControlCatchesEveryFault(Fault fault) {
        Tensor a = Tensor.uniform(Seed.of(1), DType.FLOAT64, 0.3, 2, 3, 4);
        Tensor b = Tensor.uniform(Seed.of(2), DType.FLOAT64, 0.3, 2, 4, 2);
        for (Mode mode : Mode.values()) {
            boolean caught = GradCheck.DEFAULT
                    .withMode(mode)
                    .wouldCatch(fault, x -> x[0].sin().matmul(x[1]), a, b);
            assertThat(caught).as(mode.toString()).isTrue();
        }
    }

    @Test
    void smoothProgramsRaiseNoAlarm() {
        List<String> alarms = new ArrayList<>();
        Map<Verdict, Integer> verdicts = SmoothPrograms.check(5000, 60, alarms);
        assertThat(verdicts).as(alarms.toString()).isEqualTo(Map.of(Verdict.PASS, 60));
    }

    @Test
    void kinksAreNeverAFlake() {
        KinkSeeds.functions().forEach((name, k) -> {
            for (KinkSeeds.Where where : KinkSeeds.Where.values()) {
                assertThat(KinkSeeds.verdicts(k, where, 90_000, 15))
                        .as(name + " " + where)
                        .doesNotContainKeys(Verdict.FAIL, Verdict.INCONCLUSIVE, Verdict.NOT_DIFFERENTIABLE);
                assertThat(KinkSeeds.wrongVerdicts(k, where, 90_000, 15))
                        .as(name + " " + where)
                        .doesNotContainKey(Verdict.PASS);
            }
        });
    }
}
