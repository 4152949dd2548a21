package org.autodiff.check;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.autodiff.Gradients;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Shape;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.Require;

/**
 * Checks of gradients, in double precision: the gradient against central
 * differences, and the reverse sweep against the forward sweep by the adjoint identity {@code <u, J v> = <J^T u, v>};
 * the same again for the gradient and for the tangent themselves, up to an order. So at order 2 the sweeps go through each
 * other in all four ways: reverse over reverse, forward over reverse, reverse over forward, forward over forward. The
 * cotangents are random and dense, never ones, which hide mistakes. It needs no test framework.
 *
 * <pre>{@code
 * GradCheckReport report = GradCheck.order(2).check(xs -> xs[0].matmul(xs[1]).tanh(), a, b);
 * }</pre>
 *
 * @param order how often the function is differentiated
 * @param rtol relative tolerance of the difference quotients
 * @param atol absolute tolerance of the difference quotients
 * @param seed where cotangents and tangents are drawn from
 */
public record GradCheck(int order, double rtol, double atol, Seed seed) {
    /** The cube root of the rounding unit balances truncation against cancellation in a central difference. */
    private static final double STEP = Math.cbrt(Math.ulp(1.0));

    /** Both sweeps compute the same sum in another order: agreement to rounding is expected. */
    private static final double ADJOINT_RTOL = 1e-10;

    /** The same for second derivatives, whose terms cancel more. */
    private static final double MIXED_RTOL = 1e-8;

    /** A check with these settings. */
    public GradCheck {
        if (order < 1 || !(rtol >= 0) || !(atol >= 0)) {
            throw new ArgumentException("a check needs an order of 1 or more and tolerances of 0 or more, got order "
                    + order + ", rtol " + rtol + ", atol " + atol);
        }
    }

    /** A check of the derivatives up to an order, with tolerances that correct rules pass: 1e-6 relative, 1e-7 absolute. */
    public static GradCheck order(int order) {
        return new GradCheck(order, 1e-6, 1e-7, Seed.of(7));
    }

    /** This check with other tolerances. */
    public GradCheck within(double rtol, double atol) {
        return new GradCheck(order, rtol, atol, seed);
    }

    /** Checks a function at a point; all inputs are FLOAT64. */
    public GradCheckReport check(TensorFunction f, Tensor... xs) {
        Require.nonNulls(xs, "GradCheck.check", "xs", "pass tensors");
        for (int i = 0; i < xs.length; i++) {
            if (xs[i].dtype() != DType.FLOAT64) {
                throw new DTypeException("GradCheck: input " + i + " is " + xs[i].dtype()
                        + "; difference quotients need FLOAT64, convert with to(FLOAT64)");
            }
        }
        Run run = new Run(this, xs);
        List<Derived> level = List.of(new Derived("the function", true, f));
        for (int n = 1; n <= order; n++) {
            List<Derived> next = new ArrayList<>();
            for (Derived g : level) {
                run.check(n, g);
                if (n < order) {
                    if (g.byElement()) {
                        run.checkMixed(n, g);
                    }
                    next.add(gradientOf(g, seed.child(100L + n)));
                    next.add(tangentOf(g, seed.child(200L + n)));
                }
            }
            level = next;
        }
        return new GradCheckReport(run.checked, seed, List.copyOf(run.failures));
    }

    /**
     * The function or a derivative of it.
     *
     * @param byElement whether each element of the gradient is compared with a difference quotient, or only its product with
     *     one direction
     */
    private record Derived(String name, boolean byElement, TensorFunction f) {
        String nameOf(String derivative) {
            return name.equals("the function") ? derivative : derivative + " of " + name;
        }
    }

    /** One check: the point, and what has been found. */
    private static final class Run {
        private final GradCheck settings;
        private final Tensor[] xs;
        private final List<GradCheckReport.Failure> failures = new ArrayList<>();
        private int checked;

        Run(GradCheck settings, Tensor[] xs) {
            this.settings = settings;
            this.xs = xs;
        }

