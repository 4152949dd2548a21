package org.autodiff.examples.experiment;

import java.util.Arrays;
import org.autodiff.Scope;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.examples.Experiment;
import org.autodiff.examples.Options;
import org.autodiff.examples.Progress;
import org.autodiff.functional.LikelihoodLoss;
import org.autodiff.nn.Module;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.layer.activation.Tanh;
import org.autodiff.nn.optim.Adam;
import org.autodiff.nn.report.Chart;
import picocli.CommandLine.Command;

/**
 * What a hidden layer of two units does to the plane (after Olah, Neural Networks, Manifolds, and Topology, 2014): two curves
 * that no line parts, and the same curves and the grid around them as the hidden units see them, where a line parts them.
 */
@Command(name = "grid-warp", description = "A hidden layer bends the plane until a line parts two curves.")
public final class GridWarp extends Experiment {
    private static final int POINTS = 100;
    private static final int LINES = 13;

    /** The loss at which training ends: further on, the units saturate and the grid folds up into the corners. */
    private static final double ENOUGH = 0.12;

    GridWarp() {
        super(new Options().epochs(3000, 2).lr(0.03));
    }

    /** Runs this alone; see {@code --help}. */
    public static void main(String... args) {
        start(new GridWarp(), args);
    }

    /** An arch, or with a height of -0.8 a deeper arch below it, of which both ends reach up beside it. */
    private static Tensor curve(boolean upper) {
        double[] points = new double[2 * POINTS];
        for (int i = 0; i < POINTS; i++) {
            double x = -1 + 2.0 * i / (POINTS - 1);
            points[2 * i] = x;
            points[2 * i + 1] = upper ? 0.5 - 0.9 * x * x : -0.1 - 0.9 * x * x;
        }
        return Tensor.of(points, POINTS, 2);
    }

    /** The hidden layer, and the unit above it. */
    private record Network(Module hidden, Linear top) {
        Network(Seed seed) {
            this(
                    new Sequential(new Linear(2, 2, true, DType.FLOAT64, seed.child(0)), new Tanh()),
                    new Linear(2, 1, true, DType.FLOAT64, seed.child(1)));
        }

        Module all() {
            return new Sequential(hidden, top);
        }
    }

    /** Trains, prints the share of points on the right side, and draws the plane before and after the hidden layer. */
    @Override
    protected void perform() {
        Tensor points = Tensor.concat(0, curve(true), curve(false));
        Tensor targets =
                Tensor.concat(0, Tensor.ones(DType.FLOAT64, POINTS, 1), Tensor.zeros(DType.FLOAT64, POINTS, 1));
        Network network = new Network(options.seed());
        Module model = network.all();
        Adam optimizer = new Adam(model.parameters(), options.lr());
        double loss = Double.POSITIVE_INFINITY;
        for (int step : Progress.steps(options.epochs())) {
            if (loss <= ENOUGH) {
                continue;
            }
            try (Tape tape = Tape.record()) {
                optimizer.zeroGrad();
                Tensor mean = LikelihoodLoss.bceWithLogits(model.forward(points), targets);
                mean.backward();
                optimizer.step();
                loss = mean.item();
            }
        }
        try (Scope scope = Scope.noGrad()) {
            Tensor right = model.forward(points).gt(0).to(DType.FLOAT64).eq(targets);
            options.line("right: %.4f", right.to(DType.FLOAT64).mean().item());
            Chart before = new Chart("the plane", "x", "y").range(-1.3, 1.3, -1.3, 1.3);
            Chart after = new Chart("as the hidden units see it", "first", "second").range(-1.1, 1.1, -1.1, 1.1);
            for (int i = 0; i < LINES; i++) {
                double at = -1.2 + 2.4 * i / (LINES - 1);
                draw(before, after, network.hidden, across(at, true));
                draw(before, after, network.hidden, across(at, false));
            }
            for (boolean upper : new boolean[] {true, false}) {
                Tensor curve = curve(upper);
                String name = upper ? "upper" : "lower";
                before.curve(name, column(curve, 0), column(curve, 1));
                Tensor bent = network.hidden.forward(curve);
                after.curve(name, column(bent, 0), column(bent, 1));
            }
            options.picture("grid-warp.png", before, after);
        }
    }

    private static void draw(Chart before, Chart after, Module hidden, Tensor line) {
        before.line(column(line, 0), column(line, 1));
        Tensor bent = hidden.forward(line);
        after.line(column(bent, 0), column(bent, 1));
    }

    /** A line of the grid, upright or level. */
    private static Tensor across(double at, boolean upright) {
        double[] points = new double[2 * POINTS];
        for (int i = 0; i < POINTS; i++) {
            double along = -1.2 + 2.4 * i / (POINTS - 1);
            points[2 * i] = upright ? at : along;
            points[2 * i + 1] = upright ? along : at;
        }
        return Tensor.of(points, POINTS, 2);
    }

    private static double[] column(Tensor points, int i) {
        return Arrays.copyOf(points.select(1, i).toDoubles(), points.shape().dim(0));
    }
}
