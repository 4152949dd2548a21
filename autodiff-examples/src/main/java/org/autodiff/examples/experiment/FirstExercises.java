package org.autodiff.examples.experiment;

import java.util.Arrays;
import java.util.function.BinaryOperator;
import org.autodiff.Scope;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.examples.Experiment;
import org.autodiff.examples.Options;
import org.autodiff.examples.Progress;
import org.autodiff.functional.Loss;
import org.autodiff.functional.RegressionLoss;
import org.autodiff.nn.Module;
import org.autodiff.nn.data.Batch;
import org.autodiff.nn.data.Dataset;
import org.autodiff.nn.data.TensorDataset;
import org.autodiff.nn.data.Toys;
import org.autodiff.nn.layer.activation.Tanh;
import org.autodiff.nn.model.Mlp;
import org.autodiff.nn.optim.Adam;
import org.autodiff.nn.report.Chart;
import picocli.CommandLine.Command;

/**
 * The first exercises: look at the data (histogram, scatter, box and violin plot), fit a curve and part two classes with one
 * neuron, then do both with a hidden layer.
 */
@Command(name = "first-exercises", description = "Regression and classification by a neuron, then by a hidden layer.")
public final class FirstExercises extends Experiment {
    private static final int SAMPLES = 400;
    private static final int BINS = 20;
    private static final int HIDDEN = 16;

    FirstExercises() {
        super(new Options().epochs(150).batchSize(20).lr(0.01));
    }

    /** Runs this alone; see {@code --help}. */
    public static void main(String... args) {
        start(new FirstExercises(), args);
    }

    /** Does all four exercises, prints their scores, and draws the data and the fits. */
    @Override
    protected void perform() {
        Seed seed = options.seed();
        TensorDataset moons = Toys.moons(seed.child(0), SAMPLES, 0.15);
        Tensor features = all(moons).inputs();
        double[] x = features.select(1, 0).toDoubles();
        double[] y = features.select(1, 1).toDoubles();
        options.picture("data.png", histogram(x), scatter(x, y, all(moons).labels()), box(x, y), violin(x, y));

        TensorDataset curve = Toys.regression(seed.child(1), SAMPLES, 0.1, v -> Math.sin(3 * v), -1.5, 1.5);
        Chart fits = new Chart("regression", "x", "y")
                .points(
                        "data",
                        all(curve).inputs().flatten().toDoubles(),
                        all(curve).labels().flatten().toDoubles());
        double[] grid = new double[101];
        Arrays.setAll(grid, i -> -1.5 + 0.03 * i);
        for (int[] sizes : new int[][] {{1, 1}, {1, HIDDEN, 1}}) {
            Module model = learned(curve, RegressionLoss::mseLoss, sizes);
            String name = sizes.length == 2 ? "neuron" : "hidden layer";
            try (Scope scope = Scope.noGrad()) {
                double loss = RegressionLoss.mseLoss(
                                model.forward(all(curve).inputs()), all(curve).labels())
                        .item();
                options.line("regression, %-12s  mean squared error %.4f", name, loss);
                Tensor at =
                        Tensor.of(grid, grid.length, 1).to(all(curve).inputs().dtype());
                fits.curve(name, grid, model.forward(at).flatten().toDoubles());
            }
        }
        for (int[] sizes : new int[][] {{2, 2}, {2, HIDDEN, 2}}) {
            Module model = learned(moons, Loss::crossEntropy, sizes);
            try (Scope scope = Scope.noGrad()) {
                Tensor right = model.forward(features).argmax(1).eq(all(moons).labels());
                options.line(
                        "classification, %-12s  right %.4f",
                        sizes.length == 2 ? "neuron" : "hidden layer",
                        right.to(DType.FLOAT64).mean().item());
            }
        }
        options.picture("first-exercises.png", fits);
    }

