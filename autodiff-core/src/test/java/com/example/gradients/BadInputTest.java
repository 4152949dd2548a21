package com.example.gradients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.autodiff.check.assertj.GradientAssertions.assertThat;
import static org.autodiff.check.assertj.GradientAssertions.assertThatGradientOf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.autodiff.InPlace;
import org.autodiff.Scope;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.array.DType;
import org.autodiff.check.Fault;
import org.autodiff.check.GradCheck;
import org.autodiff.check.GradientCheck;
import org.autodiff.check.report.GradCheckReport;
import org.autodiff.check.report.Verdict;
import org.autodiff.error.ArgumentException;
import org.junit.jupiter.api.Test;

/** Whatever a checker is given, it has a verdict or a clear refusal, and the report says what was learned. */
class BadInputTest {
    private static final double[] POINT = {2, 3};

    private static Tensor of(double... x) {
        return Tensor.of(x, x.length);
    }

    private static void assertVerdict(Verdict verdict, String text, TensorFunction f, double... x) {
        assertThatGradientOf(f).at(of(x)).withOrder(2).hasVerdict(verdict).says(text);
        assertThat(Tape.recording()).as("no tape is left open").isNull();
    }

    @Test
    void functionsThatAreNotDeterministic() {
        Random random = new Random(1);
        AtomicInteger calls = new AtomicInteger();
        assertVerdict(Verdict.NONDETERMINISTIC, "value differs by", x -> x[0].mul(random.nextDouble()), 1, 2);
        assertVerdict(
                Verdict.NONDETERMINISTIC,
                "in a second evaluation",
                x -> x[0].expand(calls.incrementAndGet() % 5 + 1, 2),
                1,
                2);
        assertThat(GradientCheck.of(x -> random.nextDouble(), x -> x).at(POINT))
                .hasVerdict(Verdict.NONDETERMINISTIC)
                .says("value differs in a second evaluation");
        assertThat(GradientCheck.of(x -> x[0], x -> new double[] {random.nextDouble(), 0})
                        .at(POINT))
                .hasVerdict(Verdict.NONDETERMINISTIC)
                .says("gradient differs in a second evaluation");
        assertThat(GradientCheck.ofJacobian(
                                x -> new double[calls.incrementAndGet() % 3 + 1], x -> new double[][] {{0, 0}})
                        .at(POINT))
                .hasVerdict(Verdict.NONDETERMINISTIC)
                .says("elements at first and");
    }

    @Test
    void functionsThatChangeTheirInput() {
        assertVerdict(
                Verdict.NONDETERMINISTIC,
                "function changes its input 0",
                x -> {
                    InPlace.assign(x[0], x[0].detach().mul(2));
                    return x[0].sin();
                },
                1,
                2);
        assertThat(GradientCheck.of(x -> x[0] *= 2, x -> new double[] {2, 0}).at(POINT))
                .hasVerdict(Verdict.NONDETERMINISTIC)
                .says("function changes its argument x");
        assertThat(GradientCheck.of(x -> x[0] * x[0] / 2, x -> {
                            x[1] = 0;
                            return x;
                        })
                        .at(POINT))
                .hasVerdict(Verdict.NONDETERMINISTIC)
                .says("gradient changes its argument x");
        assertThat(POINT).containsExactly(2, 3);
    }

    @Test
    void functionsThatAreNotFiniteOrThrow() {
        assertVerdict(Verdict.NOT_DIFFERENTIABLE, "value is NaN at element 0", x -> x[0].log(), -1, 1);
        assertVerdict(Verdict.NOT_DIFFERENTIABLE, "value is Infinity", x -> x[0].rdiv(1), 0, 1);
        assertVerdict(
                Verdict.NOT_DIFFERENTIABLE,
                "java.lang.IllegalStateException: no",
                x -> {
                    throw new IllegalStateException("no");
                },
                1);
        assertVerdict(Verdict.NOT_DIFFERENTIABLE, "mul", x -> x[0].mul(of(1, 2, 3)), 1, 2);
        assertThat(GradientCheck.of(x -> Double.NaN, x -> x).at(POINT)).hasVerdict(Verdict.NOT_DIFFERENTIABLE);
        assertThat(GradientCheck.of(
                                x -> {
                                    throw new IllegalStateException("no");
                                },
                                x -> x)
                        .at(POINT))
                .hasVerdict(Verdict.NOT_DIFFERENTIABLE)
                .says("IllegalStateException: no");
        assertThat(GradientCheck.of(x -> x[0], x -> new double[] {x[7], 0}).at(POINT))
                .hasVerdict(Verdict.NOT_DIFFERENTIABLE)
                .says("function or its gradient throws java.lang.ArrayIndexOutOfBoundsException");
        assertThat(GradientCheck.of(x -> x[0], x -> new double[] {Double.NaN, 0})
                        .at(POINT))
                .isWrongAt("x", 0);
    }

