package org.autodiff.nn.data.digits;

import java.util.List;
import java.util.random.RandomGenerator;

/** Paints one digit with a random hand and the noise of a bad scanner. */
final class Painter {
    static final int SIDE = 28;

    /** Largest change of a pixel by noise, as a share of black. */
    private static final double NOISE = 0.15;

    private Painter() {}

    /**
     * Paints a digit.
     *
     * @param digit 0 to 9
     * @param random what makes this picture differ from others of the digit
     * @param pixels receives 784 grey values row by row, 0 is paper and 255 is ink
     * @param offset where the picture starts in {@code pixels}
     */
    static void paint(int digit, RandomGenerator random, byte[] pixels, int offset) {
        List<List<Stroke>> styles = Glyphs.of(digit);
        List<Stroke> strokes = styles.get(random.nextInt(styles.size()));
        Hand hand = Hand.random(SIDE, random);
        Raster raster = new Raster(SIDE, hand.penRadius());
        strokes.forEach(stroke -> hand.draw(stroke, raster));
        for (int i = 0; i < SIDE * SIDE; i++) {
            double noise = NOISE * (random.nextDouble() - random.nextDouble());
            double grey = hand.ink() * raster.ink(i) + noise;
            pixels[offset + i] = (byte) (int) (255 * Math.min(1, Math.max(0, grey)) + 0.5);
        }
    }
}