    private Module learned(Dataset data, BinaryOperator<Tensor> loss, int... sizes) {
        Module model = new Mlp(
                Mlp.Options.DEFAULT.withActivation(Tanh::new), options.seed().child(2), sizes);
        Adam optimizer = new Adam(model.parameters(), options.lr());
        Progress batches = Descent.of(options).batches(data, options.seed().child(3));
        for (int epoch = 1; epoch <= options.epochs(); epoch++) {
            for (Batch batch : batches.epoch(epoch)) {
                try (Tape tape = Tape.record()) {
                    optimizer.zeroGrad();
                    loss.apply(model.forward(batch.inputs()), batch.labels()).backward();
                    optimizer.step();
                }
            }
        }
        return model;
    }

    private static Batch all(Dataset data) {
        int[] numbers = new int[data.size()];
        Arrays.setAll(numbers, i -> i);
        return data.batch(numbers);
    }

    private static Chart histogram(double[] values) {
        double low = Arrays.stream(values).min().orElse(0);
        double high = Arrays.stream(values).max().orElse(1);
        double[] edges = new double[BINS + 1];
        Arrays.setAll(edges, i -> low + (high - low) * i / BINS);
        double[] counts = new double[BINS];
        for (double v : values) {
            counts[Math.min(BINS - 1, (int) (BINS * (v - low) / (high - low)))]++;
        }
        return new Chart("histogram of x", "x", "samples").histogram("x", edges, counts);
    }

    private static Chart scatter(double[] x, double[] y, Tensor labels) {
        long[] of = labels.toLongs();
        Chart chart = new Chart("scatter plot", "x", "y");
        for (int c = 0; c < 2; c++) {
            int wanted = c;
            chart.points("class " + c, chosen(x, of, wanted), chosen(y, of, wanted));
        }
        return chart;
    }

    private static double[] chosen(double[] values, long[] labels, int wanted) {
        double[] some = new double[values.length];
        int n = 0;
        for (int i = 0; i < values.length; i++) {
            if (labels[i] == wanted) {
                some[n++] = values[i];
            }
        }
        return Arrays.copyOf(some, n);
    }

    /** A box from the lower to the upper quartile with the median in it, and whiskers to the extremes. */
    private static Chart box(double[]... features) {
        Chart chart = new Chart("box plot", "feature", "value").range(0, features.length + 1, -2, 3);
        for (int i = 0; i < features.length; i++) {
            double[] v = features[i].clone();
            Arrays.sort(v);
            double at = i + 1;
            double q1 = v[v.length / 4];
            double q2 = v[v.length / 2];
            double q3 = v[3 * v.length / 4];
            double[] xs = {
                at, at, at - 0.2, at - 0.2, at + 0.2, at + 0.2, at - 0.2, at - 0.2, at + 0.2, at + 0.2, at, at
            };
            double[] ys = {v[0], q1, q1, q2, q2, q1, q1, q3, q3, q2, q2, q2};
            chart.curve("feature " + i, xs, ys);
            chart.line(new double[] {at, at}, new double[] {q3, v[v.length - 1]});
        }
        return chart;
    }

    /** The density of the values, by normal kernels of Scott's width, to both sides of a middle line. */
    private static Chart violin(double[]... features) {
        Chart chart = new Chart("violin plot", "feature", "value").range(0, features.length + 1, -2, 3);
        for (int i = 0; i < features.length; i++) {
            double[] v = features[i];
            double mean = Arrays.stream(v).average().orElse(0);
            double std = Math.sqrt(
                    Arrays.stream(v).map(a -> (a - mean) * (a - mean)).average().orElse(1));
            double width = std * Math.pow(v.length, -0.2);
            double[] xs = new double[101];
            double[] ys = new double[101];
            for (int j = 0; j <= 100; j++) {
                int step = Math.min(j, 100 - j); // up on one side, down on the other
                double level = mean + std * 3 * (step - 25) / 25.0;
                double density = Arrays.stream(v)
                        .map(a -> Math.exp(-0.5 * Math.pow((level - a) / width, 2)))
                        .average()
                        .orElse(0);
                xs[j] = i + 1 + (j <= 50 ? 0.8 : -0.8) * density;
                ys[j] = level;
            }
            chart.curve("feature " + i, xs, ys);
        }
        return chart;
    }
}
