package org.autodiff.nn.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.ShapeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class InitTest {
    private static final Seed SEED = Seed.of(2024);
    // fan-in 300, fan-out 200
    private static final int[] MATRIX = {200, 300};

    /** Each uniform rule, its bound for MATRIX and for a convolution [8, 6, 5, 5]: fan-in 150, fan-out 200. */
    static Stream<Arguments> uniformRules() {
        return Stream.of(
                Arguments.of("uniform", Init.uniform(-0.3, 0.3), 0.3, 0.3),
                Arguments.of("xavier", Init.xavierUniform(), Math.sqrt(6.0 / 500), Math.sqrt(6.0 / 350)),
                Arguments.of(
                        "xavier gain 2", Init.xavierUniform(2), 2 * Math.sqrt(6.0 / 500), 2 * Math.sqrt(6.0 / 350)),
                Arguments.of("he", Init.heUniform(), Math.sqrt(6.0 / 300), Math.sqrt(6.0 / 150)),
                Arguments.of("he slope 1", Init.heUniform(1), Math.sqrt(3.0 / 300), Math.sqrt(3.0 / 150)),
                Arguments.of("default", Init.linearDefault(), 1 / Math.sqrt(300), 1 / Math.sqrt(150)),
                Arguments.of("he slope sqrt 5", Init.heUniform(Math.sqrt(5)), 1 / Math.sqrt(300), 1 / Math.sqrt(150)));
    }

    /** Each normal rule and its standard deviation for MATRIX and for the convolution. */
    static Stream<Arguments> normalRules() {
        return Stream.of(
                Arguments.of("normal", Init.normal(0, 0.2), 0.2, 0.2),
                Arguments.of("xavier", Init.xavierNormal(), Math.sqrt(2.0 / 500), Math.sqrt(2.0 / 350)),
                Arguments.of("xavier gain 3", Init.xavierNormal(3), 3 * Math.sqrt(2.0 / 500), 3 * Math.sqrt(2.0 / 350)),
                Arguments.of("he", Init.heNormal(), Math.sqrt(2.0 / 300), Math.sqrt(2.0 / 150)),
                Arguments.of("he slope 1", Init.heNormal(1), Math.sqrt(1.0 / 300), Math.sqrt(1.0 / 150)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("uniformRules")
    void uniformRulesFillTheirRange(String name, Init init, double forMatrix, double forConvolution) {
        double[] matrix = init.sample(SEED, DType.FLOAT64, MATRIX).toDoubles();
        assertThat(matrix).hasSize(60000);
        assertThat(Arrays.stream(matrix).max().orElseThrow()).isBetween(0.999 * forMatrix, forMatrix);
        assertThat(Arrays.stream(matrix).min().orElseThrow()).isBetween(-forMatrix, -0.999 * forMatrix);
        assertThat(mean(matrix)).isCloseTo(0, within(0.02 * forMatrix));
        // b^2 / 3 is the variance of a uniform distribution on (-b, b)
        assertThat(variance(matrix)).isCloseTo(forMatrix * forMatrix / 3, within(0.02 * forMatrix * forMatrix));

        double[] convolution = init.sample(SEED, DType.FLOAT64, 8, 6, 5, 5).toDoubles();
        assertThat(Arrays.stream(convolution).max().orElseThrow()).isBetween(0.98 * forConvolution, forConvolution);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("normalRules")
    void normalRulesHaveTheirVariance(String name, Init init, double forMatrix, double forConvolution) {
        double[] matrix = init.sample(SEED, DType.FLOAT64, MATRIX).toDoubles();
        assertThat(mean(matrix)).isCloseTo(0, within(0.02 * forMatrix));
        assertThat(Math.sqrt(variance(matrix))).isCloseTo(forMatrix, within(0.02 * forMatrix));
        // a normal distribution has tails: of 60000 draws some lie beyond three standard deviations
        assertThat(Arrays.stream(matrix).map(Math::abs).max().orElseThrow()).isGreaterThan(3 * forMatrix);

        double[] convolution = init.sample(SEED, DType.FLOAT64, 8, 6, 5, 5).toDoubles();
        assertThat(Math.sqrt(variance(convolution))).isCloseTo(forConvolution, within(0.08 * forConvolution));
    }

    @Test
    void constantsAreExact() {
        assertThat(Init.zeros().sample(SEED, DType.FLOAT32, 3).toFloats()).containsExactly(0, 0, 0);
        assertThat(Init.constant(0.1).sample(SEED, DType.FLOAT64, 2).toDoubles())
                .containsExactly(0.1, 0.1);
    }

    @Test
    void theSeedDecidesTheValues() {
        for (Init init : List.of(Init.uniform(-1, 1), Init.normal(0, 1), Init.heUniform(), Init.xavierNormal())) {
            float[] first = init.sample(SEED, DType.FLOAT32, MATRIX).toFloats();

            assertThat(init.sample(SEED, DType.FLOAT32, MATRIX).toFloats()).isEqualTo(first);
            assertThat(init.sample(SEED.child(0), DType.FLOAT32, MATRIX).toFloats())
                    .isNotEqualTo(first);
        }
    }

    @Test
    void fansArePyTorchs() {
        assertThat(Fan.of("x", 200, 300)).isEqualTo(new Fan(300, 200));
        assertThat(Fan.of("x", 8, 6, 5, 3)).isEqualTo(new Fan(90, 120));
    }

    @Test
    void aVectorHasNoFans() {
        assertThatThrownBy(() -> Init.heNormal().sample(SEED, DType.FLOAT32, 10))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("Init.heNormal: fan-in and fan-out need a weight [out, in, ...], got [10]");
    }

    @Test
    void aWeightWithoutElementsIsAllowed() {
        assertThat(Init.linearDefault().sample(SEED, DType.FLOAT32, 3, 0).size())
                .isZero();
    }

    @Test
    void integersCannotBeInitialised() {
        assertThatThrownBy(() -> Init.uniform(0, 1).sample(SEED, DType.INT64, 2))
                .isInstanceOf(DTypeException.class)
                .hasMessageContaining("Init.uniform")
                .hasMessageContaining("INT64");
    }

    @Test
    void badNumbersAreRefused() {
        assertThatThrownBy(() -> Init.constant(Double.NaN))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("Init.constant: value must be finite, got NaN");
        assertThatThrownBy(() -> Init.uniform(1, 0))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("low 1.0 is above high 0.0");
        assertThatThrownBy(() -> Init.normal(0, -1))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("Init.normal: std must be finite and not negative, got -1.0");
        assertThatThrownBy(() -> Init.xavierUniform(Double.POSITIVE_INFINITY))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("gain must be finite and not negative, got Infinity");
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static double variance(double[] values) {
        double mean = mean(values);
        return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    }
}