    @Test
    void constantFunctions() {
        assertVerdict(Verdict.INCONCLUSIVE, "The result does not depend on input 0", x -> of(1, 2), 1, 2);
        assertVerdict(Verdict.INCONCLUSIVE, "The result does not depend on input 0", x -> x[0].sign(), 1, 2);
        assertThat(GradientCheck.of(x -> 5, x -> new double[2]).at(POINT)).hasVerdict(Verdict.PASS);
        assertThat(GradientCheck.of(x -> 5, x -> new double[] {0, 1}).at(POINT)).isWrongAt("x", 1);
    }

    @Test
    void singlePrecision() {
        GradCheckReport report = GradCheck.order(2).check(x -> x[0].tanh().sum(), of(1, 2).to(DType.FLOAT32));
        assertThat(report).isCorrect();
        assertThat(GradientCheck.ofFloats(x -> x[0] * x[1], x -> new float[] {x[1], x[0]})
                        .at(new float[] {2, 3}))
                .isCorrect();
        assertThat(GradientCheck.ofFloats(x -> x[0] * x[1], x -> new float[] {x[1], x[1]})
                        .at(new float[] {2, 3}))
                .isWrongAt("x", 1);
    }

    @Test
    void emptyTensorsAndPoints() {
        assertVerdict(Verdict.INCONCLUSIVE, "nothing was compared", x -> x[0].sin());
        assertThatGradientOf(x -> x[0].sum()).at(of()).hasVerdict(Verdict.INCONCLUSIVE);
        assertThatGradientOf(x -> of(1)).at().hasVerdict(Verdict.INCONCLUSIVE).says("here is no floating-point input");
        assertThatGradientOf(x -> x[0].mul(2))
                .at(Tensor.of(new long[] {1}))
                .hasVerdict(Verdict.INCONCLUSIVE)
                .says("here is no floating-point input");
        assertThat(GradientCheck.of(x -> 1, x -> x).at(new double[0])).hasVerdict(Verdict.INCONCLUSIVE);
        assertThat(GradientCheck.ofParameters(p -> 1, p -> p).at(List.of())).hasVerdict(Verdict.INCONCLUSIVE);
    }

    @Test
    void pointsThatAreNotFinite() {
        assertVerdict(Verdict.INCONCLUSIVE, "point is Infinity at [1]", x -> x[0].tanh(), 1, Double.POSITIVE_INFINITY);
        assertVerdict(Verdict.NOT_DIFFERENTIABLE, "value is NaN", x -> x[0].tanh(), Double.NaN, 1);
        assertThat(GradientCheck.of(x -> Math.tanh(x[0]) + Math.tanh(x[1]), x ->
                                new double[] {1 - Math.pow(Math.tanh(x[0]), 2), 1 - Math.pow(Math.tanh(x[1]), 2)})
                        .at(new double[] {0.3, Double.POSITIVE_INFINITY}))
                .hasVerdict(Verdict.INCONCLUSIVE)
                .says("point is Infinity at [1]");
        assertThat(GradientCheck.of(x -> x[0] + x[1], x -> new double[] {1, 1}).at(new double[] {Double.NaN, 1}))
                .hasVerdict(Verdict.NOT_DIFFERENTIABLE);
    }

    @Test
    void tapesAndScopesLeftOpen() {
        assertVerdict(
                Verdict.NONDETERMINISTIC,
                "leaves a tape or a scope open",
                x -> {
                    Scope.noGrad();
                    return x[0].sin();
                },
                1,
                2);
        assertVerdict(
                Verdict.NONDETERMINISTIC,
                "leaves a tape or a scope open",
                x -> {
                    Tape.record();
                    return x[0].sin();
                },
                1,
                2);
        assertVerdict(
                Verdict.NONDETERMINISTIC,
                "closes a tape that is not its own",
                x -> {
                    Tensor y = x[0].sin().detach();
                    Tape.recording().close();
                    return y;
                },
                1,
                2);
    }

