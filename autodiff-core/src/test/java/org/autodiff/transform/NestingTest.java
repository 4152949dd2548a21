package org.autodiff.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.autodiff.Scope;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Derivatives of derivatives, forward and reverse in every mixture, against closed forms. */
class NestingTest {
    private static Tensor number(double x) {
        return Tensor.scalar(DType.FLOAT64, x);
    }

    private static UnaryOperator<Tensor> reverse(UnaryOperator<Tensor> f) {
        return x -> Autodiff.grad(f).apply(x);
    }

    private static UnaryOperator<Tensor> forward(UnaryOperator<Tensor> f) {
        return x -> Autodiff.jvp(f, x, number(1)).tangent();
    }

    /** Every word of n letters R and F: the ways to differentiate n times. */
    private static List<String> mixtures(int n) {
        List<String> words = List.of("");
        for (int i = 0; i < n; i++) {
            List<String> longer = new ArrayList<>();
            for (String w : words) {
                longer.add(w + "R");
                longer.add(w + "F");
            }
            words = longer;
        }
        return words;
    }

    private static UnaryOperator<Tensor> derivative(UnaryOperator<Tensor> f, String mixture) {
        UnaryOperator<Tensor> d = f;
        for (char c : mixture.toCharArray()) {
            d = c == 'R' ? reverse(d) : forward(d);
        }
        return d;
    }

