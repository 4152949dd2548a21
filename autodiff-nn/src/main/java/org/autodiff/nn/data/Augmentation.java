package org.autodiff.nn.data;

import java.util.random.RandomGenerator;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;

/**
 * A random change of an image that keeps its class. The factories refuse negative numbers and those that are not finite.
 * What a pixel moves in from outside is 0. Several are applied one after the other by {@link AugmentedDataset}.
 */
@FunctionalInterface
public interface Augmentation {
    /** Pixels that no image is wider than. */
    int MOST = 1 << 20;

    /**
     * An image, changed.
     *
     * @param image may be changed in place
     * @param random source of all that is random in it
     */
    Image apply(Image image, RandomGenerator random);

    /**
     * One image: {@code values[(channel * height + row) * width + column]}.
     *
     * @param values channels x height x width numbers; not copied, so that a change can be made in place
     */
    record Image(float[] values, int channels, int height, int width) {
        /** Checks that there are channels x height x width values, at least one. */
        public Image {
            if (values == null) {
                throw new ArgumentException("Augmentation.Image: the values must not be null");
            }
            boolean good = channels > 0 && height > 0 && width > 0;
            long rows = (long) channels * height; // looked at by itself: the product of three may wrap
            if (!good || rows > values.length || rows * width != values.length) {
                throw new ArgumentException("Augmentation.Image: " + values.length + " values for " + channels + " x "
                        + height + " x " + width);
            }
        }

        /** One value, or 0 outside. */
        float at(int channel, int row, int column) {
            return row < 0 || row >= height || column < 0 || column >= width
                    ? 0
                    : values[(channel * height + row) * width + column];
        }

        /** The value between four pixels, weighted by how near they are; 0 outside, and at NaN, which is infinitely far out. */
        float between(int channel, double row, double column) {
            if (!(row > -1 && row < height && column > -1 && column < width)) {
                return 0;
            }
            int r = (int) Math.floor(row);
            int c = (int) Math.floor(column);
            double down = row - r;
            double right = column - c;
            double above = (1 - right) * at(channel, r, c) + right * at(channel, r, c + 1);
            double below = (1 - right) * at(channel, r + 1, c) + right * at(channel, r + 1, c + 1);
            return (float) ((1 - down) * above + down * below);
        }
    }

    /**
     * Shifts by a whole number of pixels in each direction: pads the image by zeros on all sides and crops it to its size.
     *
     * @param padding the greatest shift, in pixels
     */
    static Augmentation crop(int padding) {
        if (padding < 0 || padding > MOST) {
            throw new ArgumentException(
                    "Augmentation.crop: the padding must be 0 to " + MOST + " pixels, got " + padding);
        }
        return (image, random) -> {
            Require.nonNull(image, "Augmentation.crop", "the image", "pass one");
            Require.nonNull(random, "Augmentation.crop", "the generator", "pass Seed.of(number).generator()");
            int down = random.nextInt(-padding, padding + 1);
            int right = random.nextInt(-padding, padding + 1);
            return Sampling.of(image, (row, column, from) -> {
                from[0] = row + down;
                from[1] = column + right;
            });
        };
    }

    /** Turns about the middle by an angle that is uniform in [-degrees, degrees], degrees of at least 0. */
    static Augmentation rotate(double degrees) {
        double most = Math.toRadians(Require.notNegative(degrees, "Augmentation.rotate", "the angle"));
        return (image, random) -> {
            double angle = most * (2 * random.nextDouble() - 1);
            return Sampling.linear(image, Math.cos(angle), -Math.sin(angle), Math.sin(angle), Math.cos(angle));
        };
    }

    /**
     * Shears and stretches about the middle: each of the four numbers of the map, the identity's 1, 0, 0, 1, is changed by
     * up to {@code amount}.
     */
    static Augmentation distort(double amount) {
        Require.notNegative(amount, "Augmentation.distort", "the amount");
        return (image, random) -> Sampling.linear(
                image,
                1 + amount * (2 * random.nextDouble() - 1),
                amount * (2 * random.nextDouble() - 1),
                amount * (2 * random.nextDouble() - 1),
                1 + amount * (2 * random.nextDouble() - 1));
    }

    /**
     * Elastic distortion (Simard, Steinkraus and Platt 2003): each pixel comes from a place shifted by a field of random
     * numbers that is smoothed by a Gaussian.
     *
     * @param alpha the size of the shifts before smoothing, in pixels; the paper has 34 for 29 x 29 images
     * @param sigma the width of the Gaussian, in pixels, above 0; the paper has 4
     */
    static Augmentation elastic(double alpha, double sigma) {
        Require.notNegative(alpha, "Augmentation.elastic", "alpha");
        Require.positive(sigma, "Augmentation.elastic", "sigma");
        return (image, random) -> {
            double[] down = Sampling.field(image.height(), image.width(), sigma, random);
            double[] right = Sampling.field(image.height(), image.width(), sigma, random);
            return Sampling.of(image, (row, column, from) -> {
                from[0] = row + alpha * down[row * image.width() + column];
                from[1] = column + alpha * right[row * image.width() + column];
            });
        };
    }

    /** Left for right, for every other image. Not for digits and letters. */
    static Augmentation flip() {
        return (image, random) -> random.nextBoolean()
                ? Sampling.of(image, (row, column, from) -> {
                    from[0] = row;
                    from[1] = image.width() - 1 - column;
                })
                : image;
    }

    /**
     * Adds normal noise.
     *
     * @param deviation its standard deviation, in the units of the pixels
     */
    static Augmentation noise(double deviation) {
        Require.notNegative(deviation, "Augmentation.noise", "the standard deviation");
        return (image, random) -> {
            float[] values = image.values();
            for (int i = 0; i < values.length; i++) {
                values[i] += (float) (deviation * random.nextGaussian());
            }
            return image;
        };
    }
}
