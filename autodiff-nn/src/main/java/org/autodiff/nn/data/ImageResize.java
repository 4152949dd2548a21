package org.autodiff.nn.data;

import java.util.Arrays;

/**
 * Changes the size of an image by linear interpolation, with a filter that widens when the image shrinks, so that no
 * pixel is passed over: the triangle filter of Pillow's {@code resize(..., BILINEAR)}, which is what torchvision's
 * {@code Resize} does to images. Along one axis after the other; Java's own graphics are not the same on all machines.
 */
final class ImageResize {
    private ImageResize() {}

    /**
     * One channel in another size. No array is larger than the old or the new channel, whatever their shapes.
     *
     * @param levels unsigned, row by row
     * @return {@code newRows * newColumns} levels, rounded
     */
    static byte[] resize(byte[] levels, int rows, int columns, int newRows, int newColumns) {
        Window[] across = new Window[newColumns];
        Arrays.setAll(across, to -> window(to, columns, newColumns));
        byte[] resized = new byte[newRows * newColumns];
        double[] line = new double[columns];
        for (int row = 0; row < newRows; row++) {
            Arrays.fill(line, 0);
            window(row, rows, newRows).addRows(levels, line);
            for (int column = 0; column < newColumns; column++) {
                resized[row * newColumns + column] = (byte) (int) (across[column].sum(line) + 0.5);
            }
        }
        return resized;
    }

    /**
     * The weights of the old pixels in one new pixel; they sum up to one.
     *
     * @param first the first old pixel
     */
    private record Window(int first, double[] weights) {
        /** Adds the rows of this window to a line, each by its weight. */
        void addRows(byte[] levels, double[] line) {
            for (int i = 0; i < weights.length; i++) {
                int start = (first + i) * line.length;
                for (int column = 0; column < line.length; column++) {
                    line[column] += weights[i] * (levels[start + column] & 0xFF);
                }
            }
        }

        double sum(double[] line) {
            double sum = 0;
            for (int i = 0; i < weights.length; i++) {
                sum += weights[i] * line[first + i];
            }
            return sum;
        }
    }

    private static Window window(int to, int length, int newLength) {
        double scale = (double) length / newLength;
        double reach = Math.max(1, scale);
        // pixels are squares, so their centres are at halves
        double centre = (to + 0.5) * scale;
        int first = Math.max(0, (int) Math.floor(centre - reach));
        int end = Math.min(length, (int) Math.ceil(centre + reach));
        double[] weights = new double[end - first];
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = Math.max(0, 1 - Math.abs(first + i + 0.5 - centre) / reach);
            sum += weights[i];
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] /= sum;
        }
        return new Window(first, weights);
    }
}
