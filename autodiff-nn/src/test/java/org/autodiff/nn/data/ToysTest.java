package org.autodiff.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ToysTest {
    private static final Seed SEED = Seed.of(3);

    static Stream<IntFunction<Dataset>> sets() {
        return Stream.of(
                seed -> Toys.moons(Seed.of(seed), 101, 0.1),
                seed -> Toys.circles(Seed.of(seed), 101, 0.1, 0.5),
                seed -> Toys.spirals(Seed.of(seed), 101, 3, 0.1),
                seed -> Toys.blobs(Seed.of(seed), 101, 3, 1),
                seed -> Toys.xor(Seed.of(seed), 101, 0.2),
                seed -> Toys.regression(Seed.of(seed), 101, 0.1, StrictMath::sin, -3, 3));
    }

    @ParameterizedTest
    @MethodSource("sets")
    void theSeedAloneDecides(IntFunction<Dataset> set) {
        assertThat(all(set.apply(1)).inputs().toFloats())
                .isEqualTo(all(set.apply(1)).inputs().toFloats())
                .isNotEqualTo(all(set.apply(2)).inputs().toFloats());
        assertThat(all(set.apply(1)).inputs().shape().dim(0)).isEqualTo(101);
    }

    @Test
    void moonsLieOnTheirHalfCircles() {
        Batch moons = all(Toys.moons(SEED, 7, 0));

        assertThat(counts(moons, 2)).containsExactly(3, 4);
        for (int i = 0; i < 7; i++) {
            double x = x(moons, i);
            double y = y(moons, i);
            boolean upper = label(moons, i) == 0;
            assertThat(upper ? y >= -1e-6 : y <= 0.5 + 1e-6).isTrue();
            assertThat(upper ? Math.hypot(x, y) : Math.hypot(x - 1, y - 0.5)).isCloseTo(1, within(1e-6));
        }
        // both ends of both moons
        assertThat(points(moons)).contains("0: 1.00 0.00", "0: -1.00 0.00", "1: 0.00 0.50", "1: 2.00 0.50");
    }

    @Test
    void circlesHaveTheirRadii() {
        Batch circles = all(Toys.circles(SEED, 9, 0, 0.3));

        assertThat(counts(circles, 2)).containsExactly(4, 5);
        for (int i = 0; i < 9; i++) {
            assertThat(Math.hypot(x(circles, i), y(circles, i)))
                    .isCloseTo(label(circles, i) == 0 ? 1 : 0.3, within(1e-6));
        }
        assertThat(points(circles)).contains("0: 1.00 0.00", "0: 0.00 1.00", "0: -1.00 0.00", "0: 0.00 -1.00");
    }

    @Test
    void spiralsStartInTheMiddleAndTurn() {
        Batch spirals = all(Toys.spirals(SEED, 8, 3, 0));

        assertThat(counts(spirals, 3)).containsExactly(3, 3, 2);
        // from the middle over radius 1/2 to radius 1, which is reached after three quarters of a circle
        assertThat(points(spirals)).contains("0: 0.00 0.00", "0: -0.35 0.35", "0: 0.00 -1.00", "2: 0.00 0.00");
        assertThat(y(spirals, index(spirals, "1: 0.87 0.50"))).isCloseTo(0.5, within(1e-6));
    }

    @Test
    void blobsHaveTheirCentresAndSpread() {
        Batch blobs = all(Toys.blobs(SEED, 3000, new double[][] {{5, -1, 0}, {-5, 2, 1}}, 0.5));

        assertThat(counts(blobs, 2)).containsExactly(1500, 1500);
        assertThat(blobs.inputs().shape().toArray()).containsExactly(3000, 3);
        float[] values = blobs.inputs().toFloats();
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < 3000; i++) {
            double offset = values[3 * i + 1] - (label(blobs, i) == 0 ? -1 : 2);
            sum += offset;
            squares += offset * offset;
        }
        assertThat(sum / 3000).isCloseTo(0, within(0.05));
        assertThat(Math.sqrt(squares / 3000)).isCloseTo(0.5, within(0.03));
        assertThat(counts(all(Toys.blobs(SEED, 10, 4, 1)), 4)).containsExactly(3, 3, 2, 2);
        for (float value : all(Toys.blobs(SEED, 50, 50, 0)).inputs().toFloats()) {
            assertThat(value).isBetween(-10f, 10f);
        }
    }

    @Test
    void noiseHasItsStandardDeviation() {
        Batch circles = all(Toys.circles(SEED, 4000, 0.1, 0));

        double squares = IntStream.range(0, 4000)
                .filter(i -> label(circles, i) == 1)
                .mapToDouble(i -> Math.pow(Math.hypot(x(circles, i), y(circles, i)), 2))
                .average()
                .orElseThrow();
        assertThat(Math.sqrt(squares / 2)).isCloseTo(0.1, within(0.005));
    }

    @Test
    void samplesAreInRandomOrder() {
        long[] labels = all(Toys.moons(SEED, 200, 0)).labels().toLongs();

        assertThat(IntStream.range(0, 100).filter(i -> labels[i] == 0).count()).isBetween(30L, 70L);
    }

    @Test
    void functionsOfTwoBitsHaveFourPoints() {
        assertThat(all(Toys.xor()).inputs().toFloats()).containsExactly(0, 0, 0, 1, 1, 0, 1, 1);
        assertThat(all(Toys.xor()).labels().toLongs()).containsExactly(0, 1, 1, 0);
        assertThat(all(Toys.and()).labels().toLongs()).containsExactly(0, 0, 0, 1);
        assertThat(all(Toys.or()).labels().toLongs()).containsExactly(0, 1, 1, 1);
    }

    @Test
    void cloudsOfXorAreAroundItsPoints() {
        assertThat(points(all(Toys.xor(SEED, 5, 0))))
                .containsExactlyInAnyOrder(
                        "0: 0.00 0.00", "1: 0.00 1.00", "1: 1.00 0.00", "0: 1.00 1.00", "0: 0.00 0.00");
    }

    @Test
    void regressionMeasuresTheFunction() {
        Batch exact = all(Toys.regression(SEED, 500, 0, x -> 2 * x + 1, -1, 4));
        Batch noisy = all(Toys.regression(SEED, 500, 0.2, x -> 2 * x + 1, -1, 4));

        assertThat(exact.labels().dtype()).isEqualTo(DType.FLOAT32);
        assertThat(exact.labels().shape().toArray()).containsExactly(500, 1);
        double squares = 0;
        for (int i = 0; i < 500; i++) {
            float place = exact.inputs().toFloats()[i];
            assertThat(place).isBetween(-1f, 4f);
            assertThat(exact.labels().toFloats()[i]).isCloseTo(2 * place + 1, within(1e-5f));
            squares +=
                    Math.pow(noisy.labels().toFloats()[i] - (2 * noisy.inputs().toFloats()[i] + 1), 2);
        }
        assertThat(Math.sqrt(squares / 500)).isCloseTo(0.2, within(0.03));
    }

    @Test
    void argumentsOutOfRangeAreRefused() {
        refused(() -> Toys.moons(SEED, 1, 0), "Toys.moons: the number of samples must be at least 2");
        refused(() -> Toys.moons(SEED, 10, -0.1), "must be finite and not negative, got -0.1");
        refused(() -> Toys.moons(SEED, 10, Double.NaN), "got NaN");
        refused(() -> Toys.moons(null, 10, 0), "Toys.moons: the seed must not be null");
        refused(() -> Toys.circles(SEED, 10, 0, 1), "the factor must be in [0, 1), got 1.0");
        refused(() -> Toys.spirals(SEED, 10, 0, 0), "Toys.spirals: the number of arms must be at least 1, got 0");
        refused(() -> Toys.blobs(SEED, 2, 3, 1), "at least 3, one for each group of points, got 2");
        refused(() -> Toys.blobs(SEED, 9, 0, 1), "the number of centers must be at least 1, got 0");
        refused(
                () -> Toys.blobs(SEED, 9, new double[][] {{1, 2}, {1}}, 1),
                "center 1 has 1 coordinates, center 0 has 2");
        refused(() -> Toys.blobs(null, 9, 3, 1), "Toys.blobs: the seed must not be null");
        refused(() -> Toys.regression(SEED, 0, 0, x -> x, 0, 1), "the number of samples must be at least 1, got 0");
        refused(() -> Toys.regression(SEED, 5, 0, x -> x, 1, 1), "expected a finite interval with low < high");
        refused(() -> Toys.regression(SEED, 5, 0, Math::log, -2, -1), "the function is NaN at -");
    }

    private static void refused(Runnable call, String message) {
        assertThatThrownBy(call::run).isInstanceOf(ArgumentException.class).hasMessageContaining(message);
    }

    private static Batch all(Dataset set) {
        return set.batch(IntStream.range(0, set.size()).toArray());
    }

    private static int[] counts(Batch batch, int classes) {
        int[] counts = new int[classes];
        for (long label : batch.labels().toLongs()) {
            counts[(int) label]++;
        }
        return counts;
    }

    private static String[] points(Batch batch) {
        return IntStream.range(0, batch.size())
                .mapToObj(i -> label(batch, i) + ": " + rounded(x(batch, i)) + " " + rounded(y(batch, i)))
                .toArray(String[]::new);
    }

    private static int index(Batch batch, String point) {
        return Arrays.asList(points(batch)).indexOf(point);
    }

    private static String rounded(double value) {
        return String.format(Locale.ROOT, "%.2f", Math.rint(value * 100) / 100 + 0.0);
    }

    private static long label(Batch batch, int i) {
        return batch.labels().toLongs()[i];
    }

    private static double x(Batch batch, int i) {
        return batch.inputs().toFloats()[2 * i];
    }

    private static double y(Batch batch, int i) {
        return batch.inputs().toFloats()[2 * i + 1];
    }
}
