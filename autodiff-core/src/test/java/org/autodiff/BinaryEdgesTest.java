package org.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.autodiff.array.DType;
import org.autodiff.check.GradCheck;
import org.autodiff.check.report.GradCheckReport;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;
import org.junit.jupiter.api.Test;

/** Functions of two values at their corners: zeros, infinities, NaN, signs; and what is composed of them. */
class BinaryEdgesTest {
    private static final double NAN = Double.NaN;
    private static final double INF = Double.POSITIVE_INFINITY;

    private static Tensor t(double... values) {
        return Tensor.of(values);
    }

    /** The values of a function, of its derivative, and so on. */
    private static double[][] derivatives(UnaryOperator<Tensor> f, int order, double... at) {
        double[][] all = new double[order + 1][];
        try (Tape tape = Tape.record()) {
            Tensor x = t(at).requiresGrad(true);
            Tensor y = f.apply(x);
            all[0] = y.toDoubles();
            for (int n = 1; n <= order; n++) {
                y = y.isRecorded() ? tape.gradientsWithGraph(y.sum(), x).of(0) : t(new double[at.length]);
                all[n] = y.toDoubles();
            }
        }
        return all;
    }

    private static double[][] gradients(BinaryOperator<Tensor> f, double[] a, double[] b) {
        try (Tape tape = Tape.record()) {
            Tensor x = t(a).requiresGrad(true);
            Tensor y = t(b).requiresGrad(true);
            Tensor z = f.apply(x, y);
            Gradients g = tape.gradients(z.sum(), x, y);
            return new double[][] {z.toDoubles(), g.of(0).toDoubles(), g.of(1).toDoubles()};
        }
    }

    @Test
    void wholePowersAtZeroAndBelow() {
        double[] at = {0, -0.0, -2, 3};
        double[][] zeroth = derivatives(x -> x.pow(0), 2, at);
        assertThat(zeroth[0]).containsOnly(1);
        assertThat(zeroth[1]).containsOnly(0);
        assertThat(zeroth[2]).containsOnly(0);

        double[][] first = derivatives(x -> x.pow(1), 2, at);
        assertThat(first[0]).containsExactly(0, -0.0, -2, 3);
        assertThat(first[1]).containsOnly(1);
        assertThat(first[2]).containsOnly(0);

        double[][] second = derivatives(x -> x.pow(2), 3, at);
        assertThat(second[0]).containsExactly(0, 0, 4, 9);
        assertThat(second[1]).containsExactly(0, -0.0, -4, 6);
        assertThat(second[2]).containsOnly(2);
        assertThat(second[3]).containsOnly(0);

        double[][] third = derivatives(x -> x.pow(3), 4, at);
        assertThat(third[0]).containsExactly(0, -0.0, -8, 27);
        assertThat(third[1]).containsExactly(0, 0, 12, 27);
        assertThat(third[2]).containsExactly(0, -0.0, -12, 18);
        assertThat(third[3]).containsOnly(6);
        assertThat(third[4]).containsOnly(0);

        double[][] inverse = derivatives(x -> x.pow(-1), 2, at);
        assertThat(inverse[0]).containsExactly(INF, -INF, -0.5, 1 / 3.0);
        assertThat(inverse[1][0]).isEqualTo(-INF);
        assertThat(inverse[2][2]).isEqualTo(-0.25);
    }

    /** The exponent as a tensor, with or without a gradient of its own, gives what the number gives. */
    @Test
    void aTensorExponentIsNoDifferent() {
        for (double exponent : new double[] {0, 1, 2, 3, -1}) {
            for (boolean variable : new boolean[] {false, true}) {
                double[] at = {0, -2, 3};
                double[][] expected = derivatives(x -> x.pow(exponent), 2, at);
                double[][] actual = derivatives(
                        x -> x.pow(Tensor.scalar(DType.FLOAT64, exponent).requiresGrad(variable)), 2, at);
                for (int n = 0; n < 3; n++) {
                    for (int i = n == 2 && exponent < 0 ? 1 : 0; i < at.length; i++) { // at 0 -1 has a pole
                        assertThat(actual[n][i]).as("%s of %s", n, exponent).isEqualTo(expected[n][i], within(1e-15));
                    }
                }
            }
        }
    }

