package org.autodiff.examples.docs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * A small diagram in SVG, light or dark as its reader prefers: lines, points, bars and contours on two axes. Numbers are
 * rounded to a tenth of a pixel, so that the same numbers make the same file.
 *
 * <pre>{@code
 * picture("relu", Figure.of("ReLU").line("f", x -> Math.max(x, 0), -3, 3).svg());
 * }</pre>
 */
public final class Figure {
    private static final int WIDTH = 440;
    private static final int HEIGHT = 296;
    private static final int LEFT = 46;
    private static final int RIGHT = 14;
    private static final int TOP = 46;
    private static final int BOTTOM = 30;
    private static final int SAMPLES = 161;
    private static final int COLORS = 4;
    private static final String STYLE = """
            <style>
            .figure { --ink: #24292f; --faint: #d0d7de; --c0: #1f6f43; --c1: #b3261e; --c2: #1f5fa8; --c3: #8a5a00; }
            @media (prefers-color-scheme: dark) {
              .figure { --ink: #d6dce3; --faint: #3b434c; --c0: #6cc892; --c1: #f28b82; --c2: #7fb2ea; --c3: #d8ab5c; }
            }
            .figure text { fill: var(--ink); font: 12px system-ui, sans-serif; }
            .figure .axis { stroke: var(--faint); fill: none; }
            .figure .c0 { --c: var(--c0); } .figure .c1 { --c: var(--c1); }
            .figure .c2 { --c: var(--c2); } .figure .c3 { --c: var(--c3); }
            .figure path { stroke: var(--c); fill: none; stroke-width: 2; stroke-linejoin: round; }
            .figure path.c1 { stroke-dasharray: 6 3; } .figure path.c3 { stroke-dasharray: 2 3; }
            .figure path.contour { stroke: var(--ink); stroke-width: 1; stroke-dasharray: none; opacity: .45; }
            .figure .mark { fill: var(--c); }
            .figure text.named { fill: var(--c); }
            </style>
            """;

    /** Something drawn; coordinates are those of the axes. */
    private sealed interface Mark {}

    private record Line(String name, double[] x, double[] y, boolean dotted) implements Mark {}

    private record Points(String name, double[] x, double[] y) implements Mark {}

    private record Bars(String[] names, double[] y) implements Mark {}

    private record Contours(DoubleBinaryOperator f, double[] levels) implements Mark {}

    private final String title;
    private final List<Mark> marks = new ArrayList<>();
    private double left = Double.POSITIVE_INFINITY;
    private double right = Double.NEGATIVE_INFINITY;
    private double low = Double.POSITIVE_INFINITY;
    private double high = Double.NEGATIVE_INFINITY;

    private Figure(String title) {
        this.title = title;
    }

    /** An empty diagram with a title. */
    public static Figure of(String title) {
        return new Figure(title);
    }

    /** A function over an interval. */
    public Figure line(String name, DoubleUnaryOperator f, double from, double to) {
        double[] x = new double[SAMPLES];
        Arrays.setAll(x, i -> from + (to - from) * i / (SAMPLES - 1));
        return line(name, x, Arrays.stream(x).map(f).toArray());
    }

    /** Points joined by a line. */
    public Figure line(String name, double[] x, double[] y) {
        return add(new Line(name, x.clone(), y.clone(), false), x, y);
    }

    /** A series, drawn over 0, 1, 2, ... */
    public Figure line(String name, double[] y) {
        double[] x = new double[y.length];
        Arrays.setAll(x, i -> i);
        return line(name, x, y);
    }

    /** A path: points joined by a line, each with a dot. */
    public Figure path(String name, double[] x, double[] y) {
        return add(new Line(name, x.clone(), y.clone(), true), x, y);
    }

    /** Points. */
    public Figure points(String name, double[] x, double[] y) {
        return add(new Points(name, x.clone(), y.clone()), x, y);
    }

    /** A bar for each number, from 0. */
    public Figure bars(String[] names, double[] y) {
        add(new Bars(names.clone(), y.clone()), new double[] {-0.5, y.length - 0.5}, y);
        return range(left, right, Math.min(low, 0), 1.12 * Math.max(high, 0));
    }

    /** The lines on which a function of both coordinates has some values; give the axes with {@link #range} first. */
    public Figure contours(DoubleBinaryOperator f, double... levels) {
        marks.add(new Contours(f, levels.clone()));
        return this;
    }

    /** The axes' ends, in the place of those that the numbers give. */
    public Figure range(double newLeft, double newRight, double newLow, double newHigh) {
        left = newLeft;
        right = newRight;
        low = newLow;
        high = newHigh;
        return this;
    }

    private Figure add(Mark mark, double[] x, double[] y) {
        marks.add(mark);
        for (int i = 0; i < y.length; i++) {
            if (Double.isFinite(y[i])) {
                low = Math.min(low, y[i]);
                high = Math.max(high, y[i]);
            }
        }
        for (double v : x) {
            left = Math.min(left, v);
            right = Math.max(right, v);
        }
        return this;
    }

