package org.autodiff.examples.playground;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.autodiff.Scope;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.functional.LikelihoodLoss;
import org.autodiff.inspect.Recording;
import org.autodiff.inspect.page.Page;
import org.autodiff.nn.Parameter;
import org.autodiff.nn.optim.Sgd;

/** A network that learns points of the plane by stochastic gradient descent, and what there is to see of it. */
final class Training {
    /** Points along each side of the picture of the plane, and the part of the plane that it shows. */
    static final int SIDE = 40;

    static final double REACH = 1.1;

    /** Points of the step whose tape is drawn. */
    private static final int DRAWN = 4;

    /** What happened to one weight in the last step: before, its derivative, after. */
    record Rule(double before, double gradient, double rate, double after) {}

    private final Settings settings;
    private final Network network;
    private final Sgd optimizer;
    private final Points train;
    private final Points test;
    private final RandomGenerator order;
    private final Tensor grid;
    private final List<Double> trainLosses = new ArrayList<>();
    private final List<Double> testLosses = new ArrayList<>();
    private int steps;
    private boolean lost;
    private Rule rule;

    /**
     * A training.
     *
     * @param own the points to learn, where the settings say so
     */
    Training(Settings settings, Points own) {
        this.settings = settings;
        Seed seed = Seed.of(settings.seed());
        Points all = settings.data().equals("own")
                ? own
                : Points.draw(settings.data(), settings.samples(), settings.noise(), seed.child(0));
        train = all.size() < 8 ? all : all.half(0);
        test = all.size() < 8 ? all : all.half(1);
        network = new Network(settings, seed.child(1));
        optimizer = new Sgd(network.parameters(), settings.rate());
        order = seed.child(2).generator();
        grid = features(plane());
        note();
    }

    /** The points of a picture of the plane, from the top left. */
    private static Points plane() {
        Points plane = new Points(new double[SIDE * SIDE], new double[SIDE * SIDE], new double[SIDE * SIDE]);
        for (int i = 0; i < SIDE * SIDE; i++) {
            plane.xs()[i] = REACH * (2.0 * (i % SIDE) / (SIDE - 1) - 1);
            plane.ys()[i] = REACH * (1 - 2.0 * (i / SIDE) / (SIDE - 1));
        }
        return plane;
    }

    private Tensor features(Points points) {
        double[] values = Feature.values(settings.features(), points.xs(), points.ys());
        return Tensor.of(values, points.size(), settings.features().size());
    }

    private static Tensor labels(Points points) {
        return Tensor.of(points.labels(), points.size(), 1);
    }

    Settings settings() {
        return settings;
    }

    Network network() {
        return network;
    }

    Points train() {
        return train;
    }

    Points test() {
        return test;
    }

    int steps() {
        return steps;
    }

    /** Whether the loss or a weight is no number any more; it learns no further then. */
    boolean isLost() {
        return lost;
    }

    List<Double> trainLosses() {
        return trainLosses;
    }

    List<Double> testLosses() {
        return testLosses;
    }

    /** The last step of the first weight; null before there was one. */
    Rule rule() {
        return rule;
    }

    /** Takes steps, each on points drawn at random, and notes the losses after them. */
    void learn(int count) {
        for (int i = 0; i < count && !lost; i++) {
            Points batch = batch(settings.batchSize());
            Tensor weight = network.layers().get(0).weight();
            double before = first(weight);
            try (Tape tape = Tape.record()) {
                optimizer.zeroGrad();
                loss(network.forward(features(batch)), batch).backward();
                double gradient = first(weight.grad());
                optimizer.step();
                rule = new Rule(before, gradient, settings.rate(), first(weight));
            }
            steps++;
            lost = !Double.isFinite(first(weight));
        }
        note();
    }

    private static double first(Tensor weight) {
        return weight.detach().flatten().select(0, 0).item();
    }

    private void note() {
        trainLosses.add(loss(train));
        testLosses.add(loss(test));
        lost |= !Double.isFinite(trainLosses.get(trainLosses.size() - 1));
    }

    private Points batch(int size) {
        int n = Math.min(size, train.size());
        Points batch = new Points(new double[n], new double[n], new double[n]);
        for (int i = 0; i < n; i++) {
            int k = n == train.size() ? i : order.nextInt(train.size());
            batch.xs()[i] = train.xs()[k];
            batch.ys()[i] = train.ys()[k];
            batch.labels()[i] = train.labels()[k];
        }
        return batch;
    }

    private Tensor loss(Tensor logits, Points points) {
        Tensor loss = LikelihoodLoss.bceWithLogits(logits, labels(points));
        if (settings.penalty().equals("none")) {
            return loss;
        }
        for (Parameter p : network.parameters()) {
            if (p.name().endsWith("weight")) {
                Tensor w = p.tensor();
                Tensor size = settings.penalty().equals("L1")
                        ? w.abs().sum()
                        : w.square().sum().div(2);
                loss = loss.add(size.mul(settings.strength()));
            }
        }
        return loss;
    }

    /** The mean cross-entropy of points, without the penalty. */
    double loss(Points points) {
        try (Scope scope = Scope.noGrad()) {
            return LikelihoodLoss.bceWithLogits(network.forward(features(points)), labels(points))
                    .item();
        }
    }

    /** How many points are on the wrong side. */
    int errors(Points points) {
        try (Scope scope = Scope.noGrad()) {
            Tensor right =
                    network.forward(features(points)).gt(0).to(DType.FLOAT64).eq(labels(points));
            return points.size()
                    - (int) Math.round(right.to(DType.FLOAT64).sum().item());
        }
    }

    /** The probability of class 1 at each point of the picture of the plane, row after row from the top. */
    double[] probabilities() {
        try (Scope scope = Scope.noGrad()) {
            return network.forward(grid).sigmoid().flatten().toDoubles();
        }
    }

    /** The page that steps through one step of learning on a few points. */
    String stepPage() {
        Points few = batch(DRAWN);
        try (Tape tape = Tape.record().noteModules()) {
            network.zeroGrad();
            Tensor x = features(few);
            Tensor loss = loss(network.call(x), few);
            loss.backward();
            return Page.of(Recording.of(
                    tape,
                    Recording.Options.DEFAULT
                            .withTitle("One step on " + few.size() + " points")
                            .withName(loss, "loss")));
        } finally {
            network.zeroGrad();
        }
    }
}
