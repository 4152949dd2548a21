package org.autodiff.nn.report;

import java.awt.Color;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.FileException;
import org.autodiff.error.Require;
import org.autodiff.io.AtomicFile;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A diagram of curves, steps and points over two axes; each has a name, and there is a legend where there are several.
 * It belongs to one thread. Several stand side by side in a file. XChart draws it, {@code org.knowm.xchart:xchart}, an
 * optional dependency to be added.
 *
 * <p>NaN leaves a gap. XChart may look without end for the marks of an axis whose numbers lie many powers of ten apart;
 * {@link Curves} rounds them for that reason.
 */
public final class Chart {
    /** Pixels from left to right. */
    static final int WIDTH = 480;

    /** Pixels from top to bottom. */
    static final int HEIGHT = 360;

    /** With more points than this the markers would hide the curve. */
    private static final int MOST_MARKERS = 40;

    /** Paul Tol's bright colours, which most colour-blind people can tell apart. */
    static final Color[] COLORS = {
        new Color(0x4477AA),
        new Color(0xEE6677),
        new Color(0x228833),
        new Color(0xCCBB44),
        new Color(0x66CCEE),
        new Color(0xAA3377)
    };

    /** Before the number of a curve without a name: no name begins so. */
    private static final String UNNAMED = "\0";

    private final XYChart chart;
    private int named;
    private int lines;

    /**
     * An empty diagram with the titles of its axes.
     *
     * @throws MissingLibraryException if XChart is not on the class path
     */
    public Chart(String title, String xTitle, String yTitle) {
        requireXChart();
        chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(xTitle)
                .yAxisTitle(yTitle)
                .build();
        chart.getStyler()
                .setLegendPosition(LegendPosition.OutsideS)
                .setChartBackgroundColor(Color.WHITE)
                .setLocale(Locale.ROOT);
    }

    /** Makes the vertical axis logarithmic; values must be above 0. */
    public Chart logarithmic() {
        chart.getStyler().setYAxisLogarithmic(true);
        return this;
    }

    /** Shows this part of the plane, whatever the curves. */
    public Chart range(double left, double right, double bottom, double top) {
        chart.getStyler().setXAxisMin(left).setXAxisMax(right);
        chart.getStyler().setYAxisMin(bottom).setYAxisMax(top);
        return this;
    }

    /**
     * Adds a curve through the points (xs[i], ys[i]).
     *
     * @throws ArgumentException if the name is null or taken, there are no points, or not as many xs as ys
     */
    public Chart curve(String name, double[] xs, double[] ys) {
        return add(name, xs, ys, XYSeriesRenderStyle.Line, given(xs).length > MOST_MARKERS ? SeriesMarkers.NONE : null);
    }

    /** Adds a thin grey curve that has no entry in the legend; as many ys as xs, at least one. */
    public Chart line(double[] xs, double[] ys) {
        XYSeries series = series(UNNAMED + ++lines, xs, ys);
        series.setShowInLegend(false);
        series.setMarker(SeriesMarkers.NONE);
        series.setLineColor(Color.LIGHT_GRAY);
        series.setLineWidth(1);
        return this;
    }

    /** Adds points that are not joined; checked as by {@link #curve}. */
    public Chart points(String name, double[] xs, double[] ys) {
        return add(name, xs, ys, XYSeriesRenderStyle.Scatter, null);
    }

    /**
     * Adds a histogram: {@code counts[i]} of the values lie between {@code edges[i]} and {@code edges[i + 1]}.
     *
     * @throws ArgumentException as {@link #curve}, or if there is not one edge more than counts
     */
    public Chart histogram(String name, double[] edges, double[] counts) {
        if (given(counts).length == 0 || given(edges).length != counts.length + 1) {
            throw new ArgumentException("Chart.histogram: " + counts.length + " counts and " + edges.length
                    + " edges; expected at least one count, and an edge more");
        }
        double[] ys = new double[edges.length]; // the last bin goes on to its right edge
        System.arraycopy(counts, 0, ys, 0, counts.length);
        ys[counts.length] = counts[counts.length - 1];
        return add(name, edges, ys, XYSeriesRenderStyle.Step, SeriesMarkers.NONE);
    }

