package org.autodiff.examples;

import java.util.Arrays;
import org.autodiff.Scope;
import org.autodiff.examples.report.Predictions;
import org.autodiff.nn.Module;
import org.autodiff.nn.data.Batch;
import org.autodiff.nn.data.DataLoader;
import org.autodiff.nn.data.ImageDataset;
import org.autodiff.nn.metric.Accuracy;

/** Looks at what a model makes of test data. */
final class Evaluation {

    private static final int BATCH = 500;

    private Evaluation() {}

    /** The share of samples that the model is right about, between 0 and 1. */
    static double accuracy(Module model, ImageDataset data) {
        Accuracy accuracy = new Accuracy();
        for (Batch batch : new DataLoader(data, BATCH).epoch(0)) {
            try (Scope scope = Scope.noGrad()) {
                accuracy.update(model.forward(batch.inputs()), batch.labels());
            }
        }
        return accuracy.value();
    }

    /** What the model sees in the first samples, at most {@code count}. */
    static Predictions predictions(Module model, ImageDataset data, int count) {
        int[] first = new int[Math.min(count, data.size())];
        Arrays.setAll(first, i -> i);
        try (Scope scope = Scope.noGrad()) {
            Batch batch = data.batch(first);
            long[] predicted = model.forward(batch.inputs()).argmax(1).toLongs();
            return new Predictions(
                    data.rows(),
                    data.columns(),
                    batch.inputs().toFloats(),
                    predicted,
                    batch.labels().toLongs());
        }
    }
}
