package org.autodiff.nn.data;

import java.util.Arrays;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;

/** Grey images of an IDX file, one unsigned byte a pixel, image by image and row by row. Immutable. */
public final class IdxImages {
    private final int count;
    private final int rows;
    private final int columns;
    private final byte[] pixels;

    /**
     * Images with a copy of the given pixels.
     *
     * @param count the number of images
     * @param rows pixels from top to bottom
     * @param columns pixels from left to right
     * @throws ArgumentException if sizes and bytes do not agree, or a size is negative
     */
    public IdxImages(int count, int rows, int columns, byte[] pixels) {
        this(count, rows, columns, pixels, true);
    }

    private IdxImages(int count, int rows, int columns, byte[] pixels, boolean copied) {
        Require.nonNull(pixels, "IdxImages", "the pixels", "pass an empty array for no images");
        if (count < 0 || rows < 0 || columns < 0 || (long) count * rows * columns != pixels.length) {
            throw new ArgumentException("IdxImages: " + count + " images of " + rows + " x " + columns + " do not fit "
                    + pixels.length + " bytes");
        }
        this.count = count;
        this.rows = rows;
        this.columns = columns;
        this.pixels = copied ? pixels.clone() : pixels;
    }

    /** Images with these very pixels, which nobody else may change. */
    static IdxImages owning(int count, int rows, int columns, byte[] pixels) {
        return new IdxImages(count, rows, columns, pixels, false);
    }

    /** The number of images. */
    public int count() {
        return count;
    }

    /** Pixels from top to bottom. */
    public int rows() {
        return rows;
    }

    /** Pixels from left to right. */
    public int columns() {
        return columns;
    }

    /** A copy of the pixels. */
    public byte[] pixels() {
        return pixels.clone();
    }

    /** The pixels themselves, which nobody may change. */
    byte[] owned() {
        return pixels;
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
