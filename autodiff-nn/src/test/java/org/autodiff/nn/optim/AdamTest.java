package org.autodiff.nn.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.autodiff.error.ArgumentException;
import org.autodiff.nn.Parameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdamTest {
    @Test
    void theFirstStepIsTheLearningRateInTheGradientsDirection() {
        Parameter p = GivenGradient.parameter("p", 1, -2);
        Adam adam = new Adam(List.of(p), 0.1, Adam.Options.DEFAULT.withEps(0));

        GivenGradient.set(p.tensor(), 100, -0.001);
        adam.step();

        // the corrected means are g and g^2, so the step is lr * g / |g|
        assertThat(p.tensor().toDoubles()).containsExactly(new double[] {0.9, -1.9}, within(1e-12));
    }

    @Test
    void theSecondStepUsesTheCorrectedMeans() {
        Parameter p = GivenGradient.parameter("p", 1);
        Adam adam = new Adam(
                List.of(p), 0.1, Adam.Options.DEFAULT.withBetas(0.5, 0.75).withEps(0.01));

        GivenGradient.set(p.tensor(), 2);
        adam.step();
        // m = 1, v = 1; corrected 2 and 4: p = 1 - 0.1 * 2 / (2 + 0.01)
        double first = 1 - 0.2 / 2.01;
        assertThat(p.tensor().item()).isEqualTo(first, within(1e-14));

        GivenGradient.set(p.tensor(), -1);
        adam.step();
        // m = 0.5 - 0.5 = 0
        assertThat(p.tensor().item()).isEqualTo(first, within(1e-14));

        GivenGradient.set(p.tensor(), 1);
        adam.step();
        // m = 0.5 over 0.875; v = 0.75 (0.75 + 0.25) + 0.25 = 1 over 1 - 0.421875
        double third = first - 0.1 * (0.5 / 0.875) / (Math.sqrt(1 / 0.578125) + 0.01);
        assertThat(p.tensor().item()).isEqualTo(third, within(1e-14));
    }

    @Test
    void weightDecayIsPartOfTheGradient() {
        Parameter p = GivenGradient.parameter("p", 4);
        Adam adam = new Adam(
                List.of(p), 0.1, Adam.Options.DEFAULT.withWeightDecay(0.5).withEps(0));

        GivenGradient.set(p.tensor(), 0);
        adam.step();

        // g + 0.5 p = 2, whose direction is +1
        assertThat(p.tensor().item()).isEqualTo(3.9, within(1e-12));
    }

    @Test
    void aParameterCountsOnlyItsOwnSteps() {
        Parameter late = GivenGradient.parameter("late", 1);
        Parameter other = GivenGradient.parameter("other", 1);
        Adam adam = new Adam(List.of(late, other), 0.1, Adam.Options.DEFAULT.withEps(0));
        GivenGradient.set(other.tensor(), 1);
        adam.step();
        adam.step();

        GivenGradient.set(late.tensor(), 5);
        adam.step();

        assertThat(late.tensor().item()).isEqualTo(0.9, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1, 1.5, Double.NaN, Double.NEGATIVE_INFINITY})
    void betasOutsideTheirRangeAreRefused(double beta) {
        assertThatThrownBy(() -> Adam.Options.DEFAULT.withBetas(beta, 0.999))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("Adam: beta1 must be in [0, 1), got " + beta);
        assertThatThrownBy(() -> Adam.Options.DEFAULT.withBetas(0.9, beta))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("Adam: beta2 must be in [0, 1), got " + beta);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1e-8, Double.NaN, Double.POSITIVE_INFINITY})
    void badEpsAndWeightDecayAreRefused(double value) {
        assertThatThrownBy(() -> Adam.Options.DEFAULT.withEps(value))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("Adam: eps must be finite and not negative, got " + value);
        assertThatThrownBy(() -> Adam.Options.DEFAULT.withWeightDecay(value))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("Adam: weightDecay must be finite and not negative, got " + value);
    }
}