        void check(int n, Derived g) {
            try (Tape tape = Tape.record()) {
                Tensor[] leaves = leaves(xs);
                Tensor y = g.f().apply(leaves);
                Tensor u = random(settings.seed.child(n), y.shape());
                double[][] gradient = new double[xs.length][];
                Tensor[] v = new Tensor[xs.length];
                // where it does not depend on the inputs, the sweep says, the difference quotients are compared with
                // zero
                Gradients gradients = y.isRecorded() ? tape.gradients(false, y, u, leaves) : null;
                double product = 0;
                double scale = 0;
                for (int i = 0; i < xs.length; i++) {
                    v[i] = random(settings.seed.child(1000L * n + i), xs[i].shape());
                    gradient[i] = gradients == null
                            ? new double[xs[i].size()]
                            : gradients.of(i).toDoubles();
                    double[] t = v[i].toDoubles();
                    for (int k = 0; k < t.length; k++) {
                        product += gradient[i][k] * t[k];
                        scale += Math.abs(gradient[i][k] * t[k]);
                    }
                    if (g.byElement()) {
                        compare(n, g, u, i, gradient[i]);
                    }
                }
                if (!g.byElement()) {
                    compare(n, g, u, v, product, scale);
                }
                if (y.isRecorded()) {
                    double forward = dot(u, tape.jvp(y, leaves, v));
                    note(n, g, "adjoint identity", -1, -1, product, forward, ADJOINT_RTOL * (scale + 1));
                }
            }
        }

        /**
         * The number {@code <u, J v>} has the same gradient whether J v was pushed forward or J^T u pulled back before it:
         * reverse over forward against reverse over reverse, element by element.
         */
        void checkMixed(int n, Derived g) {
            try (Tape tape = Tape.record()) {
                Tensor[] leaves = leaves(xs);
                Tensor y = g.f().apply(leaves);
                if (!y.isRecorded()) {
                    return;
                }
                Tensor u = random(settings.seed.child(n), y.shape());
                Tensor[] v = new Tensor[xs.length];
                Gradients pulled = tape.gradients(true, y, u, leaves);
                Tensor back = Tensor.scalar(DType.FLOAT64, 0);
                for (int i = 0; i < v.length; i++) {
                    v[i] = random(settings.seed.child(1000L * n + i), xs[i].shape());
                    back = back.add(pulled.of(i).mul(v[i]).sum());
                }
                Tensor forth = tape.jvpWithGraph(y, leaves, v).mul(u).sum();
                Derived tangent = new Derived(g.nameOf("the tangent"), true, g.f());
                for (int i = 0; i < xs.length; i++) {
                    double[] a = second(tape, forth, leaves, i);
                    double[] b = second(tape, back, leaves, i);
                    for (int k = 0; k < a.length; k++) {
                        note(
                                n + 1,
                                tangent,
                                "reverse over forward",
                                i,
                                k,
                                b[k],
                                a[k],
                                MIXED_RTOL * (1 + Math.abs(b[k])));
                    }
                }
            }
        }

        private static double[] second(Tape tape, Tensor sum, Tensor[] leaves, int i) {
            return sum.isRecorded() ? tape.gradients(sum, leaves).of(i).toDoubles() : new double[leaves[i].size()];
        }

        /** Compares the gradient by input i with difference quotients, element by element. */
        private void compare(int n, Derived g, Tensor u, int i, double[] analytic) {
            double[] x = xs[i].toDoubles();
            Tensor[] moved = xs.clone();
            for (int k = 0; k < x.length; k++) {
                double old = x[k];
                double h = STEP * Math.max(1, Math.abs(old));
                double up = old + h;
                double down = old - h;
                x[k] = up;
                moved[i] = like(xs[i], x);
                double above = along(g.f(), moved, u);
                x[k] = down;
                moved[i] = like(xs[i], x);
                double below = along(g.f(), moved, u);
                x[k] = old;
                double numeric = (above - below) / (up - down);
                double allowed = settings.atol + settings.rtol * Math.max(Math.abs(numeric), Math.abs(analytic[k]));
                note(n, g, "central difference", i, k, analytic[k], numeric, allowed);
            }
        }

