package org.autodiff.nn.data;

import java.util.random.RandomGenerator;
import org.autodiff.nn.data.Augmentation.Image;

/** New images whose pixels come from other places of old ones. */
final class Sampling {
    private Sampling() {}

    /** Where a pixel comes from. */
    @FunctionalInterface
    interface Source {
        /** Writes the row and the column. */
        void of(int row, int column, double[] from);
    }

    /** The image of the values at the sources, between pixels by the four around. */
    static Image of(Image image, Source source) {
        int height = image.height();
        int width = image.width();
        float[] values = new float[image.values().length];
        double[] from = new double[2];
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                source.of(row, column, from);
                for (int channel = 0; channel < image.channels(); channel++) {
                    values[(channel * height + row) * width + column] = image.between(channel, from[0], from[1]);
                }
            }
        }
        return new Image(values, image.channels(), height, width);
    }

    /** Sources by a linear map about the middle: rows from {@code a row + b column}, columns from {@code c row + d column}. */
    static Image linear(Image image, double a, double b, double c, double d) {
        double middle = (image.height() - 1) / 2.0;
        double centre = (image.width() - 1) / 2.0;
        return of(image, (row, column, from) -> {
            from[0] = middle + a * (row - middle) + b * (column - centre);
            from[1] = centre + c * (row - middle) + d * (column - centre);
        });
    }

    /** Numbers uniform in [-1, 1], one a pixel, smoothed by a Gaussian of this width that ends at three of them, or at the image's size. */
    static double[] field(int height, int width, double sigma, RandomGenerator random) {
        double[] field = new double[height * width];
        for (int i = 0; i < field.length; i++) {
            field[i] = 2 * random.nextDouble() - 1;
        }
        int reach = (int) Math.min(Math.max(height, width), Math.ceil(3 * sigma));
        double[] weights = new double[2 * reach + 1];
        double sum = 0;
        for (int k = -reach; k <= reach; k++) {
            double deviations = k / sigma; // the square of sigma itself may underflow
            weights[k + reach] = Math.exp(-deviations * deviations / 2);
            sum += weights[k + reach];
        }
        for (int k = 0; k < weights.length; k++) {
            weights[k] /= sum;
        }
        return smoothed(smoothed(field, height, width, weights, reach), width, height, weights, reach);
    }

    /** Smoothed along the rows of a matrix, and transposed: twice this smooths both ways. */
    private static double[] smoothed(double[] x, int height, int width, double[] weights, int reach) {
        double[] z = new double[x.length];
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                int last = Math.min(width - 1, column + reach);
                for (int k = Math.max(0, column - reach); k <= last; k++) {
                    z[column * height + row] += weights[k - column + reach] * x[row * width + k];
                }
            }
        }
        return z;
    }
}
