package org.autodiff.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.autodiff.Tensor;
import org.junit.jupiter.api.Test;

/** Losses with margins at extreme values. */
class MarginLossTest {
    @Test
    void longVectorsDoNotOverflow() {
        Tensor x = Tensor.of(new float[] {3e12f, 0}, 1, 2);
        Tensor y = Tensor.of(new float[] {3e12f, 3e12f}, 1, 2);
        assertThat(MarginLoss.cosineEmbedding(x, y, Tensor.of(new float[] {1})).item())
                .isCloseTo(1 - Math.sqrt(0.5), within(1e-6));
    }
}
