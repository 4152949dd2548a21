package org.autodiff.nn.data;

import java.util.Arrays;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;

/**
 * Grey images as they lie in an IDX file, one byte a pixel.
 *
 * @param count the number of images
 * @param rows pixels from top to bottom
 * @param columns pixels from left to right
 * @param pixels unsigned, image by image, row by row; not copied, so treat it as constant
 */
public record IdxImages(int count, int rows, int columns, byte[] pixels) {

    /**
     * Checks that sizes and bytes agree.
     *
     * @throws ArgumentException if they do not, or if a size is negative
     */
    public IdxImages {
        Require.nonNull(pixels, "IdxImages", "the pixels", "pass an empty array for no images");
        if (count < 0 || rows < 0 || columns < 0 || (long) count * rows * columns != pixels.length) {
            throw new ArgumentException("IdxImages: " + count + " images of " + rows + " x " + columns + " do not fit "
                    + pixels.length + " bytes");
        }
    }

    /**
     * One pixel, 0 to 255.
     *
     * @throws ArrayIndexOutOfBoundsException if a place is outside the data
     */
    public int pixel(int image, int row, int column) {
        return pixels[(image * rows + row) * columns + column] & 0xFF;
    }

    /** Whether the other object holds the same images. */
    @Override
    public boolean equals(Object other) {
        return other instanceof IdxImages that
                && count == that.count
                && rows == that.rows
                && columns == that.columns
                && Arrays.equals(pixels, that.pixels);
    }

    /** A hash of sizes and pixels. */
    @Override
    public int hashCode() {
        return Arrays.hashCode(pixels) * 31 + rows;
    }

    /** The sizes, without the pixels. */
    @Override
    public String toString() {
        return "IdxImages[" + count + " of " + rows + " x " + columns + "]";
    }
}
