package org.autodiff.peers;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.autodiff.peers.Comparison.Ratio;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;

/** The page {@code docs/performance.md} and its plot, from the rows of one comparison. */
final class PerformancePage {
    private PerformancePage() {}

    static void write(Path docs, List<Ratio> all, int rounds, double warm) {
        StringBuilder page = new StringBuilder();
        page.append("# Performance\n\n");
        page.append(
                "Times beside libtorch 2.7.1 (the official build, with MKL and oneDNN, driven from Java without Python's own"
                        + " cost), written by `autodiff-peers/compare --rounds " + rounds
                        + " --page docs` (needs the profile `peers`,"
                        + " which downloads libtorch; the normal build knows nothing of it).\n\n");
        page.append(
                "A run is a forward pass and, where there is a variable, the gradients by all of them. Each library runs in"
                        + " a process of its own, in turn, kind by kind; a row is the median over " + rounds
                        + (rounds == 1 ? " round" : " rounds") + " of medians of 15 samples, after " + warm
                        + " s of warming up for ours and " + Math.min(warm, 0.6)
                        + " s for libtorch's. Numbers are of single precision"
                        + " unless the kind is `double`.\n\n");
        page.append("Machine: ")
                .append(machine())
                .append(". Its cores are shared with others, so that absolute times vary by a"
                        + " factor of two between minutes; the ratio varies less, by some 30 %. Read ratios beyond 1.3 as a difference."
                        + " Below 1.0 this library is faster.\n\n");
        page.append("**").append(Ratio.summary(all)).append(".**\n\n");
        page.append("![The ratio of each row](pictures/performance.png)\n\n");
        page.append("| kind | rows | geometric mean | above 1.0 | above 1.5 |\n|---|---|---|---|---|\n");
        kinds(all)
                .forEach((kind, rows) -> page.append(String.format(
                        Locale.ROOT,
                        "| %s | %d | %.2f | %d | %d |%n",
                        kind,
                        rows.size(),
                        Ratio.mean(rows),
                        rows.stream().filter(r -> r.ratio() > 1).count(),
                        rows.stream().filter(r -> r.ratio() > 1.5).count())));
        kinds(all).forEach((kind, rows) -> {
            page.append("\n## ").append(kind).append("\n\n");
            page.append("| row | ours, us | libtorch, us | ratio |\n|---|---|---|---|\n");
            for (Ratio r : rows) {
                String ratio = String.format(Locale.ROOT, r.ratio() > 1 ? "**%.2f**" : "%.2f", r.ratio());
                page.append(String.format(
                        Locale.ROOT,
                        "| %s | %.1f | %.1f | %s |%n",
                        r.name().substring(kind.length() + 1),
                        r.ours(),
                        r.theirs(),
                        ratio));
            }
        });
        try {
            Files.writeString(docs.resolve("performance.md"), page, StandardCharsets.UTF_8);
            plot(docs.resolve("pictures/performance.png"), all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, List<Ratio>> kinds(List<Ratio> all) {
        return all.stream().collect(Collectors.groupingBy(Ratio::kind, TreeMap::new, Collectors.toList()));
    }

    private static String machine() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.availableProcessors() + " cores of " + processor() + ", " + System.getProperty("os.name")
                + ", JDK " + System.getProperty("java.version");
    }

    private static String processor() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 2))
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }

    private static void plot(Path file, List<Ratio> all) throws IOException {
        XYChart chart = new XYChartBuilder()
                .width(1000)
                .height(500)
                .xAxisTitle("libtorch's time of one run, us")
                .yAxisTitle("ours / libtorch")
                .build();
        XYStyler style = chart.getStyler();
        style.setDefaultSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        style.setXAxisLogarithmic(true).setYAxisLogarithmic(true);
        style.setMarkerSize(5).setLegendPosition(Styler.LegendPosition.OutsideE);
        kinds(all)
                .forEach((kind, rows) -> chart.addSeries(
                        kind,
                        rows.stream().map(Ratio::theirs).toList(),
                        rows.stream().map(Ratio::ratio).toList()));
        try (OutputStream out = Files.newOutputStream(file)) {
            BitmapEncoder.saveBitmap(List.of(chart), 1, 1, out, BitmapEncoder.BitmapFormat.PNG);
        }
    }
}
