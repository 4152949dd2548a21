package org.autodiff.nn.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.junit.jupiter.api.Test;

class HyperparameterTest {
    private final RandomGenerator random = Seed.of(3).generator();

    private static <T> List<T> times(int n, Supplier<T> draw) {
        return Stream.generate(draw).limit(n).toList();
    }

    private static double share(List<Double> values, double low, double high) {
        return values.stream().filter(v -> v >= low && v < high).count() / (double) values.size();
    }

    @Test
    void uniformIsEven() {
        Hyperparameter<Double> x = Hyperparameter.uniform("x", -1, 3);
        List<Double> values = times(4000, () -> x.draw(random));
        assertThat(values).allMatch(v -> v >= -1 && v < 3);
        for (int quarter = -1; quarter < 3; quarter++) {
            assertThat(share(values, quarter, quarter + 1)).isEqualTo(0.25, within(0.03));
        }
    }

    @Test
    void powersOfTenHaveEvenExponents() {
        Hyperparameter<Double> rate = Hyperparameter.powerOfTen("rate", -6, 1);
        List<Double> values = times(7000, () -> rate.draw(random));
        assertThat(values).allMatch(v -> v >= 1e-6 && v < 10);
        for (int exponent = -6; exponent < 1; exponent++) {
            assertThat(share(values, Math.pow(10, exponent), Math.pow(10, exponent + 1)))
                    .isEqualTo(1 / 7.0, within(0.02));
        }
    }

    @Test
    void integersAreEvenAndReachBothEnds() {
        Hyperparameter<Integer> n = Hyperparameter.integer("n", -1, 2);
        List<Integer> values = times(4000, () -> n.draw(random));
        for (int v = -1; v <= 2; v++) {
            int wanted = v;
            assertThat(values.stream().filter(x -> x == wanted).count() / 4000.0)
                    .isEqualTo(0.25, within(0.03));
        }
        Hyperparameter<Integer> all = Hyperparameter.integer("all", Integer.MIN_VALUE, Integer.MAX_VALUE);
        assertThat(times(50, () -> all.draw(random)))
                .anyMatch(v -> v < -1_000_000_000)
                .anyMatch(v -> v > 1_000_000_000);
    }

    @Test
    void choicesAreEven() {
        Hyperparameter<String> kind = Hyperparameter.choice("kind", "a", "b", "c");
        List<String> values = times(3000, () -> kind.draw(random));
        assertThat(values).containsOnly("a", "b", "c");
        assertThat(values.stream().filter("c"::equals).count()).isBetween(900L, 1100L);
        assertThat(kind.spread(1)).containsExactly("a", "b", "c");
        assertThat(times(100, () -> kind.drawNear(random, "a", 0.01))).contains("b", "c");
    }

