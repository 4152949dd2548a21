package org.autodiff.nn.data.digits;

import java.util.Arrays;

/**
 * One line of the pen: the corners of a polyline in the unit square, x to the right and y downwards.
 *
 * @param xs the x coordinates of the corners
 * @param ys the y coordinates, as many
 */
record Stroke(double[] xs, double[] ys) {
    /** A corner every so many degrees makes an arc that looks round at 28 pixels. */
    private static final double DEGREES_PER_CORNER = 15;

    /** A polyline through the given points: x, y, x, y, ... */
    static Stroke line(double... points) {
        double[] xs = new double[points.length / 2];
        double[] ys = new double[xs.length];
        for (int i = 0; i < xs.length; i++) {
            xs[i] = points[2 * i];
            ys[i] = points[2 * i + 1];
        }
        return new Stroke(xs, ys);
    }

    /** An arc of an ellipse, drawn between two angles in degrees: 0 is right, 90 is down. */
    static Stroke arc(double centreX, double centreY, double radiusX, double radiusY, double from, double to) {
        int pieces = (int) StrictMath.ceil(StrictMath.abs(to - from) / DEGREES_PER_CORNER);
        double[] xs = new double[pieces + 1];
        double[] ys = new double[pieces + 1];
        for (int i = 0; i <= pieces; i++) {
            double angle = StrictMath.toRadians(from + (to - from) * i / pieces);
            xs[i] = centreX + radiusX * StrictMath.cos(angle);
            ys[i] = centreY + radiusY * StrictMath.sin(angle);
        }
        return new Stroke(xs, ys);
    }

    /** This stroke, then the next one without lifting the pen. */
    Stroke then(Stroke next) {
        return new Stroke(joined(xs, next.xs), joined(ys, next.ys));
    }

    private static double[] joined(double[] first, double[] second) {
        double[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
