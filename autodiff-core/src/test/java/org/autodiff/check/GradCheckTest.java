package org.autodiff.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.autodiff.OpBuilder;
import org.autodiff.OpDef;
import org.autodiff.Rule;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.array.Binary;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Unary;
import org.autodiff.check.report.Comparison;
import org.autodiff.check.report.GradCheckReport;
import org.autodiff.check.report.Oracle;
import org.autodiff.check.report.Verdict;
import org.autodiff.error.ArgumentException;
import org.autodiff.op.Domain;
import org.autodiff.op.Saved;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A checker is worth what it catches: sound functions pass, and each way to break a rule is found. */
class GradCheckTest {
    private static final Tensor X = Tensor.uniform(Seed.of(1), DType.FLOAT64, 0.3, 2, 3, 4);
    private static final Tensor Y = Tensor.uniform(Seed.of(2), DType.FLOAT64, 0.3, 2, 4);

    @Test
    void soundFunctionsPassToOrderThree() {
        GradCheckReport report =
                GradCheck.order(3).check(xs -> xs[0].mul(xs[1]).tanh().sum(1), X, Y);

        assertThat(report.passed()).as(report.toString()).isTrue();
        assertThat(report.verdict()).isEqualTo(Verdict.PASS);
        assertThat(report.comparisons())
                .extracting(Comparison::order, Comparison::oracle)
                .contains(
                        tuple(1, Oracle.DIFFERENCES),
                        tuple(1, Oracle.TANGENT_DIFFERENCES),
                        tuple(1, Oracle.ADJOINT),
                        tuple(1, Oracle.REPLAY),
                        tuple(1, Oracle.TAYLOR),
                        tuple(1, Oracle.COTANGENT),
                        tuple(1, Oracle.ACTIVITY),
                        tuple(2, Oracle.DIFFERENCES),
                        tuple(2, Oracle.MIXED),
                        tuple(3, Oracle.DIFFERENCES),
                        tuple(3, Oracle.TANGENT_DIFFERENCES));
        assertThat(report.toString()).startsWith("gradients agree in ").contains(" to order 3");
    }

    @Test
    void aConstantFunctionIsNotConfirmed() {
        GradCheckReport report = GradCheck.order(1).check(xs -> xs[0].sign(), X);

        assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(report.toString()).contains("The result does not depend on input 0: nothing was checked");
    }

    @Test
    void aReportNamesInputElementAndBothNumbers() {
        OpDef op = tanh((x, y) -> y.square().rsub(1).mul(1.01));

        GradCheckReport report = GradCheck.order(1).check(op::apply, X);

        assertThat(report.passed()).isFalse();
        assertThat(report.failures()).anySatisfy(c -> {
            assertThat(c.oracle()).isEqualTo(Oracle.DIFFERENCES);
            assertThat(c.elements()).isEqualTo(12);
            assertThat(c.failed()).isEqualTo(12);
            assertThat(c.maxRelative()).isCloseTo(0.01, within(1e-3));
        });
        assertThat(report.toString())
                .startsWith("The gradient by input 0 is wrong at [")
                .contains("12 of 12 are off", "analytic ", "numeric ", "It is 1.010 times the right one", "tanh %0");
    }

    @Test
    void theSameSeedGivesTheSameReport() {
        OpDef op = tanh((x, y) -> y);

        assertThat(GradCheck.order(1).check(op::apply, X))
                .isEqualTo(GradCheck.order(1).check(op::apply, X));
    }