    @TestFactory
    Stream<DynamicTest> powersToOrderFive() {
        return mixtures(5).stream()
                .map(m -> DynamicTest.dynamicTest("x^7 by " + m, () -> {
                    double factor = 1;
                    for (int n = 1; n <= 5; n++) {
                        factor *= 7 - (n - 1);
                        double d = derivative(x -> x.pow(7), m.substring(0, n))
                                .apply(number(1.3))
                                .item();
                        double expected = factor * Math.pow(1.3, 7 - n);
                        assertThat(d).isCloseTo(expected, within(1e-12 * expected));
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> mixturesAgainstClosedForms() {
        double a = 0.7;
        double s = 1 / (1 + Math.exp(-a));
        record Case(String name, UnaryOperator<Tensor> f, double third) {}
        List<Case> cases = List.of(
                new Case(
                        "sin(x^2)", x -> x.square().sin(), -12 * a * Math.sin(a * a) - 8 * a * a * a * Math.cos(a * a)),
                new Case("x e^x", x -> x.mul(x.exp()), (a + 3) * Math.exp(a)),
                new Case("ln x", x -> x.log(), 2 / (a * a * a)),
                new Case("1/x", x -> x.reciprocal(), -6 / (a * a * a * a)),
                new Case("sigmoid", x -> x.sigmoid(), s * (1 - s) * (1 - 6 * s + 6 * s * s)),
                new Case("sqrt", x -> x.sqrt(), 0.375 * Math.pow(a, -2.5)),
                new Case("x/(1+x)", x -> x.div(x.add(1)), 6 / Math.pow(1 + a, 4)),
                new Case("x^x", x -> x.pow(x), thirdOfXToTheX(a)));
        return cases.stream()
                .flatMap(c -> mixtures(3).stream()
                        .map(m -> DynamicTest.dynamicTest(
                                c.name() + " by " + m,
                                () -> assertThat(derivative(c.f(), m)
                                                .apply(number(a))
                                                .item())
                                        .isCloseTo(c.third(), within(1e-12 * (1 + Math.abs(c.third())))))));
    }

    /** With u = ln x + 1 it is x^x (u^3 + 3u/x - 1/x^2). */
    private static double thirdOfXToTheX(double x) {
        double u = Math.log(x) + 1;
        return Math.pow(x, x) * (u * u * u + 3 * u / x - 1 / (x * x));
    }

    /** d/dx [x * d/dy (x + y)] is 1: the inner derivative does not see the outer variable. */
    @TestFactory
    Stream<DynamicTest> perturbationsAreNotConfused() {
        return mixtures(2).stream()
                .map(m -> DynamicTest.dynamicTest(m, () -> {
                    UnaryOperator<Tensor> f = x ->
                            x.mul(derivative(y -> x.add(y), m.substring(0, 1)).apply(x));
                    assertThat(derivative(f, m.substring(1)).apply(number(3)).item())
                            .isEqualTo(1);
                    // and at a constant: d/dx [x * d/dy (x y)] at y = 2 is 2x
                    UnaryOperator<Tensor> g = x ->
                            x.mul(derivative(y -> x.mul(y), m.substring(0, 1)).apply(number(2)));
                    assertThat(derivative(g, m.substring(1)).apply(number(3)).item())
                            .isEqualTo(6);
                }));
    }

    @TestFactory
    Stream<DynamicTest> theThirdLevelSeesBothOutside() {
        // d/dx d/dy d/dz (x^2 y^3 z^4) = 24 x y^2 z^3
        return mixtures(3).stream()
                .map(m -> DynamicTest.dynamicTest(m, () -> {
                    UnaryOperator<Tensor> f = x -> derivative(
                                    y -> derivative(z -> x.pow(2).mul(y.pow(3)).mul(z.pow(4)), m.substring(0, 1))
                                            .apply(number(1.5)),
                                    m.substring(1, 2))
                            .apply(number(0.5));
                    double d = derivative(f, m.substring(2)).apply(number(2)).item();
                    assertThat(d).isCloseTo(24 * 2 * 0.25 * 3.375, within(1e-12));
                }));
    }

    @Test
    void aForwardSweepRecordedOnATapeIsDifferentiatedByPointAndDirection() {
        Tensor x = Tensor.of(new double[] {1, 2}).requiresGrad(true);
        Tensor t = Tensor.of(new double[] {3, -1}).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            Tensor d = Autodiff.jvp(z -> z.pow(3), x, t).tangent(); // 3 x^2 t
            assertThat(d.toDoubles()).containsExactly(9, -12);
            var g = tape.gradients(d.sum(), x, t);
            assertThat(g.of(x).toDoubles()).containsExactly(18, -12); // 6 x t
            assertThat(g.of(t).toDoubles()).containsExactly(3, 12);
            Tensor again = tape.jvp(d, new Tensor[] {x}, new Tensor[] {Tensor.of(new double[] {1, 1})});
            assertThat(again.toDoubles()).containsExactly(18, -12);
        }
    }

    @Test
    void tangentsOfARecordedSweepOfATape() {
        Tensor x = number(2).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            Tensor y = x.pow(4);
            Tensor first = tape.jvpWithGraph(y, new Tensor[] {x}, new Tensor[] {number(1)});
            Tensor second = tape.jvpWithGraph(first, new Tensor[] {x}, new Tensor[] {number(1)});
            int size = tape.size();
            Tensor third = tape.jvp(second, new Tensor[] {x}, new Tensor[] {number(1)});
            assertThat(tape.size()).isEqualTo(size); // this one is not recorded
            assertThat(List.of(first.item(), second.item(), third.item())).containsExactly(32.0, 48.0, 48.0);
            third.toString();
            assertThat(tape.gradients(second, x).of(x).item()).isEqualTo(48);
        }
    }

    @Test
    void aTangentAtAnIntermediateValueAddsToWhatComesFromBelow() {
        Tensor x = number(3).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            Tensor a = x.square();
            Tensor y = a.mul(5);
            Tensor both = tape.jvp(y, new Tensor[] {x, a}, new Tensor[] {number(1), number(1)});
            assertThat(both.item()).isEqualTo(5 * 6 + 5);
        }
    }

    /** f(x) = sum of sin(x_i x_j) over all pairs, in single precision and large enough for native kernels. */
    @Test
    void mixturesOfTheSecondOrderAgreeOnLargeTensors() {
        Tensor x = Tensor.uniform(org.autodiff.array.Seed.of(3), DType.FLOAT64, -1, 1, 60);
        Tensor v = Tensor.uniform(org.autodiff.array.Seed.of(4), DType.FLOAT64, -1, 1, 60);
        UnaryOperator<Tensor> f =
                z -> z.reshape(60, 1).mul(z.reshape(1, 60)).sin().sum();
        double[] expected = new double[60];
        double[] p = x.toDoubles();
        double[] w = v.toDoubles();
        for (int i = 0; i < 60; i++) {
            for (int j = 0; j < 60; j++) {
                double q = p[i] * p[j];
                expected[i] += 2 * (Math.cos(q) - q * Math.sin(q)) * w[j] - 2 * p[j] * p[j] * Math.sin(q) * w[i];
            }
        }
        List<Tensor> all = List.of(
                Autodiff.hvp(f, x, v),
                Autodiff.jvp(Autodiff.grad(f), x, v).tangent(),
                Autodiff.grad(z -> Autodiff.grad(f).apply(z).mul(v).sum()).apply(x),
                Autodiff.grad(z -> Autodiff.jvp(f, z, v).tangent()).apply(x));
        for (Tensor h : all) {
            double[] actual = h.toDoubles();
            for (int i = 0; i < 60; i++) {
                assertThat(actual[i]).isCloseTo(expected[i], within(1e-11));
            }
        }
    }

    @Test
    void derivativesUnderNoGradAreValuesOnly() {
        Tensor x = number(3).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            Tensor a = x.square();
            int size = tape.size();
            try (Scope scope = Scope.noGrad()) {
                // the function uses a value of the outer tape
                Tensor g = Autodiff.grad(z -> z.mul(a).mul(z)).apply(a);
                assertThat(g.item()).isEqualTo(2 * 9 * 9);
                assertThat(g.isRecorded()).isFalse();
                assertThat(scope.isClosed()).isFalse();
            }
            assertThat(tape.size()).isEqualTo(size);
        }
    }

    @Test
    void functionsOfOneNumberToOrderFive() {
        DoubleUnaryOperator closed = x -> 120 / Math.pow(1 - x, 6);
        UnaryOperator<Tensor> f = x -> x.rsub(1).reciprocal();
        assertThat(derivative(f, "RRRRR").apply(number(0.25)).item())
                .isCloseTo(closed.applyAsDouble(0.25), within(1e-9));
        assertThat(derivative(f, "FFFFF").apply(number(0.25)).item())
                .isCloseTo(closed.applyAsDouble(0.25), within(1e-9));
    }
}
