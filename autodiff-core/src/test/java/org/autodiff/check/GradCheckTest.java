package org.autodiff.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;
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
        GradCheckReport report = GradCheck.order(3)
                .within(1e-5, 1e-6)
                .check(xs -> xs[0].mul(xs[1]).tanh().sum(1), X, Y);

        assertThat(report.passed()).as(report.toString()).isTrue();
        int byElement = 12 + 4 + 1; // the gradient of the gradient ... to each order
        int inADirection = 1 + 1; // one of order 2, three of order 3
        int mixed = 12 + 4;
        assertThat(report.checked()).isEqualTo(3 * byElement + 4 * inADirection + 2 * mixed);
        assertThat(report).hasToString("gradients agree in 91 comparisons");
    }

    @Test
    void aConstantFunctionHasGradientZero() {
        assertThat(GradCheck.order(1).check(xs -> xs[0].sign(), X).passed()).isTrue();
    }

    @Test
    void aReportNamesInputElementAndBothNumbers() {
        OpDef op = tanh((x, y) -> y.square().rsub(1).mul(1.01));

        GradCheckReport report = GradCheck.order(1).check(op::apply, X);

        assertThat(report.passed()).isFalse();
        assertThat(report.failures()).hasSize(12);
        assertThat(report.toString())
                .startsWith("gradients disagree in 12 of 13 comparisons")
                .contains("order 1, input 0, element 0: the sweep gives ", "the central difference ");
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
                .singleElement()
                .satisfies(f -> assertThat(f.against()).isEqualTo("adjoint identity"));
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
                .hasSize(12 + 1)
                .allSatisfy(f -> assertThat(f.toString()).startsWith("order 2 (the tangent)"))
                .anySatisfy(f -> assertThat(f.against()).isEqualTo("reverse over forward"))
                .anySatisfy(f -> assertThat(f.against()).isEqualTo("central difference in a direction"));
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
    void singlePrecisionIsRefused() {
        assertThatThrownBy(() -> GradCheck.order(1).check(xs -> xs[0], X.to(DType.FLOAT32)))
                .isInstanceOf(DTypeException.class)
                .hasMessageContainingAll("input 0", "FLOAT32", "to(FLOAT64)");
    }

    @Test
    void senselessSettingsAreRefused() {
        assertThatThrownBy(() -> GradCheck.order(0))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("order");
        assertThatThrownBy(() -> GradCheck.order(1).within(Double.NaN, 0)).isInstanceOf(ArgumentException.class);
    }
}
