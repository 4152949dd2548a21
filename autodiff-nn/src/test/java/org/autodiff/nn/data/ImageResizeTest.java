package org.autodiff.nn.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ImageResizeTest {
    @Test
    void theSameSizeIsTheSameImage() {
        byte[] image = {0, 10, (byte) 200, (byte) 255, 7, 99};

        assertThat(ImageResize.resize(image, 2, 3, 2, 3)).isEqualTo(image);
    }

    @Test
    void anEvenColourStaysWhatItIs() {
        byte[] image = new byte[35];
        Arrays.fill(image, (byte) 201);

        for (int[] size : new int[][] {{1, 1}, {3, 11}, {13, 2}, {64, 64}}) {
            assertThat(ImageResize.resize(image, 5, 7, size[0], size[1]))
                    .hasSize(size[0] * size[1])
                    .containsOnly((byte) 201);
        }
    }

    @Test
    void halvingTakesTheTriangleOfFourPixels() {
        // centres at 1 and 3 with reach 2: weights 1, 3, 3, 1 of 8; at the edge 3, 3, 1 of 7
        byte[] line = {0, 80, (byte) 160, (byte) 240};

        // (3 * 0 + 3 * 80 + 160) / 7 = 57.14; (80 + 3 * 160 + 3 * 240) / 7 = 182.86
        assertThat(ImageResize.resize(line, 1, 4, 1, 2)).containsExactly(57, 183);
        assertThat(ImageResize.resize(line, 4, 1, 2, 1)).containsExactly(57, 183);
    }

    @Test
    void doublingInterpolatesBetweenCentres() {
        byte[] line = {0, 100};

        // the new centres lie at -1/4, 1/4, 3/4 and 5/4 of the way
        assertThat(ImageResize.resize(line, 1, 2, 1, 4)).containsExactly(0, 25, 75, 100);
    }

    @Test
    void rowsAndColumnsAreNotMixedUp() {
        byte[] image = {0, 100, 0, 100};

        assertThat(ImageResize.resize(image, 2, 2, 1, 4)).containsExactly(0, 25, 75, 100);
        assertThat(ImageResize.resize(image, 2, 2, 4, 1)).containsExactly(50, 50, 50, 50);
    }
}
