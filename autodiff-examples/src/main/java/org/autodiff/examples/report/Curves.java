package org.autodiff.examples.report;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Draws loss and accuracy over the epochs, side by side: in training, on held-out data where there are any, and on test data. */
final class Curves {

    private Curves() {}

    static void write(List<EpochResult> epochs, Path file) {
        Chart.write(
                file,
                chart("loss", "cross-entropy", epochs, Score::loss),
                chart("accuracy", "share right", epochs, Score::accuracy));
    }

    private static Chart chart(String title, String unit, List<EpochResult> epochs, ToDoubleFunction<Score> value) {
        Chart chart = new Chart(title, "epoch", unit);
        add(chart, "training", epochs, epoch -> Optional.of(epoch.train()), value);
        add(chart, "validation", epochs, EpochResult::validation, value);
        add(chart, "test", epochs, epoch -> Optional.of(epoch.test()), value);
        return chart;
    }

    private static void add(
            Chart chart,
            String name,
            List<EpochResult> epochs,
            Function<EpochResult, Optional<Score>> part,
            ToDoubleFunction<Score> value) {
        if (part.apply(epochs.get(0)).isEmpty()) {
            return;
        }
        double[] xs = epochs.stream().mapToDouble(EpochResult::epoch).toArray();
        double[] ys = epochs.stream()
                .mapToDouble(epoch -> value.applyAsDouble(part.apply(epoch).orElseThrow()))
                .toArray();
        chart.curve(name, xs, ys);
    }
}