    @Test
    void theExponentsDerivativeHasNoLogarithmOfZero() {
        double[][] g = gradients(Tensor::pow, new double[] {0, 0, 2, 0, -2}, new double[] {0, 2, 0, -1, 3});
        assertThat(g[0]).containsExactly(1, 0, 1, INF, -8);
        assertThat(g[1]).containsExactly(0, 0, 0, -INF, 12);
        assertThat(g[2]).containsExactly(0, 0, Math.log(2), -INF, NAN);
    }

    /** The mixed second derivative of a power whose exponent is 0: 1 / x. */
    @Test
    void mixedSecondDerivativeAtExponentZero() {
        try (Tape tape = Tape.record()) {
            Tensor x = t(2.0, 4.0).requiresGrad(true);
            Tensor y = t(0.0, 0.0).requiresGrad(true);
            Tensor byBase = tape.gradientsWithGraph(x.pow(y).sum(), x).of(0);
            assertThat(byBase.abs().toDoubles()).containsOnly(0);
            assertThat(tape.gradients(byBase.sum(), y).of(0).toDoubles()).containsExactly(0.5, 0.25);
        }
    }

    @Test
    void powersOfANumber() {
        double[][] d = derivatives(x -> x.rpow(2), 2, 0, 3, -1);
        assertThat(d[0]).containsExactly(1, 8, 0.5);
        assertThat(d[1][1]).isCloseTo(8 * Math.log(2), within(1e-14));
        assertThat(d[2][1]).isCloseTo(8 * Math.log(2) * Math.log(2), within(1e-14));
        assertThat(derivatives(x -> x.rpow(0), 1, 0, 2)[1]).containsOnly(0);
    }

    @Test
    void maximumAndMinimumBesideNaN() {
        double[] a = {1, 2, NAN, 1, INF};
        double[] b = {1, 1, 1, NAN, INF};
        double[][] max = gradients(Tensor::maximum, a, b);
        assertThat(max[0]).containsExactly(1, 2, NAN, NAN, INF);
        assertThat(max[1]).containsExactly(0.5, 1, 1, 1, 0.5);
        assertThat(max[2]).containsExactly(0.5, 0, 1, 1, 0.5);
        double[][] min = gradients(Tensor::minimum, a, b);
        assertThat(min[0]).containsExactly(1, 1, NAN, NAN, INF);
        assertThat(min[1]).containsExactly(0.5, 0, 1, 1, 0.5);
        assertThat(min[2]).containsExactly(0.5, 1, 1, 1, 0.5);
    }

    @Test
    void remaindersBySign() {
        double[] a = {5, -5, 5, -5, 0.3, 6, -6};
        double[] b = {3, 3, -3, -3, 0.1, 3, 3};
        double[][] r = gradients(Tensor::remainder, a, b);
        assertThat(r[0]).containsExactly(2, 1, -1, -2, 0.3 % 0.1, 0, -0.0);
        assertThat(r[1]).containsOnly(1);
        assertThat(r[2]).containsExactly(-1, 2, 2, -1, -2, -2, 2);
        double[][] f = gradients(Tensor::fmod, a, b);
        assertThat(f[0]).containsExactly(2, -2, 2, -2, 0.3 % 0.1, 0, -0.0);
        assertThat(f[2]).containsExactly(-1, 1, 1, -1, -2, -2, 2);
        assertThat(t(a).floorDivide(t(b)).toDoubles()).containsExactly(1, -2, -2, 1, 2, 2, -2);
        // the quotient 1 / 0.1 is rounded to 10, but 0.1 is more than a tenth
        assertThat(t(1, -5, 5, INF, 1).floorDivide(t(0.1, INF, INF, 2, 0)).toDoubles())
                .containsExactly(9, -1, 0, NAN, INF);
        assertThat(t(7).floorDivide(2).toDoubles()).containsExactly(3);
        assertThat(t(-7).remainder(4).toDoubles()).containsExactly(1);
        assertThat(t(-7).fmod(4).toDoubles()).containsExactly(-3);
    }

