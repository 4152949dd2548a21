package org.autodiff.nn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.junit.jupiter.api.Test;

/** Standardizing numbers of any size. */
final class ScalerTest {
    private static Dataset train(double... values) {
        int n = values.length;
        return new TensorDataset(Tensor.of(values, n, 1), Tensor.of(new long[n], n)).asTraining();
    }

    private static double offset(Scaler scaler) {
        return scaler.stateDict().get("offset").toDoubles()[0];
    }

    private static double scale(Scaler scaler) {
        return scaler.stateDict().get("scale").toDoubles()[0];
    }

    @Test
    void aLargeMeanCostsNoDigitsOfTheDeviations() {
        // 1e8 - 1 and 1e8 + 1 in turn: mean 1e8, variance 1
        Scaler scaler = Scaler.standard(train(IntStream.range(0, 100_000)
                .mapToDouble(i -> 1e8 + 2 * (i % 2) - 1)
                .toArray()));
        assertThat(offset(scaler)).isEqualTo(1e8);
        assertThat(scale(scaler)).isCloseTo(1, within(1e-12));
    }

    @Test
    void aMeanOfManyNumbersIsExactToRounding() {
        // summed plainly, a million times 0.1 is off by 1e-12 of itself and more
        double[] values = new double[1_000_000];
        Arrays.fill(values, 0.1);
        values[0] = 0.2;
        assertThat(offset(Scaler.standard(train(values)))).isCloseTo(0.1 + 1e-7, within(3e-17));
    }

    @Test
    void numbersOfAnySizeAreScaled() {
        for (double unit : new double[] {1e300, 1e200, 1, 1e-200, 1e-300}) {
            Scaler scaler = Scaler.standard(train(unit, 3 * unit, 5 * unit, 7 * unit));
            assertThat(offset(scaler)).isCloseTo(4 * unit, within(1e-15 * unit));
            assertThat(scale(scaler)).isCloseTo(Math.sqrt(5) * unit, within(1e-15 * 4 * unit));
        }
        Scaler widest = Scaler.standard(train(1.7e308, -1.7e308));
        assertThat(offset(widest)).isZero();
        assertThat(scale(widest)).isEqualTo(1.7e308);
    }

    @Test
    void whatCannotBeShiftedOrScaledIsRefused() {
        assertThatThrownBy(() -> Scaler.standard(train(1.7e308, 1.7e308, -1.7e308)))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("feature 0")
                .hasMessageContaining("too far apart");
        assertThatThrownBy(() -> Scaler.standard(train(0, 0, 0, 0, 0, 0, 0, 0, 0, Double.MIN_VALUE)))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("too close together");
    }

    @Test
    void aMissingFunctionOrBatchIsRefused() {
        Dataset data = train(1, 2);
        assertThatThrownBy(() -> data.map(null))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("null");
        assertThatThrownBy(() -> data.map(b -> null).batch(new int[] {0}))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("returned null");
    }
}
