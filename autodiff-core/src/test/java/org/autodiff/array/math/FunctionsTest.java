package org.autodiff.array.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The functions against values that mpmath 1.3 computed with 60 digits and more ({@code values.txt}: function, order,
 * argument, value), near zeros, poles and the ends of their domains among others; and at the points that no digits reach.
 */
class FunctionsTest {
    private static final double RELATIVE = 1e-14;

    @FunctionalInterface
    private interface Function {
        double at(int n, double x);
    }

    private static Function of(DoubleUnaryOperator f) {
        return (n, x) -> f.applyAsDouble(x);
    }

    private static final Map<String, Function> FUNCTIONS = Map.ofEntries(
            Map.entry("erf", of(ErrorFunction::erf)),
            Map.entry("erfc", of(ErrorFunction::erfc)),
            Map.entry("erfinv", of(ErrorFunction::erfinv)),
            Map.entry("lgamma", of(GammaFunction::logGamma)),
            Map.entry("digamma", of(GammaFunction::digamma)),
            Map.entry("polygamma", GammaFunction::polygamma),
            Map.entry("asinh", of(Hyperbolic::asinh)),
            Map.entry("acosh", of(Hyperbolic::acosh)),
            Map.entry("atanh", of(Hyperbolic::atanh)),
            Map.entry("tanhshrink", of(Hyperbolic::tanhShrink)),
            Map.entry("log2", of(Logarithm::log2)),
            Map.entry("logit", of(Logarithm::logit)),
            Map.entry("softplus", of(Logarithm::softplus)),
            Map.entry("sinc", CardinalSine::derivative));

    private static List<String[]> values() throws IOException {
        try (BufferedReader in = new BufferedReader(
                new InputStreamReader(FunctionsTest.class.getResourceAsStream("values.txt"), StandardCharsets.UTF_8))) {
            return in.lines().map(line -> line.split(" ")).toList();
        }
    }

    @Test
    void digits() throws IOException {
        List<String[]> values = values();
        Set<String> names = values.stream().map(v -> v[0]).collect(Collectors.toSet());
        assertThat(names).isEqualTo(FUNCTIONS.keySet());
        for (String[] v : values) {
            int n = Integer.parseInt(v[1]);
            double x = Double.parseDouble(v[2]);
            double expected = Double.parseDouble(v[3]);
            double scale = Math.abs(expected);
            if (v[0].equals("sinc") && n > 0) { // near the zeros of derivatives: relative to what is around them
                scale = Math.max(scale, Math.pow(Math.PI, n) * Math.min(1.0 / (n + 1), 1 / Math.abs(Math.PI * x)));
                scale = Math.abs(x) < 0.01 ? Math.abs(expected) : scale;
            }
            double actual = FUNCTIONS.get(v[0]).at(n, x);
            assertThat(Math.abs(actual - expected))
                    .as("%s of order %d at %s is %s, not %s", v[0], n, x, actual, expected)
                    .isLessThanOrEqualTo(RELATIVE * scale);
        }
    }

    @Test
    void notANumber() {
        FUNCTIONS.forEach((name, f) -> assertThat(f.at(2, Double.NaN)).as(name).isNaN());
        assertThat(GammaFunction.polygamma(0, Double.NaN)).isNaN();
    }

    private static void assertAll(String name, double... argumentsAndValues) {
        for (int i = 0; i < argumentsAndValues.length; i += 2) {
            assertThat(FUNCTIONS.get(name).at(1, argumentsAndValues[i]))
                    .as(name + " at " + argumentsAndValues[i])
                    .isEqualTo(Double.valueOf(argumentsAndValues[i + 1]));
        }
    }

    @Test
    void infinitiesPolesAndEndsOfDomains() {
        double inf = Double.POSITIVE_INFINITY;
        double nan = Double.NaN;
        assertAll("erf", inf, 1, -inf, -1, 0.0, 0.0, -0.0, -0.0, 30, 1);
        assertAll("erfc", inf, 0, -inf, 2, 0.0, 1, 40, 0);
        assertAll("erfinv", 1, inf, -1, -inf, 1.5, nan, -inf, nan, 0.0, 0.0, -0.0, -0.0);
        assertAll("lgamma", inf, inf, -inf, inf, 0.0, inf, -0.0, inf, -1, inf, -4, inf, 1, 0, 2, 0);
        assertAll("digamma", inf, inf, -inf, nan, 0.0, -inf, -0.0, inf, -1, nan, -1e300, nan);
        assertAll("polygamma", inf, 0, -inf, nan, 0, inf, -3, inf);
        assertThat(GammaFunction.polygamma(2, 0)).isEqualTo(-inf);
        assertAll("asinh", inf, inf, -inf, -inf, -0.0, -0.0);
        assertAll("acosh", inf, inf, 1, 0, 0.999, nan, -2, nan, -1e300, nan, -inf, nan);
        assertAll("atanh", 1, inf, -1, -inf, 1.001, nan, -1e300, nan, inf, nan, -0.0, -0.0);
        assertAll("log2", 0, -inf, -1, nan, inf, inf, 1, 0, 8, 3, 0x1p-1074, -1074);
        assertAll("logit", 0, -inf, 1, inf, -0.1, nan, 1.1, nan, inf, nan, 0.5, 0);
        assertAll("softplus", inf, inf, -inf, 0);
        assertAll("tanhshrink", inf, inf, -inf, -inf, 0.0, 0.0);
        assertAll("sinc", 0, 0);
        assertThat(CardinalSine.value(0)).isEqualTo(1);
        assertThat(CardinalSine.value(-7)).isZero();
    }

    @Test
    void multiplesOfPi() {
        for (double x = -9; x <= 9; x += 0.25) {
            assertThat(PiTrigonometry.sin(x)).isEqualTo(Math.sin(Math.PI * x), within(1e-14));
            assertThat(PiTrigonometry.cos(x)).isEqualTo(Math.cos(Math.PI * x), within(1e-14));
            boolean whole = x == Math.rint(x);
            assertThat(PiTrigonometry.sin(x) == 0).isEqualTo(whole);
            assertThat(PiTrigonometry.cos(x + 0.5) == 0).isEqualTo(whole);
        }
        assertThat(PiTrigonometry.sin(1e15 + 0.5)).isEqualTo(1);
        assertThat(PiTrigonometry.cos(1e15)).isEqualTo(1);
    }
}
