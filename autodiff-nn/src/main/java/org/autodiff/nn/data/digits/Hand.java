package org.autodiff.nn.data.digits;

import java.util.random.RandomGenerator;

/**
 * How one digit comes out on paper: a linear map and a shift from the unit square to pixels, a slow wave that bends the
 * strokes, and the pen.
 *
 * @param xx how far x moves right
 * @param xy how far y moves right
 * @param yx how far x moves down
 * @param yy how far y moves down
 * @param shiftX the middle of the digit, in pixels
 * @param shiftY the middle of the digit, in pixels
 * @param wave height of the wave in pixels
 * @param phaseX where the wave to the right begins, in radians
 * @param phaseY where the wave downwards begins, in radians
 * @param penRadius half the width of the pen, in pixels
 * @param ink how black the pen writes, up to 1
 */
record Hand(
        double xx,
        double xy,
        double yx,
        double yy,
        double shiftX,
        double shiftY,
        double wave,
        double phaseX,
        double phaseY,
        double penRadius,
        double ink) {

    private static final double MAX_ROTATION = StrictMath.toRadians(22);

    /** A random hand for a picture of {@code side} pixels. The order of the draws is part of the data. */
    static Hand random(int side, RandomGenerator random) {
        double angle = MAX_ROTATION * signed(random);
        double shear = 0.3 * signed(random);
        double width = side * (0.76 + 0.19 * signed(random));
        double height = side * (0.74 + 0.15 * signed(random));
        double cos = StrictMath.cos(angle);
        double sin = StrictMath.sin(angle);
        return new Hand(
                cos * width,
                (cos * shear - sin) * height,
                sin * width,
                (sin * shear + cos) * height,
                side / 2.0 + 2.7 * signed(random),
                side / 2.0 + 2.7 * signed(random),
                1.4 * random.nextDouble(),
                2 * StrictMath.PI * random.nextDouble(),
                2 * StrictMath.PI * random.nextDouble(),
                0.65 + 0.85 * random.nextDouble(),
                0.75 + 0.25 * random.nextDouble());
    }

    /** Draws a stroke of the unit square. */
    void draw(Stroke stroke, Raster raster) {
        for (int i = 1; i < stroke.xs().length; i++) {
            double fromX = stroke.xs()[i - 1];
            double fromY = stroke.ys()[i - 1];
            double toX = stroke.xs()[i];
            double toY = stroke.ys()[i];
            // Long straight lines are cut so that the wave can bend them.
            int pieces = 1 + (int) (6 * Math.max(Math.abs(toX - fromX), Math.abs(toY - fromY)));
            for (int k = 0; k < pieces; k++) {
                double a = (double) k / pieces;
                double b = (k + 1.0) / pieces;
                segment(
                        fromX + a * (toX - fromX),
                        fromY + a * (toY - fromY),
                        fromX + b * (toX - fromX),
                        fromY + b * (toY - fromY),
                        raster);
            }
        }
    }

    private void segment(double x0, double y0, double x1, double y1, Raster raster) {
        raster.segment(pixelX(x0, y0), pixelY(x0, y0), pixelX(x1, y1), pixelY(x1, y1));
    }

    private double pixelX(double x, double y) {
        return shiftX + xx * (x - 0.5) + xy * (y - 0.5) + wave * StrictMath.sin(phaseX + 6 * y + 2 * x);
    }

    private double pixelY(double x, double y) {
        return shiftY + yx * (x - 0.5) + yy * (y - 0.5) + wave * StrictMath.sin(phaseY + 5 * x + 2 * y);
    }

    /** Between -1 and 1, the middle likelier than the ends. */
    private static double signed(RandomGenerator random) {
        return random.nextDouble() - random.nextDouble();
    }
}
