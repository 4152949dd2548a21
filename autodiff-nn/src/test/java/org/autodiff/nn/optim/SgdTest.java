package org.autodiff.nn.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.data.Offset;
import org.autodiff.error.ArgumentException;
import org.autodiff.nn.Parameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SgdTest {
    private static final Offset<Double> TINY = within(1e-14);

    private final Parameter p = GivenGradient.parameter("p", 1, -2);

    @Test
    void plainDescentMovesAgainstTheGradient() {
        Sgd sgd = new Sgd(List.of(p), 0.1);

        step(sgd, 0.5, -4);

        assertThat(p.tensor().toDoubles()).containsExactly(new double[] {0.95, -1.6}, TINY);
    }

    @Test
    void momentumStartsWithTheGradientAndAddsUp() {
        Sgd sgd = new Sgd(List.of(p), 0.1, 0.5);

        step(sgd, 1, 2);
        // b = (1, 2): p = (1 - 0.1, -2 - 0.2)
        assertThat(p.tensor().toDoubles()).containsExactly(new double[] {0.9, -2.2}, TINY);

        step(sgd, 1, 0);
        // b = 0.5 (1, 2) + (1, 0) = (1.5, 1)
        assertThat(p.tensor().toDoubles()).containsExactly(new double[] {0.75, -2.3}, TINY);
    }

    @Test
    void dampeningSparesTheFirstStep() {
        Sgd sgd = new Sgd(List.of(p), 0.1, Sgd.Options.DEFAULT.withMomentum(0.5).withDampening(0.25));

        step(sgd, 1, 2);
        step(sgd, 1, 0);

        // b = (1, 2), then 0.5 (1, 2) + 0.75 (1, 0) = (1.25, 1)
        assertThat(p.tensor().toDoubles()).containsExactly(new double[] {0.775, -2.3}, TINY);
    }

    @Test
    void nesterovLooksAheadAlongTheMomentum() {
        Sgd sgd =
                new Sgd(List.of(p), 0.1, Sgd.Options.DEFAULT.withNesterov(true).withMomentum(0.5));

        step(sgd, 1, 2);
        // d = g + 0.5 b = (1.5, 3)
        assertThat(p.tensor().toDoubles()).containsExactly(new double[] {0.85, -2.3}, TINY);

        step(sgd, 1, 0);
        // b = (1.5, 1), d = (1, 0) + 0.5 b = (1.75, 0.5)
        assertThat(p.tensor().toDoubles()).containsExactly(new double[] {0.675, -2.35}, TINY);
    }

    @Test
    void weightDecayPullsTowardsZero() {
        Sgd sgd = new Sgd(List.of(p), 0.1, Sgd.Options.DEFAULT.withWeightDecay(0.5));

        step(sgd, 0, 1);

        // d = g + 0.5 p = (0.5, 0)
        assertThat(p.tensor().toDoubles()).containsExactly(new double[] {0.95, -2}, TINY);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, Double.NaN, Double.POSITIVE_INFINITY})
    void badMomentumIsRefused(double momentum) {
        assertThatThrownBy(() -> new Sgd(List.of(p), 0.1, momentum))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("Sgd: momentum must be finite and not negative, got " + momentum);
    }

    @Test
    void nesterovWithoutMomentumIsRefused() {
        Sgd.Options options = Sgd.Options.DEFAULT.withNesterov(true);

        assertThatThrownBy(() -> new Sgd(List.of(p), 0.1, options))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("nesterov needs a momentum above 0 and dampening 0");
    }

    private void step(Sgd sgd, double... gradient) {
        GivenGradient.set(p.tensor(), gradient);
        sgd.step();
    }
}
