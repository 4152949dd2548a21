package org.autodiff.nn.layer.pooling;

import static org.assertj.core.api.Assertions.assertThat;

import org.autodiff.functional.Pooling.Pool;
import org.junit.jupiter.api.Test;

/** What is printed of a layer of pooling: its kernel, and what is not the default. */
class PoolNdTest {
    private static final int[] NONE = {};

    private static Pool pool(int[] kernel, int[] stride, int[] padding, boolean ceilMode, boolean countIncludePad) {
        return new Pool(kernel, stride, padding, new int[] {1}, ceilMode, countIncludePad);
    }

    @Test
    void defaultsAreLeftOut() {
        assertThat(new MaxPool2d(3)).hasToString("MaxPool2d(kernel=3)");
        assertThat(new AvgPool1d(3, 2)).hasToString("AvgPool1d(kernel=3, stride=2)");
        assertThat(new MaxPool2d(pool(new int[] {3, 2}, new int[] {1, 2}, new int[] {1, 0}, true, true)))
                .hasToString("MaxPool2d(kernel=[3, 2], stride=[1, 2], padding=[1, 0], ceilMode)");
        assertThat(new AvgPool2d(pool(new int[] {2}, NONE, new int[] {0}, false, false)))
                .hasToString("AvgPool2d(kernel=2, countIncludePad=false)");
        assertThat(new AdaptiveAvgPool2d(7)).hasToString("AdaptiveAvgPool2d(output=7)");
        assertThat(new AdaptiveMaxPool3d(1, 2, 3)).hasToString("AdaptiveMaxPool3d(output=[1, 2, 3])");
    }

    @Test
    void aLayerKeepsNoArrayOfItsCallers() {
        int[] count = {2, 3};
        AdaptiveAvgPool2d layer = new AdaptiveAvgPool2d(count);
        count[0] = 7;
        assertThat(layer).hasToString("AdaptiveAvgPool2d(output=[2, 3])");
    }
}
