package org.autodiff.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.layer.Tanh;
import org.junit.jupiter.api.Test;

class MlpTest {

    @Test
    void activationsStandBetweenLayersOnly() {
        Sequential model = Mlp.of(Mlp.Activation.TANH, Seed.of(1), 4, 3, 2);
        assertThat(model.size()).isEqualTo(3);
        assertThat(model.get(0)).isInstanceOf(Linear.class);
        assertThat(model.get(1)).isInstanceOf(Tanh.class);
        assertThat(model.get(2)).isInstanceOf(Linear.class);
        assertThat(model.parameterCount()).isEqualTo(4 * 3 + 3 + 3 * 2 + 2);
    }

    @Test
    void refusesASingleLayer() {
        assertThatThrownBy(() -> Mlp.of(Mlp.Activation.RELU, Seed.of(1), 4))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("at least an input and an output layer, got 1 size");
    }
}
