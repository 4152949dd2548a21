package org.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.autodiff.array.DType;
import org.autodiff.check.GradCheck;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.ShapeException;
import org.autodiff.functional.ParametricActivation;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Activation functions far out, at NaN and at their kinks, and those that are composed of other operations. */
class ActivationTest {
    private static final Map<String, UnaryOperator<Tensor>> ALL = new LinkedHashMap<>();

    static {
        ALL.put("relu", Tensor::relu);
        ALL.put("relu6", Tensor::relu6);
        ALL.put("silu", Tensor::silu);
        ALL.put("softplus", Tensor::softplus);
        ALL.put("logSigmoid", Tensor::logSigmoid);
        ALL.put("mish", Tensor::mish);
        ALL.put("gelu", Tensor::gelu);
        ALL.put("geluTanh", Tensor::geluTanh);
        ALL.put("selu", Tensor::selu);
        ALL.put("hardsigmoid", Tensor::hardsigmoid);
        ALL.put("hardswish", Tensor::hardswish);
        ALL.put("softsign", Tensor::softsign);
        ALL.put("tanhshrink", Tensor::tanhshrink);
        ALL.put("leakyRelu", x -> ParametricActivation.leakyRelu(x, 0.01));
        ALL.put("elu", x -> ParametricActivation.elu(x, 1.5));
        ALL.put("celu", x -> ParametricActivation.celu(x, 0.5));
        ALL.put("softplus of 2", x -> ParametricActivation.softplus(x, 2, 20));
        ALL.put("hardtanh", x -> ParametricActivation.hardtanh(x, -1, 2));
        ALL.put("hardshrink", x -> ParametricActivation.hardshrink(x, 0.5));
        ALL.put("softshrink", x -> ParametricActivation.softshrink(x, 0.5));
        ALL.put("threshold", x -> ParametricActivation.threshold(x, 0.1, 3));
        ALL.put("prelu", x -> ParametricActivation.prelu(x, Tensor.full(x.dtype(), 0.25, 1)));
    }

    private static Stream<DynamicTest> each(java.util.function.BiConsumer<String, UnaryOperator<Tensor>> body) {
        return ALL.entrySet().stream().map(e -> dynamicTest(e.getKey(), () -> body.accept(e.getKey(), e.getValue())));
    }

