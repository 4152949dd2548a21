package org.autodiff.nn.train;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.autodiff.InPlace;
import org.autodiff.Node;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.error.Require;
import org.autodiff.nn.Module;
import org.autodiff.nn.Parameter;
import org.autodiff.nn.train.HealthReport.Activation;
import org.autodiff.nn.train.HealthReport.Finding;
import org.autodiff.nn.train.HealthReport.Kind;
import org.autodiff.nn.train.HealthReport.Weight;

/**
 * Watches over a training: dead ReLUs, saturated sigmoids and hyperbolic tangents, norms of gradients by layer, and how large
 * the steps are beside the weights; it says in words what is wrong and what to do.
 *
 * <pre>{@code
 * TrainingHealth health = new TrainingHealth(model, probe);
 * trainer.fit(loader, Position.START, 3, health, Callback.eachEpoch(() -> System.out.print(health.report().orElseThrow())));
 * }</pre>
 *
 * <p>It measures after every 100th step, unless told otherwise: activations by a forward pass over the probe in evaluation
 * mode, which changes nothing; the step by a copy of the weights before it.
 */
public final class TrainingHealth implements Callback {
    private static final String OWNER = "TrainingHealth";
    /** A sigmoid's slope is below 0.02 of at most 0.25 beyond this. */
    private static final double SIGMOID_LIMIT = 0.98;
    /** A hyperbolic tangent's slope is below 0.06 of at most 1 beyond this. */
    private static final double TANH_LIMIT = 0.97;

    /**
     * When to measure, and from where on something is wrong. The bounds are rules of thumb: a step of about a thousandth of
     * the weights is usual (Stanford's CS231n, "Neural Networks Part 3").
     *
     * @param every after how many steps
     * @param dead the share of units of a layer that may be dead
     * @param saturated the share of elements of an activation that may be saturated
     * @param vanishing how small the gradient's root mean square of a matrix may be beside the greatest one
     * @param exploding how large the norm of a gradient may be
     * @param smallUpdate how small the change of a matrix may be beside its norm
     * @param largeUpdate how large it may be
     */
    public record Options(
            int every,
            double dead,
            double saturated,
            double vanishing,
            double exploding,
            double smallUpdate,
            double largeUpdate) {
        /** Every 100 steps; 0.4, 0.5, 1e-4, 1000, 1e-6 and 0.1. */
        public static final Options DEFAULT = new Options(100, 0.4, 0.5, 1e-4, 1000, 1e-6, 0.1);

        /** Checks the numbers: the number of steps is positive, no bound is negative. */
        public Options {
            Require.positive(every, OWNER, "the number of steps");
            Require.notNegative(dead, OWNER, "the share of dead units");
            Require.notNegative(saturated, OWNER, "the share of saturated elements");
            Require.notNegative(vanishing, OWNER, "the bound of vanishing gradients");
            Require.notNegative(exploding, OWNER, "the bound of exploding gradients");
            Require.notNegative(smallUpdate, OWNER, "the bound of small updates");
            Require.notNegative(largeUpdate, OWNER, "the bound of large updates");
        }

        /** These options with another number of steps. */
        public Options withEvery(int value) {
            return new Options(value, dead, saturated, vanishing, exploding, smallUpdate, largeUpdate);
        }

        /** These options with another share of dead units. */
        public Options withDead(double value) {
            return new Options(every, value, saturated, vanishing, exploding, smallUpdate, largeUpdate);
        }

        /** These options with another share of saturated elements. */
        public Options withSaturated(double value) {
            return new Options(every, dead, value, vanishing, exploding, smallUpdate, largeUpdate);
        }

        /** These options with another bound of vanishing gradients. */
        public Options withVanishing(double value) {
            return new Options(every, dead, saturated, value, exploding, smallUpdate, largeUpdate);
        }

        /** These options with another bound of exploding gradients. */
        public Options withExploding(double value) {
            return new Options(every, dead, saturated, vanishing, value, smallUpdate, largeUpdate);
        }

        /** These options with another bound of small updates. */
        public Options withSmallUpdate(double value) {
            return new Options(every, dead, saturated, vanishing, exploding, value, largeUpdate);
        }

        /** These options with another bound of large updates. */
        public Options withLargeUpdate(double value) {
            return new Options(every, dead, saturated, vanishing, exploding, smallUpdate, value);
        }
    }

