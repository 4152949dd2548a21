package org.autodiff.examples.report;

/**
 * Grey pictures and what a model takes them for.
 *
 * @param height of a picture, in pixels
 * @param width of a picture, in pixels
 * @param pixels the pictures one after the other, row by row; ink is high, the scale does not matter
 * @param predicted the class that the model sees in each picture
 * @param actual the class that each picture has
 */
public record Predictions(int height, int width, float[] pixels, long[] predicted, long[] actual) {
    /** The number of pictures. */
    public int size() {
        return actual.length;
    }

    /** Whether the model is right about a picture. */
    boolean isRight(int index) {
        return predicted[index] == actual[index];
    }
}