    /** Throws if the library that draws is missing: users of networks add it only where they draw. */
    static void requireXChart() {
        try {
            XYChart.class.getName();
        } catch (NoClassDefFoundError e) {
            throw new MissingLibraryException(
                    "Chart: XChart is not on the class path; add the dependency org.knowm.xchart:xchart, which autodiff-nn"
                            + " does not bring along",
                    e);
        }
    }

    private Chart add(String name, double[] xs, double[] ys, XYSeriesRenderStyle style, Marker marker) {
        XYSeries series = series(name, xs, ys);
        series.setXYSeriesRenderStyle(style);
        Color color = COLORS[named % COLORS.length];
        series.setLineColor(color);
        series.setMarkerColor(color);
        named++;
        chart.getStyler().setLegendVisible(named > 1); // one curve needs no name
        if (marker != null) {
            series.setMarker(marker);
        }
        return this;
    }

    private static double[] given(double[] numbers) {
        return Require.nonNull(numbers, "Chart", "an array of numbers", "give one or more");
    }

    /** NaN is a gap in a curve. */
    private static void finite(String name, double[] numbers) {
        for (double number : numbers) {
            if (Double.isInfinite(number)) {
                throw new ArgumentException("Chart: '" + name + "' has the number " + number
                        + ", which cannot be drawn; pass NaN for a gap");
            }
        }
    }

    private XYSeries series(String name, double[] xs, double[] ys) {
        if (name == null || name.isEmpty() || chart.getSeries(name) != null) {
            throw new ArgumentException(
                    "Chart: the name '" + name + "' is null, empty or taken; each curve has its own");
        }
        if (given(xs).length == 0 || xs.length != given(ys).length) {
            throw new ArgumentException("Chart: '" + name + "' has " + xs.length + " xs and " + ys.length
                    + " ys; expected as many, and at least one");
        }
        finite(name, xs);
        finite(name, ys);
        return chart.addSeries(name, xs.clone(), ys.clone());
    }

    /**
     * Draws diagrams from left to right as a PNG, each 480 x 360 pixels. The file is written whole or not at all.
     *
     * @return {@code file}
     * @throws ArgumentException if the file is null or there is no diagram
     * @throws FileException if the file cannot be written
     */
    public static Path write(Path file, Chart... charts) {
        Require.nonNulls(charts, "Chart.write", "the list of diagrams", "give one or more");
        if (file == null || charts.length == 0) {
            throw new ArgumentException("Chart.write: needs a file and at least one diagram, got " + file + " and "
                    + charts.length + " diagrams");
        }
        List<XYChart> row = List.of(charts).stream().map(c -> c.chart).toList();
        try {
            AtomicFile.write(file, out -> BitmapEncoder.saveBitmap(row, 1, row.size(), out, BitmapFormat.PNG));
        } catch (IllegalArgumentException e) { // such as a number that is not above 0 on an axis of powers of ten
            throw new ArgumentException("Chart.write: a diagram cannot be drawn: " + e.getMessage(), e);
        }
        return file;
    }

    /**
     * Draws diagrams one after the other as an animated GIF of 480 x 360 pixels that begins anew at its end. The file is
     * written whole or not at all.
     *
     * @param hundredths how long each is shown, in hundredths of a second, from 1 to 65535
     * @return {@code file}
     * @throws ArgumentException if the file is null, there is no diagram, or the time is out of range
     * @throws FileException if the file cannot be written
     */
    public static Path animate(Path file, int hundredths, Chart... charts) {
        Require.nonNulls(charts, "Chart.animate", "the list of diagrams", "give one or more");
        if (file == null || charts.length == 0 || hundredths < 1 || hundredths > 0xFFFF) {
            throw new ArgumentException("Chart.animate: needs a file, at least one diagram and 1 to 65535 hundredths of"
                    + " a second, got " + file + ", " + charts.length + " diagrams and " + hundredths);
        }
        List<XYChart> frames = List.of(charts).stream().map(c -> c.chart).toList();
        try {
            AtomicFile.write(file, out -> AnimatedGif.write(out, frames, hundredths));
        } catch (IllegalArgumentException e) { // as in write
            throw new ArgumentException("Chart.animate: a diagram cannot be drawn: " + e.getMessage(), e);
        }
        return file;
    }
}