    @Test
    void anglesInAllQuadrants() {
        double[][] z =
                gradients(Tensor::atan2, new double[] {0, 0, 1, -0.0, 3e200}, new double[] {1, -1, 0, -1, 4e200});
        assertThat(z[0]).containsExactly(0, Math.PI, Math.PI / 2, -Math.PI, Math.atan2(3, 4));
        assertThat(z[1]).startsWith(1, -1, 0, -1);
        assertThat(z[1][4] * 1e200).isCloseTo(0.16, within(1e-15));
        assertThat(z[2]).startsWith(-0.0, -0.0, -1, 0);
        assertThat(z[2][4] * 1e200).isCloseTo(-0.12, within(1e-15));
    }

    @Test
    void hypotenusesDoNotOverflow() {
        double[][] z =
                gradients(Tensor::hypot, new double[] {3e200, 0, 3e-200, INF}, new double[] {4e200, 2, 4e-200, 1});
        assertThat(z[0]).containsExactly(Math.hypot(3e200, 4e200), 2, Math.hypot(3e-200, 4e-200), INF);
        assertThat(z[1][0]).isCloseTo(0.6, within(1e-15));
        assertThat(z[2][2]).isCloseTo(0.8, within(1e-15));
        assertThat(z[1][1]).isZero();
        float[] single = Tensor.of(new float[] {3e30f})
                .hypot(Tensor.of(new float[] {4e30f}))
                .toFloats();
        assertThat(single).containsExactly(5e30f);
    }

    @Test
    void logAddExpIsStable() {
        double[][] z = gradients(
                Tensor::logAddExp, new double[] {1000, -INF, 0, INF, -2000}, new double[] {1001, 0, -INF, 0, -2001});
        assertThat(z[0][0]).isCloseTo(1001 + Math.log1p(Math.exp(-1)), within(1e-12));
        assertThat(z[0]).containsSequence(0, 0, INF);
        assertThat(z[1]).containsSequence(0, 1, 1);
        assertThat(z[2]).containsSequence(1, 0, 0);
        assertThat(z[1][4]).isCloseTo(1 / (1 + Math.exp(-1)), within(1e-15));
        assertThat(t(-INF, INF, NAN).logAddExp(t(-INF, INF, 0)).toDoubles()).containsExactly(-INF, INF, NAN);
    }

    @Test
    void xlogyOfZero() {
        double[][] z = gradients(Tensor::xlogy, new double[] {0, 0, 0, 2, 0}, new double[] {0, 2, -1, 0, NAN});
        assertThat(z[0]).containsExactly(0, 0, 0, -INF, NAN);
        assertThat(z[1]).containsExactly(0, Math.log(2), 0, -INF, NAN);
        assertThat(z[2]).containsExactly(NAN, 0, -0.0, INF, NAN);
    }

    @Test
    void clampPassesTheGradientOnTheClosedInterval() {
        double[][] z = derivatives(x -> x.clamp(-1, 2), 2, -2, -1, 0, 2, 3, NAN);
        assertThat(z[0]).containsExactly(-1, -1, 0, 2, 2, NAN);
        assertThat(z[1]).containsExactly(0, 1, 1, 1, 0, 0);
        assertThat(z[2]).containsOnly(0);
        assertThat(derivatives(x -> x.clamp(-INF, 1), 1, -9, 1, 2)[1]).containsExactly(1, 1, 0);
        double[][] crossed = derivatives(x -> x.clamp(2, 1), 1, 0, 1, 2, 3);
        assertThat(crossed[0]).containsOnly(1);
        assertThat(crossed[1]).containsOnly(0);
        assertThatThrownBy(() -> t(1).clamp(NAN, 1))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContainingAll("clamp", "NaN", "infinity");
    }

