package org.autodiff.examples.reference;

import java.util.Locale;

/** A function of one number and its derivative, drawn as SVG. */
final class Plot {
    private static final int WIDTH = 320;
    private static final int HEIGHT = 200;
    private static final int MARGIN = 24;
    private static final int POINTS = 161;
    private static final double MOST = 6;

    private final double[] x;
    private final double[][] lines;
    private final double low;
    private final double high;

    private Plot(double[] x, double[]... lines) {
        this.x = x;
        this.lines = lines;
        double least = 0;
        double most = 0;
        for (double[] line : lines) {
            for (double v : line) {
                if (Math.abs(v) <= MOST) {
                    least = Math.min(least, v);
                    most = Math.max(most, v);
                }
            }
        }
        this.low = least;
        this.high = Math.max(most, least + 1);
    }

    /** The points at which a function is asked for, evenly over an interval. */
    static double[] points(double low, double high) {
        double[] x = new double[POINTS];
        for (int i = 0; i < POINTS; i++) {
            x[i] = low + (high - low) * i / (POINTS - 1);
        }
        return x;
    }

    /** The drawing: the function as a solid line, its derivative (null: none) as a broken one. */
    static String svg(String name, double[] x, double[] value, double[] derivative) {
        Plot plot = derivative == null ? new Plot(x, value) : new Plot(x, value, derivative);
        StringBuilder s = new StringBuilder();
        s.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                        + " font-family=\"sans-serif\" font-size=\"10\">%n",
                WIDTH,
                HEIGHT,
                WIDTH,
                HEIGHT));
        s.append("<title>").append(name).append(" and its derivative</title>\n");
        s.append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        plot.axes(s);
        plot.line(s, plot.lines[0], "#1f5fa8", "");
        if (derivative != null) {
            plot.line(s, plot.lines[1], "#c0392b", " stroke-dasharray=\"5 3\"");
        }
        return s.append("</svg>\n").toString().replace("\r\n", "\n");
    }

    private double across(double v) {
        double first = x[0];
        double last = x[x.length - 1];
        return MARGIN + (WIDTH - 2 * MARGIN) * (v - first) / (last - first);
    }

    private double down(double v) {
        return HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * (v - low) / (high - low);
    }

    private void axes(StringBuilder s) {
        double zero = Math.max(x[0], Math.min(x[x.length - 1], 0));
        segment(s, across(x[0]), down(0), across(x[x.length - 1]), down(0));
        segment(s, across(zero), down(low), across(zero), down(high));
        label(s, across(x[0]), HEIGHT - 8, number(x[0]), "start");
        label(s, across(x[x.length - 1]), HEIGHT - 8, number(x[x.length - 1]), "end");
        label(s, 2, down(high) + 3, number(high), "start");
        label(s, 2, down(low) + 3, number(low), "start");
    }

    private static String number(double v) {
        String text = String.format(Locale.ROOT, "%.2f", v);
        return text.replaceAll("\\.?0+$", "").replaceAll("^-0$", "0");
    }

    private static void segment(StringBuilder s, double x1, double y1, double x2, double y2) {
        s.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#999\"/>\n",
                x1,
                y1,
                x2,
                y2));
    }

    private static void label(StringBuilder s, double x, double y, String text, String anchor) {
        s.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"#555\">%s</text>\n",
                x,
                y,
                anchor,
                text));
    }

    /** The line, broken where it leaves the picture. */
    private void line(StringBuilder s, double[] y, String color, String style) {
        StringBuilder path = new StringBuilder();
        boolean pen = false;
        for (int i = 0; i < y.length; i++) {
            boolean inside = y[i] >= low - 1e-9 && y[i] <= high + 1e-9;
            if (inside) {
                boolean jumps = pen && Math.abs(y[i] - y[i - 1]) > (high - low) / 3;
                path.append(
                        String.format(Locale.ROOT, "%s%.1f %.1f", pen && !jumps ? "L" : "M", across(x[i]), down(y[i])));
            }
            pen = inside;
        }
        s.append("<path d=\"")
                .append(path)
                .append("\" fill=\"none\" stroke=\"")
                .append(color)
                .append("\" stroke-width=\"1.5\"")
                .append(style)
                .append("/>\n");
    }
}
