package org.autodiff.nn.train;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.Scope;
import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.nn.Module;
import org.autodiff.nn.data.Batch;
import org.autodiff.nn.data.DataLoader;
import org.autodiff.nn.metric.Metric;

/**
 * Metrics of a model over data that it does not learn from: in evaluation mode, batch by batch, without recording. What a
 * batch has taken in memory is free before the next one. As a callback it measures after each epoch.
 */
public final class Validation implements Callback {
    private final Module model;
    private final DataLoader loader;
    private final List<Metric> metrics;
    private Map<String, Double> values = Map.of();

    /**
     * A validation that has not measured yet.
     *
     * @param metrics at least one, each of a name of its own
     * @throws ArgumentException if there is none, or two have one name
     */
    public Validation(Module model, DataLoader loader, Metric... metrics) {
        this.model = Require.nonNull(model, "Validation", "the model", "pass the one to measure");
        this.loader = Require.nonNull(loader, "Validation", "the loader", "pass the one to measure on");
        Require.nonNull(metrics, "Validation", "the list of metrics", "pass at least one");
        for (Metric metric : metrics) {
            Require.nonNull(metric, "Validation", "a metric", "leave it out");
        }
        this.metrics = List.of(metrics);
        if (metrics.length == 0
                || this.metrics.stream().map(Metric::name).distinct().count() < metrics.length) {
            throw new ArgumentException("Validation: needs at least one metric, and of each name only one");
        }
    }

    /** Measures now, over one epoch of the data; the modes of the modules are as before afterwards. */
    public Map<String, Double> measure() {
        return model.evaluating(() -> {
            metrics.forEach(Metric::reset);
            Iterator<Batch> batches = loader.epoch(0).iterator();
            while (batches.hasNext()) {
                try (Scope scope = Scope.noGrad()) {
                    Batch batch = batches.next(); // made in here, it is freed in here
                    Tensor outputs = model.forward(batch.inputs());
                    metrics.forEach(metric -> metric.update(outputs, batch.labels()));
                }
            }
            Map<String, Double> found = new LinkedHashMap<>();
            metrics.forEach(metric -> found.put(metric.name(), metric.value()));
            values = found;
            return values();
        });
    }

    /** The values measured last, by the metrics' names in their order; empty before. */
    public Map<String, Double> values() {
        return new LinkedHashMap<>(values);
    }

    /** The first metric's value of the last measurement; NaN before. */
    public double value() {
        return values.isEmpty() ? Double.NaN : values.get(metrics.get(0).name());
    }

    @Override
    public boolean epoch(int epoch, double loss) {
        measure();
        return true;
    }
}
