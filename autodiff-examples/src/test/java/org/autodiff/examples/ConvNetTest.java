package org.autodiff.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.autodiff.array.Seed;
import org.autodiff.nn.Module;
import org.autodiff.nn.Parameter;
import org.junit.jupiter.api.Test;

class ConvNetTest {

    @Test
    void isTheNetworkOfTheMeasurements() {
        Module model = ConvNet.of(Seed.of(1));

        assertThat(model.parameters())
                .extracting(Parameter::toString)
                .containsExactly(
                        "0.weight [16, 1, 5, 5] FLOAT32",
                        "0.bias [16] FLOAT32",
                        "3.weight [32, 16, 5, 5] FLOAT32",
                        "3.bias [32] FLOAT32",
                        "7.weight [128, 512] FLOAT32",
                        "7.bias [128] FLOAT32",
                        "9.weight [10, 128] FLOAT32",
                        "9.bias [10] FLOAT32");
        assertThat(model.parameterCount()).isEqualTo(80_202);
    }
}