    @Test
    void derivativesOfAnotherSize() {
        assertThatThrownBy(
                        () -> GradientCheck.of(x -> x[0], x -> new double[] {1}).at(POINT))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("the gradient by x has 1 elements, the array 2");
        assertThatThrownBy(() ->
                        GradientCheck.ofParameters(p -> 1, p -> List.of(POINT)).at(List.of(POINT, POINT)))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("the gradient has 1 arrays for 2 parameters");
        assertThatThrownBy(() -> GradientCheck.ofJacobian(x -> x, x -> new double[][] {{1, 0}})
                        .at(POINT))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("the Jacobian has 1 rows for 2 elements of the value");
        assertThatThrownBy(() -> GradientCheck.ofJacobian(x -> x, x -> new double[][] {{1, 0}, {1}})
                        .at(POINT))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("row 1 of the Jacobian has 1 elements for 2");
    }

    @Test
    void nulls() {
        List<double[]> withNull = new ArrayList<>(Arrays.asList(POINT, null));
        List<org.assertj.core.api.ThrowableAssert.ThrowingCallable> calls = List.of(
                () -> GradientCheck.of(null, x -> x),
                () -> GradientCheck.of(x -> 1, null),
                () -> GradientCheck.of(x -> 1, x -> x).at(null),
                () -> GradientCheck.of(x -> 1, x -> x).with(null),
                () -> GradientCheck.of(x -> 1, x -> x).named((String[]) null),
                () -> GradientCheck.of(x -> 1, x -> x).named((String) null),
                () -> GradientCheck.of(x -> 1, x -> x).wouldCatch(null, POINT),
                () -> GradientCheck.of(x -> x[0], x -> null).at(POINT),
                () -> GradientCheck.ofFloats(x -> x[0], x -> null).at(new float[] {1}),
                () -> GradientCheck.ofJacobian(x -> null, x -> new double[1][2]).at(POINT),
                () -> GradientCheck.ofJacobian(x -> x, x -> null).at(POINT),
                () -> GradientCheck.ofJacobian(x -> x, x -> new double[2][]).at(POINT),
                () -> GradientCheck.ofParameters(p -> 1, p -> p).at(withNull),
                () -> GradientCheck.ofParameters(p -> 1, p -> withNull).at(List.of(POINT, POINT)),
                () -> GradientCheck.ofParameters(p -> 1, p -> null).at(List.of(POINT)),
                () -> GradCheck.DEFAULT.check(null, of(1)),
                () -> GradCheck.DEFAULT.check(x -> x[0], (Tensor[]) null),
                () -> GradCheck.DEFAULT.check(x -> x[0], (Tensor) null),
                () -> GradCheck.DEFAULT.check(x -> x[0], new String[] {null}, of(1)),
                () -> GradCheck.DEFAULT.check(x -> x[0], new String[] {"a", "b"}, of(1)),
                () -> GradCheck.DEFAULT.check(x -> null, of(1)),
                () -> GradCheck.DEFAULT.checkSeveral(null, of(1)),
                () -> GradCheck.DEFAULT.checkSeveral(x -> null, of(1)),
                () -> GradCheck.DEFAULT.checkSeveral(x -> List.of(), of(1)),
                () -> GradCheck.DEFAULT.checkSeveral(x -> Arrays.asList(x[0], null), of(1)),
                () -> GradCheck.DEFAULT.checkSeveral(x -> List.of(x[0]), (Tensor[]) null),
                () -> GradCheck.DEFAULT.wouldCatch(null, x -> x[0], of(1)),
                () -> GradCheck.DEFAULT.wouldCatch(Fault.SIGN, null, of(1)),
                () -> GradCheck.DEFAULT.wouldCatch(Fault.SIGN, x -> x[0], (Tensor[]) null));
        for (int i = 0; i < calls.size(); i++) {
            assertThatThrownBy(calls.get(i))
                    .as("call %d", i)
                    .isInstanceOf(ArgumentException.class)
                    .hasMessageMatching("(?s)\\w+: .+");
        }
    }
}
