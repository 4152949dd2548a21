package com.example.gradients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.autodiff.check.assertj.GradientAssertions.assertThat;
import static org.autodiff.check.assertj.GradientAssertions.assertThatGradientOf;

import org.assertj.core.error.AssertJMultipleFailuresError;
import org.autodiff.OpDef;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Unary;
import org.autodiff.check.Fault;
import org.autodiff.check.GradCheck;
import org.autodiff.check.GradientCheck;
import org.autodiff.check.Mode;
import org.autodiff.check.assertj.GradientAssert;
import org.autodiff.check.assertj.GradientSoftAssertions;
import org.autodiff.check.report.GradCheckReport;
import org.autodiff.check.report.Verdict;
import org.autodiff.error.ArgumentException;
import org.autodiff.op.Domain;
import org.autodiff.op.Saved;
import org.junit.jupiter.api.Test;

/** Assertions on gradients, and what they say when they fail. */
class GradientAssertionsTest {
    private static final Tensor X = Tensor.uniform(Seed.of(1), DType.FLOAT64, 0.2, 1, 3, 4);
    private static final Tensor W = Tensor.uniform(Seed.of(2), DType.FLOAT64, 0.2, 1, 4, 2);

    private static final OpDef HALF = OpDef.custom("half")
            .forward(Unary.SIN)
            .vjp((call, g) -> new Tensor[] {g.mul(call.input(0).cos()).mul(0.5)})
            .saves(Saved.INPUT)
            .domain(Domain.real(-1, 1))
            .samples("[2]")
            .formula("\\sin x", "\\cos(x) / 2")
            .define();

    @Test
    void aRightGradientPasses() {
        assertThatGradientOf(xs -> xs[0].matmul(xs[1]).tanh().sum())
                .at(X, W)
                .withOrder(2)
                .isCorrect();
        assertThatGradientOf(xs -> xs[0].matmul(xs[1]))
                .at(X, W)
                .named("x", "w")
                .withMode(Mode.FAST)
                .withSeed(Seed.of(3))
                .isCorrect()
                .says("gradients agree")
                .wouldCatch(Fault.SIGN)
                .wouldCatch(Fault.FACTOR);
    }

    @Test
    void aWrongOneFailsWithTheReport() {
        TensorFunction f = xs -> HALF.apply(xs[0].matmul(xs[1]));
        assertThatThrownBy(() -> assertThatGradientOf(f)
                        .as("the head")
                        .at(X, W)
                        .named("x", "w")
                        .isCorrect())
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("[the head] The gradient by ")
                .hasMessageContaining("guilty       %3 = half %2 : f64[3,2]      GradientAssertionsTest.java:")
                .hasMessageContaining("it is 0.5000 times the right one in every element")
                .hasMessageContaining("void gradientOfHalf()");
    }

    @Test
    void aFaultCanBeAsserted() {
        assertThatGradientOf(xs -> HALF.apply(xs[0]))
                .at(X)
                .named("x")
                .hasVerdict(Verdict.FAIL)
                .isWrong()
                .isWrongAt("x")
                .blames("half");
        assertThatGradientOf(xs -> xs[0].relu())
                .at(Tensor.of(new double[] {0, 1}))
                .hasVerdict(Verdict.KINK);
        assertThat(GradientCheck.of(x -> x[0] * x[1], x -> new double[] {x[1], 0})
                        .at(new double[] {2, 3}))
                .isWrongAt("x", 1);
    }

    @Test
    void assertionsThatDoNotHoldSayWhatHolds() {
        GradientAssert half = assertThatGradientOf(xs -> HALF.apply(xs[0])).at(X);
        assertThatThrownBy(() -> half.hasVerdict(Verdict.KINK))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("Expected the verdict KINK, but it is FAIL:");
        assertThatThrownBy(() -> half.blames("tanh"))
                .hasMessageStartingWith("Expected the operation tanh to be blamed");
        assertThatThrownBy(() -> half.isWrongAt("input 0", 7))
                .hasMessageStartingWith("Expected the gradient by input 0 to be wrong at [7], but others are:");
        assertThatThrownBy(() -> half.says("nothing of the kind")).hasMessageStartingWith("Expected the report to say");
        assertThatThrownBy(() -> assertThatGradientOf(xs -> xs[0].sign()).at(X).wouldCatch(Fault.SIGN))
                .hasMessageStartingWith("Expected the check to fail where the rule has the fault SIGN");
    }

    @Test
    void softAssertionsTellAllFailures() {
        assertThatThrownBy(() -> GradientSoftAssertions.assertSoftly(softly -> {
                    softly.assertThatGradientOf(xs -> HALF.apply(xs[0])).at(X).isCorrect();
                    softly.assertThatGradientOf(xs -> xs[0].sin()).at(X).isCorrect();
                    softly.assertThat(
                                    GradCheck.DEFAULT.check(xs -> xs[0].detach().mul(xs[0]), X))
                            .isCorrect();
                    softly.assertThat(1).isEqualTo(2);
                }))
                .isInstanceOfSatisfying(
                        AssertJMultipleFailuresError.class,
                        e -> assertThat(e.getFailures()).hasSize(3))
                .hasMessageContaining("half");
    }

    @Test
    void wrongUseIsRefused() {
        assertThatThrownBy(() -> assertThatGradientOf(xs -> xs[0]).isCorrect())
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("call at(x, ...) before the assertion");
        assertThatThrownBy(() -> assertThatGradientOf(null).at(X).isCorrect()).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> assertThatGradientOf(xs -> xs[0]).at((Tensor[]) null))
                .isInstanceOf(ArgumentException.class);
        assertThatThrownBy(() -> assertThatGradientOf(xs -> xs[0]).at((Tensor) null))
                .isInstanceOf(ArgumentException.class);
        assertThatThrownBy(() -> assertThatGradientOf(xs -> xs[0]).with(null)).isInstanceOf(ArgumentException.class);
        assertThatThrownBy(() -> assertThatGradientOf(xs -> xs[0]).named((String) null))
                .isInstanceOf(ArgumentException.class);
        assertThatThrownBy(() -> assertThat((GradCheckReport) null).isCorrect()).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> GradientSoftAssertions.assertSoftly(null)).isInstanceOf(ArgumentException.class);
    }
}
