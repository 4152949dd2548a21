package org.autodiff.nn.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.ArgumentException;
import org.autodiff.nn.Parameter;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Gradients that are steady, huge, tiny or infinite. */
class OptimizerRangeTest {
    private static final Map<String, BiFunction<List<Parameter>, Double, Optimizer>> ALL = new TreeMap<>(Map.ofEntries(
            Map.entry("Sgd", Sgd::new),
            Map.entry("Sgd with momentum", (p, r) -> new Sgd(p, r, 0.9)),
            Map.entry("Adam", Adam::new),
            Map.entry("Adam, amsgrad", (p, r) -> new Adam(p, r, Adam.Options.DEFAULT.withAmsgrad(true))),
            Map.entry("AdamW", AdamW::new),
            Map.entry("RMSprop", RMSprop::new),
            Map.entry("RMSprop, centered", (p, r) -> new RMSprop(p, r, RMSprop.Options.DEFAULT.withCentered(true))),
            Map.entry("Adagrad", Adagrad::new),
            Map.entry("Adadelta", Adadelta::new),
            Map.entry("Adamax", Adamax::new),
            Map.entry("NAdam", NAdam::new),
            Map.entry("RAdam", RAdam::new)));

    private static Parameter parameter(DType dtype, int n) {
        return new Parameter("p", Tensor.ones(dtype, n).requiresGrad(true));
    }

    private static void set(Parameter p, double... gradient) {
        p.tensor().zeroGrad();
        try (Tape tape = Tape.record()) {
            p.tensor()
                    .mul(Tensor.of(gradient, gradient.length).to(p.tensor().dtype()))
                    .sum()
                    .backward();
        }
    }

