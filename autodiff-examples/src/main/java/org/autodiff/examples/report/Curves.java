package org.autodiff.examples.report;

import java.awt.Color;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws the training loss and the test accuracy over the epochs, side by side. */
final class Curves {

    private static final int WIDTH = 480;
    private static final int HEIGHT = 360;

    private Curves() {}

    static void write(List<EpochResult> epochs, Path file) throws IOException {
        XYChart loss = chart("training loss", "cross-entropy", new Color(0x1F77B4), epochs, EpochResult::loss);
        XYChart accuracy = chart("test accuracy", "share right", new Color(0x2CA02C), epochs, EpochResult::accuracy);
        try (OutputStream out = Files.newOutputStream(file)) {
            BitmapEncoder.saveBitmap(List.of(loss, accuracy), 1, 2, out, BitmapFormat.PNG);
        }
    }

    private static XYChart chart(
            String title, String unit, Color color, List<EpochResult> epochs, ToDoubleFunction<EpochResult> value) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle("epoch")
                .yAxisTitle(unit)
                .build();
        chart.getStyler()
                .setLegendVisible(false)
                .setChartBackgroundColor(Color.WHITE)
                .setLocale(Locale.ROOT);
        double[] xs = epochs.stream().mapToDouble(EpochResult::epoch).toArray();
        double[] ys = epochs.stream().mapToDouble(value).toArray();
        XYSeries series = chart.addSeries(title, xs, ys);
        series.setLineColor(color);
        series.setMarkerColor(color);
        series.setMarker(SeriesMarkers.CIRCLE);
        return chart;
    }
}
