package org.autodiff.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.autodiff.Gradients;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Shape;
import org.autodiff.error.AutodiffException;
import org.autodiff.error.Require;
import org.autodiff.error.TapeException;

/** A function of tensors, or a derivative of one, with the derivatives that its operations' rules give. */
final class TensorSubject implements Subject {
    private final String of;
    private final int order;
    private final boolean byElement;
    private final TensorFunction f;
    private final Tensor[] xs;
    private final String[] names;
    /** The numbers of the inputs that derivatives are taken by; the others are held. */
    private final int[] active;

    private final double[][] points;
    private double magnitude = 1;
    /** The cotangents that gradients were taken with last, and these, for they are the same again. */
    private double[][] lastCotangents;

    private double[][][] lastGradients;
    private boolean[] lastConnected;
    private double unit = Math.ulp(1.0) / 2;

    private TensorSubject(
            String of, int order, boolean byElement, TensorFunction f, Tensor[] xs, String[] names, int[] active) {
        this.of = of;
        this.order = order;
        this.byElement = byElement;
        this.f = f;
        this.xs = xs;
        this.names = names;
        this.active = active;
        points = Arrays.stream(active).mapToObj(i -> xs[i].toDoubles()).toArray(double[][]::new);
    }

    /** The function itself, by all its floating-point inputs. */
    static TensorSubject of(TensorFunction f, Tensor[] xs, String[] names) {
        int[] active = IntStream.range(0, xs.length)
                .filter(i -> xs[i].dtype().isFloating())
                .toArray();
        return new TensorSubject("the function", 1, true, f, xs, names, active);
    }

    @Override
    public String of() {
        return of;
    }

    @Override
    public int order() {
        return order;
    }

    @Override
    public int inputs() {
        return active.length;
    }

    @Override
    public String name(int input) {
        return names[active[input]];
    }

    @Override
    public Shape shape(int input) {
        return xs[active[input]].shape();
    }

    @Override
    public double[] point(int input) {
        return points[input];
    }

    @Override
    public double unit() {
        return unit;
    }

    @Override
    public double magnitude() {
        return magnitude;
    }

    @Override
    public double inputUnit() {
        boolean single = Arrays.stream(active).anyMatch(i -> xs[i].dtype() == DType.FLOAT32);
        return (single ? Math.ulp(1f) : Math.ulp(1.0)) / 2;
    }

    @Override
    public boolean byElement() {
        return byElement;
    }

    @Override
    public Subject at(double[][] x) {
        Tensor[] all = xs.clone();
        for (int i = 0; i < active.length; i++) {
            all[active[i]] = tensor(x[i], shape(i)).to(xs[active[i]].dtype()).detach();
        }
        return new TensorSubject(of, order, byElement, f, all, names, active);
    }

    /** The tensors at a point, as leaves. */
    Tensor[] leaves(double[][] x) {
        Tensor[] all = xs.clone();
        for (int i = 0; i < active.length; i++) {
            Tensor t = tensor(x[i], shape(i));
            all[active[i]] = t.to(xs[active[i]].dtype()).requiresGrad(true);
        }
        return all;
    }

    /** The floating-point ones among tensors as leaves. */
    static Tensor[] asLeaves(Tensor[] xs) {
        return Arrays.stream(xs)
                .map(x -> x.dtype().isFloating() ? x.requiresGrad(true) : x)
                .toArray(Tensor[]::new);
    }

    /** Those of the leaves that derivatives are taken by. */
    Tensor[] active(Tensor[] leaves) {
        return Arrays.stream(active).mapToObj(i -> leaves[i]).toArray(Tensor[]::new);
    }

    static Tensor tensor(double[] elements, Shape shape) {
        return Tensor.of(elements, elements.length).reshape(shape.toArray());
    }

    /** The function's value, which must be one. */
    Tensor apply(Tensor[] leaves) {
        return Require.nonNull(
                f.apply(leaves), "GradCheck", "the function's value", "return the tensor that it computes");
    }

    @Override
    public double[] value(double[][] x) {
        try (Tape tape = Tape.record()) { // a tape, for the function may itself take gradients
            Tensor y = apply(leaves(x));
            if (y.dtype() == DType.FLOAT32) {
                unit = Math.ulp(1f) / 2;
            }
            double[] all = y.toDoubles();
            Purity.closeWhatIsOpen(tape);
            return all;
        }
    }

    @Override
    public Derivatives derivatives(double[][] cotangents, List<Direction> directions) {
        try (Tape tape = Tape.record()) {
            Tensor[] leaves = leaves(points);
            Tensor[] variables = active(leaves);
            Tensor y = apply(leaves);
            Purity.closeWhatIsOpen(tape);
            magnitude = magnitude(tape);
            boolean[] connected = new boolean[variables.length];
            double[][][] gradients = new double[cotangents.length][variables.length][];
            double[][] tangents = new double[directions.size()][];
            if (!y.isRecorded()) { // it depends on none of them, the sweep says
                for (double[][] g : gradients) {
                    Arrays.setAll(g, i -> new double[points[i].length]);
                }
                Arrays.setAll(tangents, d -> directions.get(d).tangent() ? new double[y.size()] : null);
                return new Derivatives(gradients, tangents, connected, null);
            }
            boolean known = Arrays.deepEquals(cotangents, lastCotangents);
            for (int c = 0; c < cotangents.length && !known; c++) {
                Gradients g = tape.gradients(false, y, cotangent(cotangents[c], y), variables);
                for (int i = 0; i < variables.length; i++) {
                    gradients[c][i] = g.of(i).toDoubles();
                    connected[i] |= !g.isDisconnected(variables[i]);
                }
            }
            if (known) {
                gradients = lastGradients;
                connected = lastConnected;
            }
            lastCotangents = cotangents;
            lastGradients = gradients;
            lastConnected = connected;
            String withoutForward = null;
            try {
                for (int d = 0; d < tangents.length; d++) {
                    tangents[d] = directions.get(d).tangent() ? push(tape, y, variables, directions.get(d)) : null;
                }
            } catch (TapeException e) { // derivatives written by hand may have one direction only
                withoutForward = e.getMessage();
                Arrays.fill(tangents, null);
            }
            return new Derivatives(gradients, tangents, connected, withoutForward);
        }
    }