    @TestFactory
    Stream<DynamicTest> aSteadyGradientStaysFinite() {
        List<DynamicTest> tests = new ArrayList<>();
        ALL.forEach((name, rule) -> {
            for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
                tests.add(DynamicTest.dynamicTest(name + " " + dtype, () -> {
                    Parameter p = parameter(dtype, 8);
                    Optimizer optimizer = rule.apply(List.of(p), 1e-3);
                    set(p, .1, .137, .174, .211, .248, .285, .322, -.359);
                    for (int i = 0; i < 5000; i++) {
                        optimizer.step();
                    }
                    assertThat(Arrays.stream(p.tensor().toDoubles())).allMatch(Double::isFinite);
                }));
            }
        });
        return tests.stream();
    }

    @TestFactory
    Stream<DynamicTest> hugeGradientsMoveAsFarAsLargeOnes() {
        List<DynamicTest> tests = new ArrayList<>();
        ALL.forEach((name, rule) -> {
            if (name.startsWith("Sgd") || name.equals("RAdam")) {
                return; // without a division by the root of squares, RAdam in its first steps
            }
            for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
                tests.add(DynamicTest.dynamicTest(name + " " + dtype, () -> {
                    double[] large = moved(rule, dtype, 1e6);
                    double[] huge = moved(rule, dtype, dtype == DType.FLOAT32 ? 1e30 : 1e300);
                    assertThat(huge).containsExactly(large, within(1e-3));
                }));
            }
        });
        return tests.stream();
    }

    private static double[] moved(BiFunction<List<Parameter>, Double, Optimizer> rule, DType dtype, double size) {
        Parameter p = parameter(dtype, 2);
        Optimizer optimizer = rule.apply(List.of(p), 1e-2);
        for (int i = 0; i < 20; i++) {
            set(p, size, -size);
            optimizer.step();
        }
        return p.tensor().toDoubles();
    }

    @Test
    void anInfiniteGradientIsNotHidden() {
        for (BiFunction<List<Parameter>, Double, Optimizer> rule : ALL.values()) {
            Parameter p = parameter(DType.FLOAT32, 2);
            set(p, Double.POSITIVE_INFINITY, 1);
            rule.apply(List.of(p), 0.1).step();
            assertThat(p.tensor().toDoubles()[0]).isNotFinite();
            assertThat(p.tensor().toDoubles()[1]).isFinite();
        }
    }

    /** The variance of the gradients g_1 ... g_t with weights (1 - alpha) alpha^(t - i), and the rest of the weight at 0. */
    @Test
    void theCenteredVarianceIsThatOfTheDefinition() {
        double[] gradients = {0.5, -0.25, 0.75, 0.5, 0.125};
        Parameter p = parameter(DType.FLOAT64, 1);
        RMSprop rule = new RMSprop(List.of(p), 1, RMSprop.Options.DEFAULT.withCentered(true));
        double expected = 1;
        double v = 0;
        double a = 0;
        for (double g : gradients) {
            set(p, g);
            rule.step();
            v = 0.99 * v + 0.01 * g * g;
            a = 0.99 * a + 0.01 * g;
            expected -= g / (Math.sqrt(v - a * a) + 1e-8);
        }
        assertThat(p.tensor().item()).isCloseTo(expected, within(1e-11));
    }

    @Test
    void normsOfHugeAndTinyGradients() {
        for (double size : new double[] {1e-40, 1e-30, 1, 1e30, 3e38}) {
            check(DType.FLOAT32, size, 1e-5);
        }
        for (double size : new double[] {1e-300, 1e-200, 1e200, 1e307}) {
            check(DType.FLOAT64, size, 1e-12);
        }
    }

    private static void check(DType dtype, double size, double tolerance) {
        Parameter p = parameter(dtype, 2);
        set(p, 0.75 * size, -size);
        assertThat(GradientClipping.norm(List.of(p.grad()), 2)).isCloseTo(1.25 * size, within(1.25 * size * tolerance));
        assertThat(GradientClipping.norm(List.of(p.grad()), 1)).isCloseTo(1.75 * size, within(1.75 * size * tolerance));
        double norm = GradientClipping.byNorm(List.of(p), 5);
        assertThat(norm).isCloseTo(1.25 * size, within(1.25 * size * tolerance));
        if (size > 5) {
            assertThat(p.grad().toDoubles()).containsExactly(new double[] {3, -4}, within(1e-5));
        }
    }

    @Test
    void clippingBy0AndInfiniteGradientsAreRefused() {
        Parameter p = parameter(DType.FLOAT32, 2);
        set(p, 3, 4);
        for (double most : new double[] {0, -1, Double.NaN}) {
            assertThatThrownBy(() -> GradientClipping.byNorm(List.of(p), most))
                    .isInstanceOf(ArgumentException.class)
                    .hasMessageContaining("must be finite and above 0, got " + most);
            assertThatThrownBy(() -> GradientClipping.byValue(List.of(p), most))
                    .isInstanceOf(ArgumentException.class)
                    .hasMessageContaining("must be finite and above 0, got " + most);
        }
        for (double bad : new double[] {Double.POSITIVE_INFINITY, Double.NaN}) {
            set(p, bad, 3);
            Parameter good = new Parameter("good", Tensor.ones(DType.FLOAT32, 1).requiresGrad(true));
            set(good, 7);
            for (double order : new double[] {1, 2, 3, Double.POSITIVE_INFINITY}) {
                assertThatThrownBy(() -> GradientClipping.byNorm(List.of(good, p), 1, order))
                        .isInstanceOf(ArgumentException.class)
                        .hasMessageContainingAll("the norm of the gradients is " + bad, "of 'p'", "no gradient was");
            }
            assertThat(good.grad().item()).isEqualTo(7);
            assertThat(p.grad().toDoubles()).containsExactly(bad, 3);
        }
    }

    @Test
    void plateausBelowZero() {
        assertThat(rate(false, 2, 1e-4, 1, 1, 1, 1)).isEqualTo(0.1);
        assertThat(rate(false, 2, 1e-4, -1, -1, -1, -1)).isEqualTo(0.1);
        assertThat(rate(true, 2, 1e-4, -1, -1, -1, -1)).isEqualTo(0.1);
        assertThat(rate(true, 2, 1e-4, 1, 1, 1, 1)).isEqualTo(0.1);
        assertThat(rate(false, 0, .1, -1, -1.05)).isEqualTo(0.1); // better by less than a tenth
        assertThat(rate(false, 0, .1, -1, -1.2)).isEqualTo(1);
        assertThat(rate(true, 0, .1, -1, -.95)).isEqualTo(0.1);
        assertThat(rate(true, 0, .1, -1, -.8)).isEqualTo(1);
        assertThat(rate(false, 0, .1, 0, -1e-9)).isEqualTo(1); // of a best of 0 the share is 0
        assertThat(rate(false, 0, 1, 5)).isEqualTo(1); // the first report is the best so far
        assertThat(rate(true, 0, 1, -5)).isEqualTo(1);
    }

    private static double rate(boolean maximize, int patience, double threshold, double... reports) {
        Sgd sgd = new Sgd(List.of(parameter(DType.FLOAT64, 1)), 1);
        ReduceOnPlateau plateau =
                new ReduceOnPlateau(sgd, new ReduceOnPlateau.Options(maximize, .1, patience, threshold, true, 0, 0));
        Arrays.stream(reports).forEach(plateau::step);
        return sgd.learningRate();
    }
}