    private final Module model;
    private final Tensor probe;
    private final Options options;
    /** The weights before the step that is measured, by name. */
    private final Map<String, double[]> before = new LinkedHashMap<>();

    private long steps;
    private HealthReport report;

    /** A watch that measures with {@link Options#DEFAULT}. */
    public TrainingHealth(Module model, Tensor probe) {
        this(model, probe, Options.DEFAULT);
    }

    /**
     * A watch that has not measured yet.
     *
     * @param model the one that is trained
     * @param probe inputs of the model on which activations are looked at: a batch of some dozens of samples
     */
    public TrainingHealth(Module model, Tensor probe, Options options) {
        this.model = Require.nonNull(model, OWNER, "the model", "pass the one that is trained");
        this.probe = Require.nonNull(probe, OWNER, "the probe", "pass a batch of inputs")
                .detach();
        this.options = Require.options(options, OWNER, "TrainingHealth.Options.DEFAULT");
        rememberFor(1);
    }

    /** What was measured last; empty before the first time. */
    public Optional<HealthReport> report() {
        return Optional.ofNullable(report);
    }

    @Override
    public void step(Step step) {
        Require.nonNull(step, "TrainingHealth.step", "the step", "pass the one that was made");
        steps++;
        if (steps % options.every() == 0) {
            List<Weight> weights = weights();
            List<Activation> activations = activations();
            report = new HealthReport(steps, step.next(), weights, activations, findings(weights, activations));
        }
        rememberFor(steps + 1);
    }

    /** Keeps the weights if the step after them is measured. */
    private void rememberFor(long next) {
        before.clear();
        if (next % options.every() == 0) {
            model.parameters()
                    .forEach(p -> before.put(p.name(), p.tensor().detach().toDoubles()));
        }
    }

    private List<Weight> weights() {
        List<Weight> all = new ArrayList<>();
        for (Parameter p : model.parameters()) {
            double[] now = p.tensor().detach().toDoubles();
            double[] old = before.get(p.name());
            double change = Double.NaN;
            if (old != null && old.length == now.length) {
                double[] difference = new double[now.length];
                for (int i = 0; i < now.length; i++) {
                    difference[i] = now[i] - old[i];
                }
                change = norm(old) == 0 ? Double.NaN : norm(difference) / norm(old);
            }
            Tensor g = p.tensor().grad();
            all.add(new Weight(
                    p.name(),
                    norm(now),
                    g == null ? Double.NaN : norm(g.detach().toDoubles()),
                    change));
        }
        return all;
    }

    private List<Activation> activations() {
        List<Activation> all = new ArrayList<>();
        Map<String, Integer> places = new HashMap<>();
        try (Tape tape = Tape.record().noteModules()) {
            model.evaluating(() -> model.forward(probe));
            for (int i = 0; i < tape.size(); i++) {
                Node node = tape.node(i);
                if (node.kind() == Node.Kind.OPERATION && isWatched(node.name())) {
                    String place = (node.module() == null ? "" : node.module().path() + " ") + node.name();
                    int which = places.merge(place, 1, Integer::sum);
                    all.add(activation(which == 1 ? place : place + " " + which, node));
                }
            }
        }
        return all;
    }

    private static boolean isWatched(String op) {
        return switch (op) {
            case "relu", "relu6", "sigmoid", "tanh" -> true;
            default -> false;
        };
    }

    private static Activation activation(String place, Node node) {
        double[] y = node.value().detach().toDoubles();
        int[] shape = node.shape().toArray();
        int units = shape.length >= 2 ? shape[1] : shape.length == 1 ? shape[0] : 1;
        int inner = 1;
        for (int axis = 2; axis < shape.length; axis++) {
            inner *= shape[axis];
        }
        boolean cuts = node.name().startsWith("relu");
        boolean[] alive = new boolean[units];
        int saturated = 0;
        for (int i = 0; i < y.length; i++) {
            int unit = i / inner % units;
            alive[unit] |= !cuts || y[i] != 0;
            boolean near = switch (node.name()) {
                case "sigmoid" -> y[i] > SIGMOID_LIMIT || y[i] < 1 - SIGMOID_LIMIT;
                case "tanh" -> Math.abs(y[i]) > TANH_LIMIT;
                case "relu6" -> y[i] >= 6;
                default -> false;
            };
            saturated += near ? 1 : 0;
        }
        int dead = 0;
        for (boolean a : alive) {
            dead += a || y.length == 0 ? 0 : 1;
        }
        return new Activation(place, units, dead, y.length == 0 ? 0 : (double) saturated / y.length);
    }