    static Stream<Arguments> brokenRules() {
        return Stream.of(
                Arguments.of(
                        "derivative a hundredth too large",
                        tanh((x, y) -> y.square().rsub(1).mul(1.01))),
                Arguments.of(
                        "derivative of wrong sign", tanh((x, y) -> y.square().sub(1))),
                Arguments.of("a term dropped", tanh((x, y) -> y.square())),
                Arguments.of("a constant instead of the derivative", tanh((x, y) -> Tensor.scalar(y.dtype(), 1))),
                Arguments.of(
                        "first order right, second wrong",
                        tanh((x, y) -> y.square().rsub(1).detach())),
                Arguments.of("factors swapped", mul((g, y) -> g.mul(y), (g, x) -> g)),
                Arguments.of("one input forgotten", mul((g, y) -> g.mul(y), (g, x) -> g.mul(0))),
                Arguments.of(
                        "broadcast sum forgotten",
                        mul((g, y) -> g.mul(y), (g, x) -> g.mul(x).slice(0, 0, 1))),
                Arguments.of(
                        "mean instead of sum",
                        mul((g, y) -> g.mul(y), (g, x) -> g.mul(x).div(3))),
                Arguments.of("transpose that is not the transpose", scaled(3, g -> g.mul(2))),
                Arguments.of("forward and transpose agree only in norm", scaled(-1, g -> g)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenRules")
    void brokenRulesAreFound(String how, OpDef op) {
        TensorFunction f = op.arity() == 1 ? xs -> op.apply(xs[0]) : xs -> op.apply(xs);

        GradCheckReport report = GradCheck.order(2).check(f, op.arity() == 1 ? new Tensor[] {X} : new Tensor[] {X, Y});

        assertThat(report.passed()).as(how).isFalse();
    }

    @Test
    void aTangentThatDisagreesWithThePullbackIsFound() {
        OpDef op = OpDef.custom("double")
                .forward(Unary.SQUARE)
                .vjp((call, g) -> new Tensor[] {g.mul(call.input(0)).mul(2)})
                .jvp((call, t) -> t[0].mul(call.input(0))) // a factor 2 is missing
                .saves(Saved.INPUT)
                .domain(Domain.real(-1, 1))
                .samples("[3,4]")
                .formula("x^2", "2x")
                .define();

        GradCheckReport report = GradCheck.order(1).check(op::apply, X);

        assertThat(report.failures())
                .extracting(Comparison::oracle)
                .contains(Oracle.ADJOINT, Oracle.TANGENT_DIFFERENCES)
                .doesNotContain(Oracle.DIFFERENCES);
        assertThat(report.diagnosis()).endsWith("values and vjp are right, the jvp is wrong.");
    }

    /** The first order of both directions is right, so each of these is found only by one sweep through another. */
    @Test
    void aPullbackThatCannotBePushedThroughIsFound() {
        OpDef op = square((g, x) -> g.mul(x.detach()).mul(2), (t, x) -> t.mul(x).mul(2));
        GradCheckReport report = GradCheck.order(2).check(op::apply, X);

        assertThat(report.failures()).allSatisfy(f -> assertThat(f.order()).isEqualTo(2));
        assertThat(report.failures()).anySatisfy(f -> assertThat(f.of()).isEqualTo("the gradient"));
    }

    @Test
    void aTangentThatCannotBePulledThroughIsFound() {
        OpDef op = square((g, x) -> g.mul(x).mul(2), (t, x) -> t.mul(x.detach()).mul(2));
        GradCheckReport report = GradCheck.order(2).check(op::apply, X);

        assertThat(report.failures())
                .allSatisfy(f -> assertThat(f.of()).isEqualTo("the tangent"))
                .anySatisfy(f -> assertThat(f.oracle()).isEqualTo(Oracle.MIXED))
                .anySatisfy(f -> assertThat(f.oracle()).isEqualTo(Oracle.DIFFERENCES));
    }

    private static OpDef square(Half pull, Half push) {
        return OpDef.custom("square")
                .forward(Unary.SQUARE)
                .vjp((call, g) -> new Tensor[] {pull.of(g, call.input(0))})
                .jvp((call, t) -> push.of(t[0], call.input(0)))
                .saves(Saved.INPUT)
                .domain(Domain.real(-1, 1))
                .samples("[3,4]")
                .formula("x^2", "2x")
                .define();
    }

    private static OpDef tanh(Rule.Derivative d) {
        return OpDef.elementwise("tanh")
                .forward(Unary.TANH)
                .derivative(d)
                .saves(Saved.OUTPUT)
                .domain(Domain.real(-1, 1))
                .formula("\\tanh x", "?")
                .define();
    }

    @FunctionalInterface
    interface Half {
        Tensor of(Tensor g, Tensor other);
    }

    private static OpDef mul(Half left, Half right) {
        return OpDef.bilinear("mul")
                .forward(Binary.MUL)
                .left((call, g, y) -> left.of(g, y))
                .right((call, g, x) -> right.of(g, x))
                .domains(Domain.real(-1, 1), Domain.real(-1, 1))
                .formula("x y", "?", "?")
                .samples("[3,4] [4]")
                .define();
    }

    private static OpDef scaled(double factor, UnaryOperator<Tensor> transpose) {
        OpBuilder builder = OpDef.linear("scaled")
                .forward((b, x, out, attrs) -> b.binary(Binary.MUL, x[0], b.full(x[0].dtype(), X.shape(), factor), out))
                .transpose((call, g, i) -> transpose.apply(g))
                .domain(Domain.real(-1, 1))
                .samples("[3,4]")
                .formula("a x", "?");
        return builder.define();
    }

    @Test
    void singlePrecisionIsCheckedByDouble() {
        GradCheckReport report = GradCheck.order(2).check(xs -> xs[0].tanh(), X.to(DType.FLOAT32));

        assertThat(report.passed()).as(report.toString()).isTrue();
        assertThat(report.comparisons()).anyMatch(c -> c.oracle() == Oracle.DOUBLE_PRECISION);
    }

    @Test
    void senselessSettingsAreRefused() {
        assertThatThrownBy(() -> GradCheck.order(0))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("order");
        assertThatThrownBy(() -> GradCheck.DEFAULT.withRtol(Double.NaN)).isInstanceOf(ArgumentException.class);
    }
}
