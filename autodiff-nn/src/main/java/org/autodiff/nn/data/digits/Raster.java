package org.autodiff.nn.data.digits;

import java.util.Arrays;

/**
 * A small grey picture under a round pen. It keeps the distance of every pixel's centre to the line drawn so far, so
 * that the ink of crossing strokes does not add up and edges are smooth. Only +, -, *, / and sqrt on doubles: the same
 * bytes on every machine, which java.awt does not promise.
 */
final class Raster {
    private final int side;
    private final double radius;
    private final double[] squaredDistance;

    /**
     * @param side width and height in pixels
     * @param radius half the width of the pen, in pixels
     */
    Raster(int side, double radius) {
        this.side = side;
        this.radius = radius;
        this.squaredDistance = new double[side * side];
        Arrays.fill(squaredDistance, Double.POSITIVE_INFINITY);
    }

    /** Draws a straight line between two points in pixels. */
    void segment(double x0, double y0, double x1, double y1) {
        double reach = radius + 1;
        int left = clampToPicture(Math.min(x0, x1) - reach);
        int right = clampToPicture(Math.max(x0, x1) + reach);
        int top = clampToPicture(Math.min(y0, y1) - reach);
        int bottom = clampToPicture(Math.max(y0, y1) + reach);
        double dx = x1 - x0;
        double dy = y1 - y0;
        double lengthSquared = dx * dx + dy * dy;
        for (int row = top; row <= bottom; row++) {
            for (int column = left; column <= right; column++) {
                double px = column + 0.5 - x0;
                double py = row + 0.5 - y0;
                double along = lengthSquared == 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / lengthSquared));
                double ex = px - along * dx;
                double ey = py - along * dy;
                int pixel = row * side + column;
                squaredDistance[pixel] = Math.min(squaredDistance[pixel], ex * ex + ey * ey);
            }
        }
    }

    /** The ink at a pixel, between 0 and 1: the share of the pixel that the pen covers, to a good approximation. */
    double ink(int pixel) {
        return Math.min(1, Math.max(0, radius + 0.5 - Math.sqrt(squaredDistance[pixel])));
    }

    private int clampToPicture(double position) {
        return (int) Math.min(side - 1, Math.max(0, position));
    }
}