    private List<Finding> findings(List<Weight> weights, List<Activation> activations) {
        List<Finding> all = new ArrayList<>();
        double greatest = 0;
        Map<String, Tensor> tensors = new HashMap<>();
        for (Parameter p : model.parameters()) {
            tensors.put(p.name(), p.tensor());
        }
        for (Weight w : weights) {
            double mean = mean(w, tensors.get(w.name()));
            greatest = Double.isFinite(mean) ? Math.max(greatest, mean) : greatest;
        }
        for (Weight w : weights) {
            weight(w, tensors.get(w.name()), greatest, all);
        }
        for (Activation a : activations) {
            activation(a, all);
        }
        all.sort(Comparator.comparing(Finding::kind)); // stable: in the model's order within a kind
        return all;
    }

    /** The root mean square of a gradient. */
    private static double mean(Weight w, Tensor tensor) {
        return tensor.size() == 0 ? 0 : w.gradient() / Math.sqrt(tensor.size());
    }

    private void weight(Weight w, Tensor tensor, double greatest, List<Finding> all) {
        if (tensor.grad() == null) {
            if (!InPlace.isFrozen(tensor)) {
                String what = "The loss does not depend on " + w.name() + ".";
                all.add(
                        new Finding(
                                Kind.NO_GRADIENT,
                                w.name(),
                                what,
                                "org.autodiff.inspect.Disconnected names the operation that cut it off; freeze() it if that is meant."));
            }
            return;
        }
        if (!Double.isFinite(w.gradient())) {
            all.add(new Finding(
                    Kind.NOT_FINITE,
                    w.name(),
                    "The gradient of " + w.name() + " is not finite.",
                    "org.autodiff.inspect.NanTrace names the operation where that began."));
            return;
        }
        if (w.gradient() > options.exploding()) {
            all.add(
                    new Finding(
                            Kind.EXPLODING,
                            w.name(),
                            "The gradient of " + w.name() + " has the norm " + number(w.gradient()) + ".",
                            "Clip it (Trainer.clipping), lower the learning rate, or scale the inputs and the initial weights down."));
        }
        if (tensor.rank() < 2) {
            return; // biases begin at 0 and have their own measure
        }
        double mean = mean(w, tensor);
        if (mean < options.vanishing() * greatest) {
            all.add(
                    new Finding(
                            Kind.VANISHING,
                            w.name(),
                            "The gradient of " + w.name() + " is " + number(mean / greatest)
                                    + " times the greatest of all layers.",
                            "Use ReLU with He's initialization, normalization, or residual connections between here and the loss."));
        }
        update(w, all);
    }

    private void update(Weight w, List<Finding> all) {
        String what = "A step changes " + w.name() + " by " + number(w.update()) + " of its norm.";
        if (w.update() > options.largeUpdate()) {
            all.add(new Finding(
                    Kind.LARGE_UPDATE, w.name(), what, "Lower the learning rate; about 0.001 of the norm is usual."));
        } else if (w.update() < options.smallUpdate()) {
            all.add(new Finding(
                    Kind.SMALL_UPDATE, w.name(), what, "Raise the learning rate; about 0.001 of the norm is usual."));
        }
    }

    private void activation(Activation a, List<Finding> all) {
        if (a.dead() > options.dead() * a.units()) {
            all.add(new Finding(
                    Kind.DEAD,
                    a.place(),
                    a.dead() + " of " + a.units() + " units of " + a.place() + " are 0 for every sample of the probe,"
                            + " so that they learn nothing any more.",
                    "Lower the learning rate, begin with biases of 0, or use LeakyReLU."));
        }
        if (a.saturated() > options.saturated()) {
            all.add(new Finding(
                    Kind.SATURATED,
                    a.place(),
                    Math.round(100 * a.saturated()) + " % of the values of " + a.place()
                            + " are at its limits, where hardly a gradient passes.",
                    "Normalize before it, scale the inputs, or begin with smaller weights (Xavier's)."));
        }
    }

    private static String number(double x) {
        return String.format(Locale.ROOT, "%.2g", x);
    }

    private static double norm(double[] x) {
        double sum = 0;
        for (double v : x) {
            sum += v * v;
        }
        return Math.sqrt(sum);
    }
}