    /** The drawing. */
    public String svg() {
        if (high <= low) {
            high = low + 1;
        }
        StringBuilder s = new StringBuilder();
        s.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"figure\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                        + " role=\"img\">\n",
                WIDTH,
                HEIGHT,
                WIDTH,
                HEIGHT));
        s.append("<title>").append(xml(title)).append("</title>\n").append(STYLE);
        text(s, WIDTH / 2.0, 18, "middle", "", title);
        axes(s);
        int color = 0;
        double legend = LEFT;
        for (Mark mark : marks) {
            if (mark instanceof Contours contours) {
                contours(s, contours);
                continue;
            }
            String name = draw(s, mark, "c" + color % COLORS);
            if (!name.isEmpty()) {
                text(s, legend, TOP - 8, "start", "named c" + color % COLORS, name);
                legend += 14 + 7.2 * name.length();
            }
            color++;
        }
        return s.append("</svg>\n").toString();
    }

    private String draw(StringBuilder s, Mark mark, String style) {
        if (mark instanceof Line line) {
            s.append("<path class=\"").append(style).append("\" d=\"");
            boolean pen = false;
            for (int i = 0; i < line.x.length; i++) {
                boolean seen = Double.isFinite(line.y[i]);
                if (seen) {
                    s.append(pen ? "L" : "M")
                            .append(n(across(line.x[i])))
                            .append(' ')
                            .append(n(down(line.y[i])));
                }
                pen = seen;
            }
            s.append("\"/>\n");
            if (line.dotted) {
                dots(s, line.x, line.y, style, 2.5);
            }
            return line.name;
        }
        if (mark instanceof Points points) {
            dots(s, points.x, points.y, style, points.x.length > 60 ? 2 : 4);
            return points.name;
        }
        Bars bars = (Bars) mark;
        for (int i = 0; i < bars.y.length; i++) {
            double from = across(i - 0.35);
            double top = Math.min(down(bars.y[i]), down(0));
            s.append(String.format(
                    Locale.ROOT,
                    "<rect class=\"mark c2\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/>\n",
                    n(from),
                    n(top),
                    n(across(i + 0.35) - from),
                    n(Math.abs(down(bars.y[i]) - down(0)))));
            text(s, across(i), HEIGHT - 10, "middle", "", bars.names[i]);
            text(s, across(i), top - 4, "middle", "", number(bars.y[i]));
        }
        return "";
    }

    private void dots(StringBuilder s, double[] x, double[] y, String style, double radius) {
        for (int i = 0; i < x.length; i++) {
            s.append("<circle class=\"mark ")
                    .append(style)
                    .append("\" cx=\"")
                    .append(n(across(x[i])))
                    .append("\" cy=\"");
            s.append(n(down(y[i]))).append("\" r=\"").append(n(radius)).append("\"/>\n");
        }
    }

    private void axes(StringBuilder s) {
        s.append(String.format(
                Locale.ROOT,
                "<rect class=\"axis\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>\n",
                LEFT,
                TOP,
                WIDTH - LEFT - RIGHT,
                HEIGHT - TOP - BOTTOM));
        if (low < 0 && high > 0) {
            s.append(String.format(
                    Locale.ROOT,
                    "<line class=\"axis\" x1=\"%d\" y1=\"%s\" x2=\"%d\" y2=\"%s\"/>\n",
                    LEFT,
                    n(down(0)),
                    WIDTH - RIGHT,
                    n(down(0))));
        }
        text(s, LEFT - 6, down(low), "end", "", number(low));
        text(s, LEFT - 6, down(high) + 10, "end", "", number(high));
        if (marks.stream().noneMatch(Bars.class::isInstance)) {
            text(s, LEFT, HEIGHT - 10, "start", "", number(left));
            text(s, WIDTH - RIGHT, HEIGHT - 10, "end", "", number(right));
        }
    }

    /** Marching squares: in each cell of a grid, a segment between the edges that a level crosses. */
    private void contours(StringBuilder s, Contours contours) {
        int cells = 60;
        for (double level : contours.levels) {
            s.append("<path class=\"contour\" d=\"");
            for (int i = 0; i < cells; i++) {
                for (int j = 0; j < cells; j++) {
                    cell(s, contours.f, level, i, j, cells);
                }
            }
            s.append("\"/>\n");
        }
    }

    private void cell(StringBuilder s, DoubleBinaryOperator f, double level, int i, int j, int cells) {
        double[] x = {i, i + 1, i + 1, i};
        double[] y = {j, j, j + 1, j + 1};
        double[] v = new double[4];
        for (int k = 0; k < 4; k++) {
            x[k] = left + (right - left) * x[k] / cells;
            y[k] = low + (high - low) * y[k] / cells;
            v[k] = f.applyAsDouble(x[k], y[k]) - level;
        }
        boolean pen = false;
        for (int k = 0; k < 4; k++) {
            int next = (k + 1) % 4;
            if (v[k] < 0 != v[next] < 0) {
                double t = v[k] / (v[k] - v[next]);
                s.append(pen ? "L" : "M")
                        .append(n(across(x[k] + t * (x[next] - x[k]))))
                        .append(' ');
                s.append(n(down(y[k] + t * (y[next] - y[k]))));
                pen = !pen;
            }
        }
    }

    private double across(double v) {
        return LEFT + (WIDTH - LEFT - RIGHT) * (v - left) / (right - left);
    }

    private double down(double v) {
        double clipped = Math.max(low, Math.min(high, v));
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (clipped - low) / (high - low);
    }

    private static void text(StringBuilder s, double x, double y, String anchor, String style, String text) {
        s.append("<text x=\"")
                .append(n(x))
                .append("\" y=\"")
                .append(n(y))
                .append("\" text-anchor=\"")
                .append(anchor);
        s.append(style.isEmpty() ? "\">" : "\" class=\"" + style + "\">")
                .append(xml(text))
                .append("</text>\n");
    }

    private static String n(double v) {
        String text = String.format(Locale.ROOT, "%.1f", v);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    private static String number(double v) {
        if (Math.abs(v) >= 100 || v == Math.rint(v)) {
            return String.format(Locale.ROOT, "%.0f", v);
        }
        String text = String.format(Locale.ROOT, "%.3g", v);
        return text.contains("e") ? text : text.replaceFirst("0+$", "");
    }

    private static String xml(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
