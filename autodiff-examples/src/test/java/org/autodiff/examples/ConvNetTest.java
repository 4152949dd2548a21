package org.autodiff.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.autodiff.array.Seed;
import org.autodiff.examples.report.EpochResult;
import org.autodiff.nn.Module;
import org.autodiff.nn.Parameter;
import org.autodiff.nn.data.DataLoader;
import org.autodiff.nn.data.digits.Digits;
import org.autodiff.nn.optim.Adam;
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

    /** On drawn digits, to be fast; seed 1. A tenth would be chance. */
    @Test
    void learnsToReadDigits() {
        Seed seed = Seed.of(1);
        Module model = ConvNet.of(seed.child(0));
        Adam optimizer = new Adam(model.parameters(), 1e-3);
        Progress batches = Progress.of(new DataLoader(Digits.draw(seed.child(1), 1500), 64, seed.child(2)), 3);

        List<EpochResult> results = Pass.repeat(
                3, model, Digits.draw(seed.child(3), 300), epoch -> Pass.stochastic(model, optimizer, batches, epoch));

        assertThat(results.get(2).test().accuracy()).isGreaterThan(0.8);
        assertThat(results.get(2).train().loss())
                .isLessThan(results.get(0).train().loss());
    }
}
