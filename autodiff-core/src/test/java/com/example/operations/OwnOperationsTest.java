package com.example.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.autodiff.Node;
import org.autodiff.OpDef;
import org.autodiff.Scalar;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.check.GradCheck;
import org.autodiff.check.OpCheck;
import org.autodiff.error.TapeException;
import org.autodiff.inspect.Dot;
import org.autodiff.inspect.Ops;
import org.autodiff.op.Domain;
import org.autodiff.op.Saved;
import org.autodiff.transform.Autodiff;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A user's operations are operations like any other: checked, recorded, printed, transformed. */
class OwnOperationsTest {
    @TestFactory
    Stream<DynamicTest> eachPassesTheChecksOfTheLibrary() {
        List<OpDef> own = Ops.in(OwnOperations.class);
        assertThat(own).hasSize(3);
        return own.stream()
                .map(op -> DynamicTest.dynamicTest(op.name(), () -> {
                    OpCheck.Report report = OpCheck.check(op);
                    assertThat(report.passed()).as(report.toString()).isTrue();
                    assertThat(report.checked()).isGreaterThan(50);
                }));
    }

    @Test
    void itIsPrintedWithItsNameAndAttributes() {
        try (Tape tape = Tape.record()) {
            Tensor x = Tensor.of(new double[] {0, 0.5}).requiresGrad(true);
            Tensor y = OwnOperations.BUMP.apply(new OwnOperations.Sharpness(2), OwnOperations.GUDERMANNIAN.apply(x));
            y.sum().backward();
            assertThat(tape.listing()).isEqualTo("""
                    %0 = leaf : f64[2]
                    %1 = gudermannian %0 : f64[2]
                    %2 = bump %1 {sharpness=2.0} : f64[2]
                    %3 = sum %2 {axes=[0]} : f64[]
                    """);
            Node node = tape.node(2);
            assertThat(node.op()).isSameAs(OwnOperations.BUMP);
            assertThat(node.op().formula().value()).isEqualTo("e^{-s^2 x^2}");
            assertThat(x.grad().toDoubles()[0]).isZero();
        }
    }

    @Test
    void itIsDrawn() {
        try (Tape tape = Tape.record()) {
            Tensor x = Tensor.of(new double[] {0, 0.5}).requiresGrad(true);
            OwnOperations.BUMP.apply(new OwnOperations.Sharpness(2), x);
            assertThat(Dot.of(tape)).isEqualTo("""
                    digraph tape {
                      rankdir=LR;
                      node [fontname="sans-serif"];
                      edge [fontname="sans-serif", fontsize=11];
                      n0 [shape=ellipse, label="%0 leaf\\nf64[2]"];
                      n1 [shape=box, label="%1 bump\\nsharpness=2.0\\nf64[2]"];
                      n0 -> n1 [label=<<FONT COLOR="#116329">[0, 0.5]</FONT>>];
                    }
                    """);
        }
    }

    @Test
    void itWorksOnScalarsAndInTransforms() {
        try (Tape tape = Tape.record()) {
            Scalar s = tape.leaf(0.3);
            assertThat(tape.gradients(OwnOperations.GUDERMANNIAN.apply(s), s)[0])
                    .isEqualTo(Math.cos(2 * Math.atan(Math.tanh(0.15))));
        }
        // sech'' is sech tanh^2 - sech^3, and so is the third derivative here
        double x = 0.7;
        double sech = 1 / Math.cosh(x);
        Tensor third = Autodiff.hvp(
                z -> Autodiff.grad(u -> OwnOperations.GUDERMANNIAN.apply(u)).apply(z),
                Tensor.scalar(DType.FLOAT64, x),
                Tensor.ones(DType.FLOAT64));
        double expected = sech * Math.tanh(x) * Math.tanh(x) - sech * sech * sech;
        assertThat(Math.abs(third.item() - expected)).isLessThan(1e-13);
        assertThat(Autodiff.checkpoint(z -> OwnOperations.GUDERMANNIAN.apply(z).exp(), Tensor.ones(DType.FLOAT64, 2))
                        .shape())
                .isEqualTo(Shape.of(2));
    }