        /** Compares the product of the gradients with a direction with one difference quotient. */
        private void compare(int n, Derived g, Tensor u, Tensor[] v, double product, double scale) {
            double numeric = (along(g.f(), moved(v, STEP), u) - along(g.f(), moved(v, -STEP), u)) / (2 * STEP);
            double allowed = settings.atol + settings.rtol * Math.max(Math.abs(numeric), scale);
            note(n, g, "central difference in a direction", -1, -1, product, numeric, allowed);
        }

        private Tensor[] moved(Tensor[] v, double step) {
            Tensor[] all = new Tensor[xs.length];
            for (int i = 0; i < all.length; i++) {
                double[] x = xs[i].toDoubles();
                double[] t = v[i].toDoubles();
                for (int k = 0; k < x.length; k++) {
                    x[k] += step * t[k];
                }
                all[i] = like(xs[i], x);
            }
            return all;
        }

        private void note(
                int n, Derived g, String against, int i, int k, double analytic, double expected, double allowed) {
            checked++;
            if (!(Math.abs(expected - analytic) <= allowed)) {
                failures.add(new GradCheckReport.Failure(n, g.name(), against, i, k, analytic, expected));
            }
        }
    }

    private static Tensor like(Tensor x, double[] elements) {
        return Tensor.of(elements, elements.length).reshape(x.shape().toArray());
    }

    /** The product of the cotangent with the value at a point. */
    private static double along(TensorFunction f, Tensor[] at, Tensor u) {
        try (Tape tape = Tape.record()) { // a tape, for the function may itself take gradients
            return dot(u, f.apply(leaves(at)));
        }
    }

    /** The function of the same inputs whose value is the gradient, weighted at random and added up. */
    private static Derived gradientOf(Derived g, Seed seed) {
        return new Derived(g.nameOf("the gradient"), g.byElement(), xs -> {
            Tensor y = g.f().apply(xs);
            if (!y.isRecorded()) {
                return Tensor.scalar(DType.FLOAT64, 0);
            }
            Tensor u = random(seed, y.shape());
            Gradients gradients = Tape.recording().gradients(true, y, u, xs);
            Tensor sum = Tensor.scalar(DType.FLOAT64, 0);
            for (int i = 0; i < xs.length; i++) {
                sum = sum.add(gradients
                        .of(i)
                        .mul(random(seed.child(i), xs[i].shape()))
                        .sum());
            }
            return sum;
        });
    }

    /** The function of the same inputs whose value is the tangent in a random direction. */
    private static Derived tangentOf(Derived g, Seed seed) {
        return new Derived(g.nameOf("the tangent"), false, xs -> {
            Tensor y = g.f().apply(xs);
            if (!y.isRecorded()) {
                return Tensor.zeros(DType.FLOAT64, y.shape().toArray());
            }
            Tensor[] v = new Tensor[xs.length];
            for (int i = 0; i < v.length; i++) {
                v[i] = random(seed.child(i), xs[i].shape());
            }
            return Tape.recording().jvpWithGraph(y, xs, v);
        });
    }

    private static Tensor[] leaves(Tensor[] xs) {
        Tensor[] leaves = new Tensor[xs.length];
        for (int i = 0; i < xs.length; i++) {
            leaves[i] = xs[i].requiresGrad(true);
        }
        return leaves;
    }

    private static Tensor random(Seed seed, Shape shape) {
        RandomGenerator random = seed.generator();
        double[] values = new double[shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextDouble(0.5, 1.5) * (random.nextBoolean() ? 1 : -1);
        }
        return Tensor.of(values, values.length).reshape(shape.toArray());
    }

    private static double dot(Tensor a, Tensor b) {
        double[] x = a.toDoubles();
        double[] y = b.toDoubles();
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }
}