    /** The gradient that was taken last, by input, or null. */
    double[][] lastGradient() {
        return lastGradients == null ? null : lastGradients[0];
    }

    private static double magnitude(Tape tape) {
        double most = 0;
        for (int i = 0; i < tape.size(); i++) {
            Tensor v = tape.node(i).value();
            if (v.dtype().isFloating() && v.size() > 0) {
                most = Math.max(most, Direction.scale(v.toDoubles()));
            }
        }
        return most == 0 ? 1 : most;
    }

    static Tensor cotangent(double[] u, Tensor y) {
        return tensor(u, y.shape()).to(y.dtype());
    }

    private double[] push(Tape tape, Tensor y, Tensor[] variables, Direction direction) {
        Tensor[] v = new Tensor[variables.length];
        for (int i = 0; i < v.length; i++) {
            v[i] = direction.input() >= 0 && direction.input() != i
                    ? null
                    : tensor(direction.vector(this, i), shape(i)).to(variables[i].dtype());
        }
        return tape.jvp(y, variables, v).toDoubles();
    }

    /**
     * The function of the same inputs whose value is the product of its gradients with random tensors. The cotangent changes
     * with the function's value and with a number that all inputs make, so that the derivatives of a rule by its cotangent
     * take part too, also where the value is constant; without that a linear operation would have nothing to check.
     */
    TensorSubject gradient(Seed seed) {
        double slope = slope(valueAtPoint());
        double[] slopes =
                Arrays.stream(points).mapToDouble(TensorSubject::slope).toArray();
        TensorFunction g = leaves -> {
            Tensor[] variables = active(leaves);
            Tensor y = apply(leaves);
            if (!y.isRecorded()) {
                return Tensor.scalar(DType.FLOAT64, 0);
            }
            Tensor u = changing(random(seed, y.shape()).to(y.dtype()), y, slope);
            for (int i = 0; i < variables.length; i++) {
                if (variables[i].size() == 0) {
                    continue; // there is no number to make of it
                }
                Tensor number = variables[i]
                        .mul(random(seed.child(300 + i), shape(i)).to(variables[i].dtype()))
                        .mean();
                u = changing(
                        u, random(seed.child(400 + i), y.shape()).to(y.dtype()).mul(number), slopes[i]);
            }
            Gradients gradients = Tape.recording().gradients(true, y, u, variables);
            Tensor sum = Tensor.scalar(DType.FLOAT64, 0);
            for (int i = 0; i < variables.length; i++) {
                sum = sum.add(
                        gradients.of(i).mul(random(seed.child(i), shape(i))).sum());
            }
            return sum;
        };
        return new TensorSubject(nameOf("the gradient"), order + 1, byElement, g, xs, names, active);
    }

    /** The function of the same inputs whose value is the tangent in a random direction, which changes with the inputs. */
    TensorSubject tangent(Seed seed) {
        double[] slopes =
                Arrays.stream(points).mapToDouble(TensorSubject::slope).toArray();
        TensorFunction g = leaves -> {
            Tensor[] variables = active(leaves);
            Tensor y = apply(leaves);
            if (!y.isRecorded()) {
                return Tensor.zeros(DType.FLOAT64, y.shape().toArray());
            }
            Tensor[] v = new Tensor[variables.length];
            for (int i = 0; i < v.length; i++) {
                v[i] = changing(random(seed.child(i), shape(i)), variables[i], slopes[i]);
            }
            return Tape.recording().jvpWithGraph(y, variables, v);
        };
        return new TensorSubject(nameOf("the tangent"), order + 1, false, g, xs, names, active);
    }

    private static Tensor changing(Tensor constant, Tensor with, double slope) {
        return slope == 0 ? constant : constant.add(with.mul(slope));
    }

    /** What brings the largest of some numbers to about one half; 0 where one is not finite. */
    private static double slope(double[] numbers) {
        double slope = 0.5 / Direction.scale(numbers);
        return Double.isFinite(slope) && Arrays.stream(numbers).allMatch(Double::isFinite) ? slope : 0;
    }

    private double[] valueAtPoint() {
        try {
            return value(points);
        } catch (AutodiffException e) { // what is wrong with the function itself has been said by then
            return new double[0];
        }
    }

    /** The same for the report, as a derivative of it. */
    TensorSubject named(String derivative, int newOrder) {
        return new TensorSubject(nameOf(derivative), newOrder, byElement, f, xs, names, active);
    }

    private String nameOf(String derivative) {
        return order == 1 ? derivative : derivative + " of " + of;
    }

    static Tensor random(Seed seed, Shape shape) {
        return tensor(Direction.dense(seed, shape.size()), shape);
    }

    /** The names of inputs that were given none. */
    static String[] names(int n) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            all.add("input " + i);
        }
        return all.toArray(String[]::new);
    }
}
