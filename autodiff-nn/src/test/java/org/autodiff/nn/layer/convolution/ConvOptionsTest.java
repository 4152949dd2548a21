package org.autodiff.nn.layer.convolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.functional.Convolution.Conv;
import org.autodiff.functional.Padding;
import org.junit.jupiter.api.Test;

/** One record for convolutions and their transposes: what it keeps, and which of both refuses what. */
class ConvOptionsTest {
    private static final Seed SEED = Seed.of(6);
    private static final ConvOptions OPTIONS = ConvOptions.DEFAULT;

    @Test
    void theCallersArraysAreNotKept() {
        int[] more = {1};
        ConvOptions options =
                new ConvOptions(Conv.DEFAULT, false, Padding.Mode.CONSTANT, more, true, DType.FLOAT32).withStride(2);
        more[0] = 7;
        assertThat(options.outputPadding()).containsExactly(1);
        options.outputPadding()[0] = 7;
        assertThat(options.outputPadding()).containsExactly(1);
        ConvTranspose1d layer = new ConvTranspose1d(1, 1, 3, options, SEED);
        assertThat(layer).hasToString("ConvTranspose1d(1, 1, kernel=3, stride=2, outputPadding=1)");
    }

    @Test
    void aConvolutionRefusesAnOutputPadding() {
        assertThatThrownBy(() -> new Conv2d(1, 1, 3, OPTIONS.withOutputPadding(1), SEED))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContainingAll("Conv2d: the output padding", "leave it out");
    }

    @Test
    void aTransposedConvolutionRefusesModesOfPadding() {
        for (ConvOptions options :
                new ConvOptions[] {OPTIONS.withSamePadding(), OPTIONS.withPaddingMode(Padding.Mode.REFLECT)}) {
            assertThatThrownBy(() -> new ConvTranspose2d(1, 1, 3, options, SEED))
                    .isInstanceOf(ArgumentException.class)
                    .hasMessageContainingAll("ConvTranspose2d: ", "withPadding");
        }
    }

    @Test
    void theWeightOfALayerMayBeDividedByTheGroups() {
        ConvOptions groups = OPTIONS.withGroups(2).withPadding(1);
        assertThat(new Conv2d(4, 6, new int[] {3, 1}, groups, SEED))
                .hasToString("Conv2d(4, 6, kernel=[3, 1], padding=1, groups=2)");
        assertThat(new ConvTranspose2d(4, 6, 3, groups, SEED))
                .hasToString("ConvTranspose2d(4, 6, kernel=3, padding=1, groups=2)");
    }
}
