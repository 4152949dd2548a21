package org.autodiff.examples;

import java.util.Arrays;
import org.autodiff.Scope;
import org.autodiff.Tensor;
import org.autodiff.examples.report.Predictions;
import org.autodiff.examples.report.Score;
import org.autodiff.functional.Loss;
import org.autodiff.nn.Module;
import org.autodiff.nn.data.Batch;
import org.autodiff.nn.data.DataLoader;
import org.autodiff.nn.data.Dataset;
import org.autodiff.nn.data.ImageDataset;
import org.autodiff.nn.metric.Accuracy;

/** Looks at what a model makes of data that it does not learn from. */
public final class Evaluation {
    private static final int BATCH = 500;

    private Evaluation() {}

    /**
     * The cross-entropy and accuracy of a classifier, which is in evaluation mode meanwhile; {@link Score#LOST} if the loss
     * is not finite.
     *
     * @param data inputs and class numbers; at least one
     */
    public static Score score(Module model, Dataset data) {
        return model.evaluating(() -> {
            Accuracy accuracy = new Accuracy();
            double loss = 0;
            for (Batch batch : new DataLoader(data, BATCH).epoch(0)) {
                try (Scope scope = Scope.noGrad()) {
                    Tensor scores = model.forward(batch.inputs());
                    loss += Loss.crossEntropy(scores, batch.labels()).item() * batch.size();
                    if (!Double.isFinite(loss)) {
                        return Score.LOST;
                    }
                    accuracy.update(scores, batch.labels());
                }
            }
            return new Score(loss / data.size(), accuracy.value());
        });
    }

    /** What the model, in evaluation mode, sees in the first samples, at most {@code count}. */
    static Predictions predictions(Module model, ImageDataset data, int count) {
        int[] first = new int[Math.min(count, data.size())];
        Arrays.setAll(first, i -> i);
        return model.evaluating(() -> {
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
        });
    }
}
