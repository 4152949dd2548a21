package org.autodiff.examples.experiment;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.examples.Experiment;
import org.autodiff.examples.Options;
import org.autodiff.examples.TrainData;
import org.autodiff.functional.Linear;
import org.autodiff.functional.Loss;
import org.autodiff.nn.data.Batch;
import org.autodiff.nn.init.Init;
import org.autodiff.nn.report.Chart;
import picocli.CommandLine.Command;

/**
 * How large the gradient of each layer's weights is in a deep network before training. The derivative of the sigmoid is at
 * most 1/4, so what reaches the first of ten layers is small; that of ReLU is 1 where a unit is on.
 */
@Command(
        name = "vanishing-gradients",
        description = "Norms of the gradients of ten layers with sigmoid, tanh and ReLU.")
public final class VanishingGradients extends Experiment {
    static final int LAYERS = 10;
    private static final int WIDTH = 100;

    VanishingGradients() {
        super(new Options().images().batchSize(100));
    }

    /** Runs this alone; see {@code --help}. */
    public static void main(String... args) {
        start(new VanishingGradients(), args);
    }

    /** What stands behind each layer but the last, and the rule for initial weights that goes with it. */
    enum Hidden {
        SIGMOID(Tensor::sigmoid, Init.xavierUniform()),
        TANH(Tensor::tanh, Init.xavierUniform()),
        RELU(Tensor::relu, Init.heUniform());

        private final UnaryOperator<Tensor> activation;
        private final Init init;

        Hidden(UnaryOperator<Tensor> activation, Init init) {
            this.activation = activation;
            this.init = init;
        }
    }

    /** The Euclidean norms of the gradients of the weights, from the first layer to the last. */
    static double[] norms(Hidden hidden, Batch images, int classes, Seed seed) {
        Tensor[] weights = new Tensor[LAYERS];
        for (int i = 0; i < LAYERS; i++) {
            int in = i == 0 ? images.inputs().shape().dim(1) : WIDTH;
            int out = i == LAYERS - 1 ? classes : WIDTH;
            weights[i] = hidden.init
                    .sample(seed.child(1 + i), DType.FLOAT32, out, in)
                    .requiresGrad(true);
        }
        try (Tape tape = Tape.record()) {
            Tensor x = images.inputs();
            for (int i = 0; i < LAYERS; i++) {
                Tensor sum = Linear.linear(x, weights[i], null);
                x = i == LAYERS - 1 ? sum : hidden.activation.apply(sum);
            }
            Loss.crossEntropy(x, images.labels()).backward();
            return IntStream.range(0, LAYERS)
                    .mapToDouble(i -> weights[i].grad().square().sum().sqrt().item())
                    .toArray();
        }
    }

    /** Prints the norms of the first and the last layer, and draws all. */
    @Override
    protected void perform() {
        TrainData data = options.loadImages();
        Batch images = data.train()
                .batch(IntStream.range(
                                0, Math.min(options.batchSize(), data.train().size()))
                        .toArray());
        Map<Hidden, double[]> all = new LinkedHashMap<>();
        for (Hidden hidden : Hidden.values()) {
            all.put(hidden, norms(hidden, images, data.classes(), options.seed()));
        }
        Chart chart = new Chart("gradients before training", "layer", "norm of the weights' gradient").logarithmic();
        double[] layers = IntStream.rangeClosed(1, LAYERS).asDoubleStream().toArray();
        all.forEach((hidden, norms) -> {
            options.line(
                    "%-8s first layer %.3e, last layer %.3e, ratio %.3e",
                    hidden, norms[0], norms[LAYERS - 1], norms[0] / norms[LAYERS - 1]);
            chart.curve(hidden.toString(), layers, norms);
        });
        options.picture("vanishing-gradients.png", chart);
    }
}