    @Test
    void clampTensorGivesTheGradientToTheBoundThatHolds() {
        try (Tape tape = Tape.record()) {
            Tensor x = t(1, 2, 0, 5, 0).requiresGrad(true);
            Tensor low = t(1, 0, 1, 0, 3).requiresGrad(true);
            Tensor high = t(2, 2, 3, 4, 1).requiresGrad(true);
            Tensor y = x.clampTensor(low, high);
            assertThat(y.toDoubles()).containsExactly(1, 2, 1, 4, 1);
            Gradients g = tape.gradients(y.sum(), x, low, high);
            assertThat(g.of(0).toDoubles()).containsExactly(1, 1, 0, 0, 0);
            assertThat(g.of(1).toDoubles()).containsExactly(0, 0, 1, 0, 0);
            assertThat(g.of(2).toDoubles()).containsExactly(0, 0, 0, 1, 1);
        }
        assertThat(t(NAN, 1, 1).clampTensor(t(0, NAN, 0), t(2, 2, NAN)).toDoubles())
                .containsOnly(NAN);
    }

    @Test
    void masksCombine() {
        Tensor a = Tensor.of(new boolean[] {true, true, false, false});
        Tensor b = Tensor.of(new boolean[] {true, false, true, false});
        assertThat(a.logicalAnd(b).toBooleans()).containsExactly(true, false, false, false);
        assertThat(a.logicalOr(b).toBooleans()).containsExactly(true, true, true, false);
        assertThat(a.logicalNot().toBooleans()).containsExactly(false, false, true, true);
        assertThat(a.logicalAnd(Tensor.of(new boolean[] {true}, 1, 1)).shape().toArray())
                .containsExactly(1, 4);
        assertThatThrownBy(() -> t(1).logicalAnd(a))
                .isInstanceOf(DTypeException.class)
                .hasMessageContainingAll("logicalAnd", "BOOL", "FLOAT64");
    }

    @Test
    void composites() {
        Tensor x = t(0.5, -1.2, 2.0).reshape(3, 1);
        Tensor y = t(1.5, -0.7);
        Tensor z = t(0.8, 1.7).reshape(1, 2);
        check(xs -> xs[0].lerp(xs[1], xs[2]), x, y, z);
        check(xs -> xs[0].addcmul(-0.5, xs[1], xs[2]), x, y, z);
        check(xs -> xs[0].addcdiv(2.5, xs[1], xs[2]), x, y, z);
        assertThat(t(1, 2).lerp(t(3, 6), 0.25).toDoubles()).containsExactly(1.5, 3);
        assertThat(t(1).addcmul(2, t(3), t(5)).item()).isEqualTo(31);
        assertThat(t(1).addcdiv(2, t(3), t(5)).item()).isEqualTo(1 + 2 * 0.6);
    }

    @Test
    void scalarsHaveThemToo() {
        try (Tape tape = Tape.record()) {
            Scalar x = tape.leaf(3);
            Scalar y = tape.leaf(4);
            Scalar z = x.hypot(y).add(x.atan2(y)).add(x.pow(2)).add(y.rpow(2)).add(x.lerp(y, x));
            assertThat(z.value()).isEqualTo(5 + Math.atan2(3, 4) + 9 + 16 + 6);
            double[] g = tape.gradients(z, x, y);
            assertThat(g[0]).isCloseTo(0.6 + 4 / 25.0 + 6 + 1 - 3 + 1, within(1e-14));
            assertThat(g[1]).isCloseTo(0.8 - 3 / 25.0 + 16 * Math.log(2) + 3, within(1e-14));
        }
    }

    private static void check(TensorFunction f, Tensor... xs) {
        GradCheckReport report = GradCheck.order(2).check(f, xs);
        assertThat(report.passed()).as(report.toString()).isTrue();
    }
}