    private static OpDef broken(double factor, double formula) {
        return OpDef.elementwise("broken")
                .derivative((x, y) -> x.mul(factor))
                .saves(Saved.INPUT)
                .scalar(x -> formula * x * x, (x, y) -> 2 * formula * x)
                .forward(org.autodiff.array.Unary.SQUARE)
                .domain(Domain.real(-2, 2).avoiding(0))
                .kink(0, 1, "not what it does")
                .rejects("never said", "[2]")
                .formula("x^2", "2x")
                .define();
    }

    /** A check is worth what it catches. */
    @Test
    void mistakesAreFound() {
        OpCheck.Report derivative = OpCheck.check(broken(2.1, 1));
        assertThat(derivative.failures()).anyMatch(f -> f.contains("central difference"));
        assertThat(derivative.failures()).anyMatch(f -> f.contains("at its kink [0.0]"));
        assertThat(derivative.failures()).anyMatch(f -> f.contains("should refuse") && f.contains("but computes"));
        assertThat(derivative.toString()).startsWith("the operation fails ");
        OpCheck.Report value = OpCheck.check(broken(2, 1.01));
        assertThat(value.failures()).anyMatch(f -> f.contains("value against the reference, element 0"));
        OpDef misshapen = OpDef.linear("misshapen")
                .forward((b, x, out, attrs) -> x[0].reshape(Shape.of(x[0].size())))
                .transpose((call, g, i) -> g.reshape(call.shape(0).toArray()))
                .domain(Domain.real(-1, 1))
                .samples("[2,2]")
                .formula("x", "1")
                .define();
        assertThat(OpCheck.check(misshapen).failures()).anyMatch(f -> f.contains("has shape [4]"));
    }

    /** The derivative on plain numbers is what scalars use; the tensors' one may be right all the same. */
    @Test
    void aWrongDerivativeOnNumbersIsFound() {
        OpDef one = OpDef.elementwise("one")
                .scalar(Math::sin, (x, z) -> -Math.cos(x))
                .derivative((x, z) -> x.cos())
                .saves(Saved.INPUT)
                .domain(Domain.real(-1, 1))
                .formula("x", "y")
                .define();
        assertThat(OpCheck.check(one).failures())
                .isNotEmpty()
                .allMatch(f -> f.contains("on the numbers [") && f.contains("scalar(...)") || f.contains("as scalars"));
        OpDef two = OpDef.elementwise("two")
                .scalar((x, y) -> x * y, (x, y, z) -> y, (x, y, z) -> 7)
                .derivatives((x, y, z) -> y, (x, y, z) -> x)
                .saves(Saved.INPUT)
                .domains(Domain.real(-1, 1), Domain.real(-1, 1))
                .formula("x", "y", "z")
                .define();
        assertThat(OpCheck.check(two).failures())
                .isNotEmpty()
                .allMatch(f -> f.contains("scalar(...)") || f.contains("as scalars"));
    }

    @Test
    void aForgottenInputIsNamedWithTheRemedy() {
        OpDef forgot = OpDef.elementwise("forgot")
                .scalar(Math::sin, (x, z) -> Math.cos(x))
                .derivative((x, z) -> x.cos())
                .domain(Domain.real(-1, 1))
                .formula("x", "y")
                .define();
        assertThatThrownBy(
                        () -> Autodiff.grad((Tensor x) -> forgot.apply(x).sum()).apply(Tensor.ones(DType.FLOAT64, 1)))
                .isInstanceOf(TapeException.class)
                .hasMessageContaining("the derivative of forgot reads its input")
                .hasMessageContaining("saves(INPUT)");
        assertThat(GradCheck.DEFAULT
                        .check(forgot::apply, Tensor.ones(DType.FLOAT64, 1))
                        .toString())
                .contains("saves(INPUT)");
    }
}
