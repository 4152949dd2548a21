package org.autodiff.nn.data.digits;

import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.nn.data.IdxImages;
import org.autodiff.nn.data.ImageDataset;

/**
 * A data set like MNIST that is drawn, not downloaded: the ten digits in two or three styles each, as strokes of a
 * round pen that differ in place, size, slant, turn, width and blackness, with noise on top.
 *
 * <p>A linear model gets about 94 % of them right, a perceptron with 128 hidden units about 99 %. Sample i is a
 * function of the seed and i alone, and the same to the byte on every machine.
 */
public final class Digits {
    /** Height and width of an image, in pixels. */
    public static final int SIDE = Painter.SIDE;

    /** The labels are 0 to 9. */
    public static final int CLASSES = 10;

    private static final int MOST = Integer.MAX_VALUE / (SIDE * SIDE);

    private Digits() {}

    /**
     * Draws digits. For data to train and to test on, use two seeds.
     *
     * @param seed what makes these samples differ from others
     * @param count how many, at least 1
     * @return images of 28 x 28 pixels, paper 0 and ink up to 255, with labels 0 to 9 that are equally likely
     * @throws ArgumentException if the count is below 1, the seed is null, or if so many pixels do not fit an array
     */
    public static ImageDataset draw(Seed seed, int count) {
        Require.nonNull(seed, "Digits.draw", "the seed", "pass Seed.of(number)");
        if (count < 1) {
            throw new ArgumentException("Digits.draw: the count must be at least 1, got " + count);
        }
        if (count > MOST) {
            throw new ArgumentException("Digits.draw: the count must be at most " + MOST
                    + ", or the pixels do not fit an array, got " + count + "; draw several sets with different seeds");
        }
        byte[] pixels = new byte[count * SIDE * SIDE];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            var random = seed.child(i).generator();
            labels[i] = random.nextInt(CLASSES);
            Painter.paint(labels[i], random, pixels, i * SIDE * SIDE);
        }
        return new ImageDataset(new IdxImages(count, SIDE, SIDE, pixels), labels);
    }
}