    @Test
    void spreadReachesBothEnds() {
        assertThat(Hyperparameter.uniform("x", -1, 3).spread(5)).containsExactly(-1.0, 0.0, 1.0, 2.0, 3.0);
        assertThat(Hyperparameter.uniform("x", -1, 3).spread(1)).containsExactly(1.0);
        List<Double> rates = Hyperparameter.powerOfTen("rate", -3, 0).spread(4);
        assertThat(rates.get(0)).isEqualTo(0.001, within(1e-18));
        assertThat(rates.get(1)).isEqualTo(0.01, within(1e-17));
        assertThat(rates.get(3)).isEqualTo(1);
        assertThat(Hyperparameter.integer("n", 1, 10).spread(4)).containsExactly(1, 4, 7, 10);
        assertThat(Hyperparameter.integer("n", 1, 10).spread(3)).containsExactly(1, 6, 10);
        assertThat(Hyperparameter.integer("n", 1, 3).spread(9)).containsExactly(1, 2, 3);
        assertThat(Hyperparameter.integer("n", 1, 4).spread(1)).containsExactly(2);
        assertThat(Hyperparameter.integer("n", 7, 7).spread(3)).containsExactly(7);
        assertThat(Hyperparameter.integer("n", Integer.MIN_VALUE, Integer.MAX_VALUE)
                        .spread(2))
                .containsExactly(Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    @Test
    void nearIsAPartAroundTheCentreWithinTheRange() {
        Hyperparameter<Double> x = Hyperparameter.uniform("x", 0, 9);
        List<Double> inside = times(500, () -> x.drawNear(random, 5.0, 1 / 3.0));
        assertThat(inside)
                .allMatch(v -> v >= 3.5 && v <= 6.5)
                .anyMatch(v -> v < 3.7)
                .anyMatch(v -> v > 6.3);
        List<Double> atTheEnd = times(500, () -> x.drawNear(random, 8.9, 1 / 3.0));
        assertThat(atTheEnd).as("moved inside").allMatch(v -> v >= 6 && v <= 9).anyMatch(v -> v < 6.2);

        Hyperparameter<Double> rate = Hyperparameter.powerOfTen("rate", -6, 0);
        assertThat(times(500, () -> rate.drawNear(random, 1e-3, 1 / 3.0)))
                .as("of the exponents")
                .allMatch(v -> v >= 0.999e-4 && v <= 1.001e-2)
                .anyMatch(v -> v < 2e-4)
                .anyMatch(v -> v > 5e-3);

        Hyperparameter<Integer> n = Hyperparameter.integer("n", 1, 100);
        assertThat(times(500, () -> n.drawNear(random, 50, 0.1))).containsOnly(45, 46, 47, 48, 49, 50, 51, 52, 53, 54);
        assertThat(times(200, () -> n.drawNear(random, 100, 1e-9)))
                .as("never less than three")
                .containsOnly(98, 99, 100);
        assertThat(times(200, () -> n.drawNear(random, 1, 1e-9))).containsOnly(1, 2, 3);
        assertThat(times(50, () -> Hyperparameter.integer("n", 1, 2).drawNear(random, 1, 0.1)))
                .containsOnly(1, 2);
    }

    @Test
    void rangesThatAreNoneAreRefused() {
        assertThatThrownBy(() -> Hyperparameter.uniform("x", 1, 1))
                .isInstanceOf(ArgumentException.class)
                .hasMessage("Hyperparameter x: expected low < high, both finite, got 1.0 and 1.0");
        assertThatThrownBy(() -> Hyperparameter.uniform("x", 0, Double.NaN)).isInstanceOf(ArgumentException.class);
        assertThatThrownBy(() -> Hyperparameter.uniform("x", -Double.MAX_VALUE, Double.MAX_VALUE))
                .isInstanceOf(ArgumentException.class);
        assertThatThrownBy(() -> Hyperparameter.powerOfTen("x", -1000, 0))
                .hasMessageContaining("are not numbers above 0; give exponents, such as -6 and 1");
        assertThatThrownBy(() -> Hyperparameter.powerOfTen("x", 0, 400)).hasMessageContaining("give exponents");
        assertThatThrownBy(() -> Hyperparameter.integer("n", 2, 1)).hasMessageContaining("low <= high, got 2 and 1");
        assertThatThrownBy(() -> Hyperparameter.choice("c")).hasMessageContaining("at least one value");
        assertThatThrownBy(() -> Hyperparameter.choice("c", "a", null)).hasMessageContaining("none of them null");
        assertThatThrownBy(() -> Hyperparameter.uniform(" ", 0, 1)).hasMessageContaining("must not be empty");
    }

    @Test
    void aSpaceHasDistinctNames() {
        Hyperparameter<Integer> n = Hyperparameter.integer("n", 1, 2);
        assertThatThrownBy(() -> Space.of(n, Hyperparameter.uniform("n", 0, 1)))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("n twice");
        assertThatThrownBy(Space::of).hasMessageContaining("at least one");
        assertThatThrownBy(() -> Space.of(n, null)).isInstanceOf(ArgumentException.class);
        assertThat(Space.of(n, Hyperparameter.powerOfTen("rate", -2, 0), Hyperparameter.choice("c", "a")))
                .hasToString("n: integer in [1, 2]\nrate: 10^[-2.0, 0.0]\nc: one of [a]");
    }
}
