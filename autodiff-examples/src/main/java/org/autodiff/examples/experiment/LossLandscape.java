package org.autodiff.examples.experiment;

import static org.autodiff.examples.CommandRunner.DEFAULT;
import static org.autodiff.examples.CommandRunner.require;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.InPlace;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.examples.Evaluation;
import org.autodiff.examples.Experiment;
import org.autodiff.examples.Options;
import org.autodiff.examples.Pass;
import org.autodiff.examples.Progress;
import org.autodiff.examples.TrainData;
import org.autodiff.nn.Module;
import org.autodiff.nn.Parameter;
import org.autodiff.nn.data.Dataset;
import org.autodiff.nn.optim.Sgd;
import org.autodiff.nn.report.Chart;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The loss around a trained network along two random directions, each row of weights scaled to the length that it has in the
 * network (filter normalisation of Li et al., Visualizing the Loss Landscape of Neural Nets, 2018).
 */
@Command(name = "loss-landscape", description = "The loss around a trained network, along normalised directions.")
public final class LossLandscape extends Experiment {
    private static final int EVALUATED = 500;

    @Mixin
    private final Layers layers = new Layers(784, 100, 100, 10);

    @Option(names = "--points", paramLabel = "N", description = "points along each direction, an odd number" + DEFAULT)
    private int points = 21;

    LossLandscape() {
        super(new Options().images().epochs(5).batchSize(100).lr(0.1));
    }

    /** Runs this alone; see {@code --help}. */
    public static void main(String... args) {
        start(new LossLandscape(), args);
    }

    /** A random direction: for each row of a matrix as long as the row, none for biases. */
    static List<Tensor> direction(List<Parameter> parameters, Seed seed) {
        List<Tensor> direction = new ArrayList<>();
        for (int i = 0; i < parameters.size(); i++) {
            Tensor w = parameters.get(i).tensor().detach();
            if (w.rank() < 2) {
                direction.add(Tensor.zeros(w.dtype(), w.shape().toArray()));
                continue;
            }
            Tensor d = Tensor.normal(seed.child(i), w.dtype(), 0, 1, w.shape().toArray());
            Tensor scale =
                    w.square().sum(true, 1).sqrt().div(d.square().sum(true, 1).sqrt());
            direction.add(d.mul(scale));
        }
        return direction;
    }

    /** The loss at {@code w + a x + b y}. */
    private static double at(
            Module model, List<Tensor> start, List<Tensor> x, double a, List<Tensor> y, double b, Dataset data) {
        List<Parameter> parameters = model.parameters();
        for (int i = 0; i < start.size(); i++) {
            Tensor moved = start.get(i).add(x.get(i).mul(a)).add(y.get(i).mul(b));
            InPlace.assign(parameters.get(i).tensor(), moved);
        }
        return Evaluation.score(model, data).loss();
    }

    /** Trains, prints the loss at the middle and at the corners, and draws slices and the plane. */
    @Override
    protected void perform() {
        layers.check();
        require(points >= 3 && points % 2 == 1, "--points: must be odd and at least 3, got " + points);
        TrainData data = options.loadImages();
        Seed seed = options.seed();
        Module model = layers.perceptron(seed.child(0));
        Sgd optimizer = Descent.of(options).optimizer(model);
        Progress batches = Descent.of(options).batches(data.train(), seed.child(1));
        for (int epoch = 1; epoch <= options.epochs(); epoch++) {
            Pass.stochastic(model, optimizer, batches, epoch);
        }
        int steps = options.isDryRun() ? 3 : points;
        Dataset some = data.train().range(0, Math.min(EVALUATED, data.train().size()));
        List<Tensor> start =
                model.parameters().stream().map(p -> p.tensor().detach().mul(1)).toList();
        List<Tensor> x = direction(model.parameters(), seed.child(2));
        List<Tensor> y = direction(model.parameters(), seed.child(3));
        double[] offsets = new double[steps];
        double[] first = new double[steps];
        double[] second = new double[steps];
        float[] plane = new float[steps * steps];
        int middle = steps / 2;
        for (int j : Progress.steps(steps)) {
            for (int i = 0; i < steps; i++) {
                offsets[i] = (double) (i - middle) / middle;
                double b = (double) (j - middle) / middle;
                double loss = at(model, start, x, offsets[i], y, b, some);
                plane[j * steps + i] = (float) Math.log10(loss);
                first[i] = j == middle ? loss : first[i];
                second[j] = i == middle ? loss : second[j];
            }
        }
        options.line("loss in the middle %.4f, at the ends %.4f and %.4f", first[middle], first[0], first[steps - 1]);
        options.picture(
                "loss-landscape.png",
                new Chart("two slices", "distance, in lengths of the weights", "loss")
                        .curve("first direction", offsets, first)
                        .curve("second direction", offsets, second));
        Tensor heights = Tensor.of(plane, 1, steps, steps);
        Tensor low = heights.min();
        Tensor scaled = heights.sub(low).div(heights.max().sub(low).add(1e-12));
        options.images("loss-landscape-plane.png", enlarged(scaled), 1);
    }

    /** Four pixels for each, so that the plane is not too small to be looked at. */
    private static Tensor enlarged(Tensor plane) {
        return plane.to(DType.FLOAT32).repeatInterleave(1, 4).repeatInterleave(2, 4);
    }
}
