package org.autodiff.examples.system;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.autodiff.Scope;
import org.autodiff.Tensor;
import org.autodiff.array.Seed;
import org.autodiff.examples.Experiment;
import org.autodiff.examples.Options;
import org.autodiff.functional.RegressionLoss;
import org.autodiff.nn.Module;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.data.TensorDataset;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.layer.recurrent.GRU;
import org.autodiff.nn.layer.recurrent.RecurrentOptions;
import org.autodiff.nn.report.Chart;
import picocli.CommandLine.Command;

/**
 * Forecasts of a series with two seasons and noise, one step ahead, by a recurrent network that sees the last 48 values;
 * compared with the forecasts that need no learning: the last value, and the value one season before.
 */
@Command(name = "time-series", description = "A recurrent network forecasts a seasonal series.")
public final class TimeSeries extends Experiment {
    private static final int LENGTH = 1600;
    private static final int WINDOW = 48;
    private static final int TEST = 400;
    private static final int SEASON = 24;
    private static final int SHOWN = 96;

    TimeSeries() {
        super(new Options().epochs(15).batchSize(32).lr(0.005));
    }

    /** Runs this alone; see {@code --help}. */
    public static void main(String... args) {
        start(new TimeSeries(), args);
    }

    /** A daily and a weekly season, and noise that remembers. */
    private static double[] series(Seed seed) {
        RandomGenerator random = seed.generator();
        double[] values = new double[LENGTH];
        double noise = 0;
        for (int t = 0; t < LENGTH; t++) {
            noise = 0.6 * noise + 0.1 * random.nextGaussian();
            values[t] = Math.sin(2 * Math.PI * t / SEASON) + 0.5 * Math.sin(2 * Math.PI * t / (7.0 * SEASON)) + noise;
        }
        return values;
    }

    private static TensorDataset windows(double[] series, int from, int to) {
        int count = to - from;
        float[] inputs = new float[count * WINDOW];
        float[] next = new float[count];
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < WINDOW; j++) {
                inputs[i * WINDOW + j] = (float) series[from + i - WINDOW + j];
            }
            next[i] = (float) series[from + i];
        }
        return new TensorDataset(Tensor.of(inputs, count, WINDOW, 1), Tensor.of(next, count, 1));
    }

    /** Trains on the past, prints the errors of three ways to forecast the rest, and draws a part. */
    @Override
    protected void perform() {
        double[] series = series(options.seed().child(0));
        int split = LENGTH - TEST;
        GRU memory = new GRU(
                1,
                24,
                RecurrentOptions.DEFAULT.withBatchFirst(true),
                options.seed().child(1));
        Linear head = new Linear(24, 1, options.seed().child(2));
        Module network = new Sequential(memory, head);
        Fit.fit(
                options,
                network,
                windows(series, WINDOW, split),
                batch -> RegressionLoss.mseLoss(forecast(network, batch.inputs()), batch.labels()));
        int[] all = new int[TEST];
        Arrays.setAll(all, i -> i);
        double[] forecast;
        try (Scope scope = Scope.noGrad()) {
            forecast = forecast(
                            network, windows(series, split, LENGTH).batch(all).inputs())
                    .toDoubles();
        }
        double[] truth = Arrays.copyOfRange(series, split, LENGTH);
        double[] last = Arrays.copyOfRange(series, split - 1, LENGTH - 1);
        double[] season = Arrays.copyOfRange(series, split - SEASON, LENGTH - SEASON);
        options.line(
                "root of the mean squared error: network %.4f, last value %.4f, one season before %.4f",
                error(forecast, truth), error(last, truth), error(season, truth));
        double[] hours = new double[SHOWN];
        Arrays.setAll(hours, i -> i);
        options.picture(
                "time-series.png",
                new Chart("forecasts one step ahead", "step", "value")
                        .curve("series", hours, Arrays.copyOf(truth, SHOWN))
                        .curve("network", hours, Arrays.copyOf(forecast, SHOWN)));
    }

    private static Tensor forecast(Module network, Tensor windows) {
        return network.call(windows).select(1, WINDOW - 1);
    }

    private static double error(double[] forecast, double[] truth) {
        double sum = 0;
        for (int i = 0; i < truth.length; i++) {
            sum += (forecast[i] - truth[i]) * (forecast[i] - truth[i]);
        }
        return Math.sqrt(sum / truth.length);
    }
}
