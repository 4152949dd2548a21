package org.autodiff.examples.report;

import java.awt.Color;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A diagram of curves, steps and points over two axes; each has a name, and there is a legend where there are several. Several stand side by side in a file. */
public final class Chart {

    private static final int WIDTH = 480;
    private static final int HEIGHT = 360;

    /** With more points than this the markers would hide the curve. */
    private static final int MOST_MARKERS = 40;

    /** Paul Tol's bright colours, which most colour-blind people can tell apart. */
    private static final Color[] COLORS = {
        new Color(0x4477AA),
        new Color(0xEE6677),
        new Color(0x228833),
        new Color(0xCCBB44),
        new Color(0x66CCEE),
        new Color(0xAA3377)
    };

    private final XYChart chart;
    private int named;
    private int lines;

    /** An empty diagram with the titles of its axes. */
    public Chart(String title, String xTitle, String yTitle) {
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

    /** Adds a curve through the points (xs[i], ys[i]). */
    public Chart curve(String name, double[] xs, double[] ys) {
        return add(name, xs, ys, XYSeriesRenderStyle.Line, xs.length > MOST_MARKERS ? SeriesMarkers.NONE : null);
    }

    /** Adds a thin grey curve that has no entry in the legend. */
    public Chart line(double[] xs, double[] ys) {
        XYSeries series = chart.addSeries("line " + ++lines, xs, ys);
        series.setShowInLegend(false);
        series.setMarker(SeriesMarkers.NONE);
        series.setLineColor(Color.LIGHT_GRAY);
        series.setLineWidth(1);
        return this;
    }

    /** Adds points that are not joined. */
    public Chart points(String name, double[] xs, double[] ys) {
        return add(name, xs, ys, XYSeriesRenderStyle.Scatter, null);
    }

    /** Adds a histogram: {@code counts[i]} of the values lie between {@code edges[i]} and {@code edges[i + 1]}. */
    public Chart histogram(String name, double[] edges, double[] counts) {
        double[] ys = new double[edges.length]; // the last bin goes on to its right edge
        System.arraycopy(counts, 0, ys, 0, counts.length);
        ys[counts.length] = counts[counts.length - 1];
        return add(name, edges, ys, XYSeriesRenderStyle.Step, SeriesMarkers.NONE);
    }

    private Chart add(String name, double[] xs, double[] ys, XYSeriesRenderStyle style, Marker marker) {
        XYSeries series = chart.addSeries(name, xs, ys);
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

    /**
     * Draws diagrams from left to right as a PNG.
     *
     * @return {@code file}
     * @throws UncheckedIOException if the file cannot be written
     */
    public static Path write(Path file, Chart... charts) {
        try (OutputStream out = Files.newOutputStream(file)) {
            List<XYChart> row = List.of(charts).stream().map(c -> c.chart).toList();
            BitmapEncoder.saveBitmap(row, 1, row.size(), out, BitmapFormat.PNG);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
        }
        return file;
    }
}
