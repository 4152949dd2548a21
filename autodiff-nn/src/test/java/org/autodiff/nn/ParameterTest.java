package org.autodiff.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.ArgumentException;
import org.junit.jupiter.api.Test;

class ParameterTest {
    @Test
    void theGradientIsThatOfTheTensor() {
        Parameter parameter =
                new Parameter("fc.bias", Tensor.of(new double[] {1, 2}, 2).requiresGrad(true));
        assertThat(parameter.grad()).isNull();

        try (Tape tape = Tape.record()) {
            parameter.tensor().square().sum().backward();
        }

        assertThat(parameter.grad().toDoubles()).containsExactly(2, 4);
        assertThat(parameter).hasToString("fc.bias [2] FLOAT64");
    }

    @Test
    void aTensorThatCannotBeTrainedIsRefused() {
        assertThatThrownBy(() -> new Parameter("w", Tensor.ones(DType.FLOAT32, 2)))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("Parameter 'w' [2]: the tensor does not require a gradient")
                .hasMessageContaining("requiresGrad(true)");
        assertThatThrownBy(() -> new Parameter("w", null))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("must not be null");
    }
}
