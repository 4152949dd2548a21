package org.autodiff.examples.experiment;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.examples.Experiment;
import org.autodiff.examples.Options;
import org.autodiff.examples.Progress;
import org.autodiff.nn.Parameter;
import org.autodiff.nn.optim.Adagrad;
import org.autodiff.nn.optim.Adam;
import org.autodiff.nn.optim.Optimizer;
import org.autodiff.nn.optim.Sgd;
import org.autodiff.nn.report.Chart;
import picocli.CommandLine.Command;

/**
 * The ways of four optimisers down the long valley {@code f(x, y) = x^2 / 20 + y^2}: 30 steps from (-7, 2), with rates at
 * which each shows its manner. Plain descent goes zigzag across the valley, momentum overshoots in curves.
 *
 * <p>Adam is PyTorch's, which adds eps to the corrected root; where it is added to the root before correction, as in the
 * algorithm's short form, the path ends 7e-6 from here.
 */
@Command(
        name = "optimizer-paths",
        description =
                "Draws the paths of SGD, momentum, AdaGrad and Adam down a long valley; --lr multiplies their rates.")
public final class OptimizerPaths extends Experiment {
    private static final int STEPS = 30;

    /** What is added to roots against division by zero. */
    private static final double EPS = 1e-7;

    /** The points of a path, the start included. */
    record Path(double[] xs, double[] ys) {}

    OptimizerPaths() {
        super(new Options().epochs(STEPS, 2).lr(1));
    }

    /** Runs this alone; see {@code --help}. */
    public static void main(String... args) {
        start(new OptimizerPaths(), args);
    }

    /** The paths by the name of the optimiser, whose rate is multiplied by a factor. */
    static Map<String, Path> paths(int steps, double factor) {
        Map<String, Function<List<Parameter>, Optimizer>> optimizers = new LinkedHashMap<>();
        optimizers.put("SGD 0.95", point -> new Sgd(point, 0.95 * factor));
        optimizers.put(
                "momentum 0.1",
                point -> new Sgd(
                        point,
                        0.1 * factor,
                        Sgd.Options.DEFAULT.withMomentum(0.9).withClassical(true)));
        optimizers.put("AdaGrad 1.5", point -> new Adagrad(point, 1.5 * factor, Adagrad.Options.DEFAULT.withEps(EPS)));
        optimizers.put("Adam 0.3", point -> new Adam(point, 0.3 * factor, Adam.Options.DEFAULT.withEps(EPS)));
        Map<String, Path> paths = new LinkedHashMap<>();
        optimizers.forEach((name, optimizer) -> paths.put(name, path(optimizer, steps)));
        return paths;
    }

    private static Path path(Function<List<Parameter>, Optimizer> rule, int steps) {
        Tensor x = Tensor.scalar(DType.FLOAT64, -7).requiresGrad(true);
        Tensor y = Tensor.scalar(DType.FLOAT64, 2).requiresGrad(true);
        Optimizer optimizer = rule.apply(List.of(new Parameter("x", x), new Parameter("y", y)));
        Path path = new Path(new double[steps + 1], new double[steps + 1]);
        for (int step : Progress.steps(steps + 1)) {
            path.xs[step] = x.item();
            path.ys[step] = y.item();
            if (step < steps) {
                try (Tape tape = Tape.record()) {
                    optimizer.zeroGrad();
                    x.square().div(20).add(y.square()).backward();
                    optimizer.step();
                }
            }
        }
        return path;
    }

    /** Prints where each path ends, and draws them over the lines of equal height. */
    @Override
    protected void perform() {
        int steps = options.epochs();
        Map<String, Path> paths = paths(steps, options.lr());
        paths.forEach((name, path) ->
                options.line("%-12s ends at (%.6f, %.6f) after %d steps", name, path.xs[steps], path.ys[steps], steps));
        options.picture(
                "optimizer-paths.png",
                paths.entrySet().stream()
                        .map(entry ->
                                valley(entry.getKey()).curve(entry.getKey(), entry.getValue().xs, entry.getValue().ys))
                        .toArray(Chart[]::new));
        options.animation(
                "optimizer-paths.gif",
                IntStream.rangeClosed(1, steps + 1)
                        .mapToObj(n -> upTo(n, paths))
                        .toArray(Chart[]::new));
    }

    /** The first points of all paths. */
    private static Chart upTo(int points, Map<String, Path> paths) {
        Chart chart = valley("after " + (points - 1) + " steps");
        paths.forEach(
                (name, path) -> chart.curve(name, Arrays.copyOf(path.xs, points), Arrays.copyOf(path.ys, points)));
        return chart;
    }

    /** The ellipses on which f is constant. */
    private static Chart valley(String title) {
        Chart chart = new Chart(title, "x", "y").range(-10, 10, -4, 4);
        for (double height : new double[] {0.1, 0.5, 1, 2, 4}) {
            double[] xs = new double[101];
            double[] ys = new double[101];
            for (int i = 0; i <= 100; i++) {
                double angle = 2 * Math.PI * i / 100;
                xs[i] = Math.sqrt(20 * height) * Math.cos(angle);
                ys[i] = Math.sqrt(height) * Math.sin(angle);
            }
            chart.line(xs, ys);
        }
        return chart;
    }
}