    /** The value, the first and the second derivative at some numbers. */
    private static double[][] derivatives(UnaryOperator<Tensor> f, DType dtype, double... x) {
        Tensor leaf = Tensor.of(x).to(dtype).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            Tensor y = f.apply(leaf);
            Tensor first = tape.gradientsWithGraph(y.sum(), leaf).of(0);
            double[] second =
                    first.isRecorded() ? tape.gradients(first.sum(), leaf).of(0).toDoubles() : new double[x.length];
            return new double[][] {y.toDoubles(), first.toDoubles(), second};
        }
    }

    /** Each is 0, a constant or the line x + c far out: the second derivative vanishes, the first is what the line has. */
    @TestFactory
    Stream<DynamicTest> farOut() {
        return each((name, f) -> {
            for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
                for (double x : new double[] {800, 1e5, 1e15, 1e30}) {
                    double[][] d = derivatives(f, dtype, x, -x);
                    assertThat(d[0]).as("value at " + x).doesNotContain(Double.NaN);
                    assertThat(Math.abs(d[0][0])).isLessThanOrEqualTo(x * 1.06);
                    for (int side = 0; side < 2; side++) {
                        double line = (d[0][side] - derivatives(f, dtype, side == 0 ? 2 * x : -2 * x)[0][0])
                                / (side == 0 ? -x : x);
                        assertThat(d[1][side]).as("slope at " + x).isEqualTo(line, within(1e-2));
                        assertThat(d[2][side]).as("bend at " + x).isEqualTo(0, within(1e-8));
                    }
                }
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> notANumber() {
        return each((name, f) -> {
            for (int n : new int[] {3, 3000}) { // on both sides of the native size
                double[] x = new double[n];
                x[1] = Double.NaN;
                for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
                    double[] y = derivatives(f, dtype, x)[0];
                    assertThat(y[1]).isNaN();
                    assertThat(y[0]).isNotNaN();
                }
            }
        });
    }

    /** Relative accuracy in the tails, where forms such as 1 + erf or 1 + tanh have no digits left. */
    @Test
    void tails() {
        double[] gelu = derivatives(Tensor::gelu, DType.FLOAT64, -10, -30)[0];
        assertThat(gelu[0]).isEqualTo(-10 * 7.619853024160527e-24, within(1e-36));
        assertThat(gelu[1]).isNegative();
        double[][] logSigmoid = derivatives(Tensor::logSigmoid, DType.FLOAT64, 50, 700, -745);
        assertThat(logSigmoid[0][0]).isEqualTo(-1.9287498479639178e-22, within(1e-36));
        assertThat(logSigmoid[1][0]).isEqualTo(1.9287498479639178e-22, within(1e-36));
        assertThat(logSigmoid[0][1]).isNegative();
        assertThat(logSigmoid[0][2]).isEqualTo(-745);
        double[][] shrink = derivatives(Tensor::tanhshrink, DType.FLOAT32, 1e-6);
        assertThat(shrink[0][0]).isEqualTo(1e-18 / 3, within(1e-24));
        assertThat(derivatives(Tensor::softplus, DType.FLOAT32, -80)[0][0]).isEqualTo(Math.exp(-80), within(1e-40));
    }

    private static void assertSlopes(UnaryOperator<Tensor> f, double... pointsAndSlopes) {
        for (int i = 0; i < pointsAndSlopes.length; i += 2) {
            assertThat(derivatives(f, DType.FLOAT64, pointsAndSlopes[i])[1][0])
                    .as("at " + pointsAndSlopes[i])
                    .isEqualTo(pointsAndSlopes[i + 1]);
        }
    }

    /** As PyTorch. */
    @Test
    void kinksOfComposedFunctions() {
        double nan = Double.NaN;
        assertSlopes(x -> ParametricActivation.hardtanh(x, -1, 2), -1, 0, 2, 0, 0, 1, nan, 1);
        assertSlopes(x -> ParametricActivation.hardshrink(x, 0.5), 0.5, 0, -0.5, 0, 0.6, 1, nan, 1);
        assertSlopes(x -> ParametricActivation.softshrink(x, 0.5), 0.5, 0, -0.5, 0, -0.6, 1, nan, 1);
        assertSlopes(x -> ParametricActivation.threshold(x, 0.1, 3), 0.1, 0, 0.2, 1, nan, 1);
        assertSlopes(x -> ParametricActivation.softplus(x, 2, 4), 0, 0.5, 2, 1 / (1 + Math.exp(-4)), 2.0001, 1);
        assertSlopes(x -> ParametricActivation.prelu(x, Tensor.full(DType.FLOAT64, 0.25, 1)), 0, 0.25, -1, 0.25, 1, 1);
    }

    @Test
    void preluHasOneWeightOrOneForEachChannel() {
        Tensor x =
                Tensor.of(new double[] {-1, 2, -3, 4, -5, 6, -7, Double.POSITIVE_INFINITY, -9, 10, -11, 12}, 2, 3, 2);
        Tensor w = Tensor.of(new double[] {0.1, 0.2, 0.3}).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            Tensor y = ParametricActivation.prelu(x, w);
            assertThat(y.toDoubles()[0]).isEqualTo(-0.1);
            assertThat(y.toDoubles()[8]).isEqualTo(-0.2 * 9);
            assertThat(tape.gradients(y.sum(), w).of(0).toDoubles()).containsExactly(-8, -12, -16);
        }
        assertThat(ParametricActivation.prelu(x, Tensor.of(new double[] {2})).toDoubles()[2])
                .isEqualTo(-6);
        assertThatThrownBy(() -> ParametricActivation.prelu(x, Tensor.of(new double[] {1, 2})))
                .isInstanceOf(ShapeException.class)
                .hasMessageContainingAll("prelu", "[2]", "[2, 3, 2]", "3 channels");
        assertThatThrownBy(() ->
                        ParametricActivation.prelu(Tensor.zeros(DType.FLOAT32, 4), Tensor.zeros(DType.FLOAT32, 4)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("one element");
    }

    @Test
    void gluAndMaxoutGroupAlongAnAxis() {
        Tensor x = Tensor.of(new double[] {1, 5, 2, 0, 3, -4, 7, 7.5}, 2, 4);
        double half = 1 / (1 + Math.exp(-2));
        assertThat(ParametricActivation.glu(x, 1).toDoubles()[0]).isEqualTo(half, within(1e-15));
        assertThat(ParametricActivation.glu(x, -2).shape().toArray()).containsExactly(1, 4);
        assertThat(ParametricActivation.maxout(x, 1, 2).toDoubles()).containsExactly(5, 2, 3, 7.5);
        assertThat(ParametricActivation.maxout(x, -2, 2).toDoubles()).containsExactly(3, 5, 7, 7.5);
        assertThat(GradCheck.order(2)
                        .check(in -> ParametricActivation.glu(in[0], 1), x)
                        .passed())
                .isTrue();
        assertThat(GradCheck.order(2)
                        .check(in -> ParametricActivation.maxout(in[0], 1, 2).square(), x)
                        .passed())
                .isTrue();
        assertThatThrownBy(() -> ParametricActivation.glu(x.reshape(8, 1), 1))
                .isInstanceOf(ShapeException.class)
                .hasMessageContainingAll("glu", "odd size 1");
        assertThatThrownBy(() -> ParametricActivation.maxout(x, 1, 3))
                .isInstanceOf(ShapeException.class)
                .hasMessageContainingAll("maxout", "groups of 3");
        assertThatThrownBy(() -> ParametricActivation.maxout(x, 1, 0)).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> ParametricActivation.glu(x, 2)).hasMessageContaining("glu");
    }

    @Test
    void numbersThatMakeNoSenseAreRefused() {
        Tensor x = Tensor.zeros(DType.FLOAT32, 2);
        Map<String, Runnable> bad = Map.of(
                "leakyRelu", () -> ParametricActivation.leakyRelu(x, Double.NaN),
                "elu", () -> ParametricActivation.elu(x, Double.POSITIVE_INFINITY),
                "celu", () -> ParametricActivation.celu(x, 0),
                "softplus", () -> ParametricActivation.softplus(x, 0, 20),
                "hardtanh", () -> ParametricActivation.hardtanh(x, 2, 1),
                "softshrink", () -> ParametricActivation.softshrink(x, -1),
                "hardshrink", () -> ParametricActivation.hardshrink(x, Double.NaN));
        bad.forEach((name, call) -> assertThatThrownBy(call::run)
                .as(name)
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining(name));
        assertThatThrownBy(() -> Tensor.zeros(DType.INT64, 2).gelu()).isInstanceOf(DTypeException.class);
    }

    @Test
    void classification() {
        double inf = Double.POSITIVE_INFINITY;
        Tensor x = Tensor.of(new double[] {Double.NaN, inf, -inf, 0, 1});
        assertThat(x.isNan().toBooleans()).containsExactly(true, false, false, false, false);
        assertThat(x.isInf().toBooleans()).containsExactly(false, true, true, false, false);
        assertThat(x.isFinite().toBooleans()).containsExactly(false, false, false, true, true);
    }

    @Test
    void theSlopeOfSincNextToZeroIsTheTrueOne() {
        Tensor x = Tensor.of(new double[] {1e-10, -1e-10}).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            Tensor slope = tape.gradientsWithGraph(x.sinc().sum(), x).of(0);
            double at = Math.PI * Math.PI / 3 * 1e-10; // PyTorch gives 0, where all digits cancel
            assertThat(slope.toDoubles()).containsExactly(new double[] {-at, at}, within(1e-24));
            assertThat(tape.gradients(slope.sum(), x).of(0).toDoubles())
                    .containsExactly(new double[] {-Math.PI * Math.PI / 3, -Math.PI * Math.PI / 3}, within(1e-14));
        }
    }

    /** The Taylor series of sinc is 1 - (pi x)^2/6 + (pi x)^4/120 - ... */
    @Test
    void derivativesOfSincAtAndNearZero() {
        Tensor x = Tensor.of(new double[] {0, 1e-9, -1e-5, 1e-3}).requiresGrad(true);
        double p = Math.PI * Math.PI;
        try (Tape tape = Tape.record()) {
            Tensor g = x.sinc();
            double[][] d = new double[5][];
            for (int n = 0; n < d.length; n++) {
                d[n] = g.toDoubles();
                g = tape.gradientsWithGraph(g.sum(), x).of(0);
            }
            double[] at = x.toDoubles();
            for (int i = 0; i < at.length; i++) {
                double q = p * at[i] * at[i];
                assertThat(d[0][i]).isEqualTo(1 - q / 6 + q * q / 120, within(1e-15));
                assertThat(d[1][i])
                        .isEqualTo(p * at[i] * (-1.0 / 3 + q / 30 - q * q / 840), within(1e-15 * Math.abs(at[i])));
                assertThat(d[2][i]).isEqualTo(p * (-1.0 / 3 + q / 10 - q * q / 168), within(1e-14));
                assertThat(d[3][i]).isEqualTo(p * p * at[i] * (1.0 / 5 - q / 42), within(1e-8 * Math.abs(at[i])));
                assertThat(d[4][i]).isEqualTo(p * p * (1.0 / 5 - q / 14), within(1e-8));
            }
        }
    }

    @Test
    void digammaIsDifferentiableToAnyOrder() {
        Tensor x = Tensor.of(new double[] {0.5, 3, -1.5}).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            Tensor g = x.lgamma();
            for (int n = 0; n < 4; n++) {
                g = tape.gradientsWithGraph(g.sum(), x).of(0);
                double[] expected = SpecialFunctions.polygamma(n, x.detach()).toDoubles();
                assertThat(g.toDoubles())
                        .containsExactly(
                                expected,
                                within(1e-12
                                        * Arrays.stream(expected)
                                                .map(Math::abs)
                                                .max()
                                                .orElseThrow()));
            }
        }
    }
}
