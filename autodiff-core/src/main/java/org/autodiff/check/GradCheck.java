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

/**
 * Checks the derivatives that a function's operations give, in double precision: the gradient against central
 * differences, and the reverse sweep against the forward sweep by the adjoint identity {@code <u, J v> = <J^T u, v>};
 * the same again for the gradient itself, up to an order, and for that the gradient of a tangent as well. The cotangents are random and dense, never ones, which hide
 * mistakes. It needs no test framework.
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

    /** A check of these settings. */
    public GradCheck {
        if (order < 1 || !(rtol >= 0) || !(atol >= 0)) {
            throw new ArgumentException("a check needs an order of 1 or more and tolerances of 0 or more, got order "
                    + order + ", rtol " + rtol + ", atol " + atol);
        }
    }

    /** A check up to an order, with tolerances that sound rules pass: 1e-6 relative, 1e-7 absolute. */
    public static GradCheck order(int order) {
        return new GradCheck(order, 1e-6, 1e-7, Seed.of(7));
    }

    /** The same check with other tolerances. */
    public GradCheck within(double rtol, double atol) {
        return new GradCheck(order, rtol, atol, seed);
    }

    /** Checks a function at a point; all inputs are FLOAT64. */
    public GradCheckReport check(TensorFunction f, Tensor... xs) {
        for (int i = 0; i < xs.length; i++) {
            if (xs[i].dtype() != DType.FLOAT64) {
                throw new DTypeException("GradCheck: input " + i + " is " + xs[i].dtype()
                        + "; difference quotients need FLOAT64, convert with to(FLOAT64)");
            }
        }
        List<GradCheckReport.Failure> failures = new ArrayList<>();
        int[] checked = {0};
        TensorFunction g = f;
        for (int n = 1; n <= order; n++) {
            checkOnce(n, g, xs, failures, checked);
            if (n < order) {
                checkMixed(n, g, xs, failures, checked);
            }
            g = n < order ? gradientOf(g, seed.child(100L + n)) : g;
        }
        return new GradCheckReport(checked[0], seed, List.copyOf(failures));
    }

    private void checkOnce(
            int n, TensorFunction f, Tensor[] xs, List<GradCheckReport.Failure> failures, int[] checked) {
        try (Tape tape = Tape.record()) {
            Tensor[] leaves = leaves(xs);
            Tensor y = f.apply(leaves);
            if (!y.isRecorded()) {
                compareWithZero(n, f, xs, failures, checked); // it does not depend on the inputs, the sweep says
                return;
            }
            Tensor u = random(seed.child(n), y.shape());
            Gradients gradients = tape.gradients(false, y, u, leaves);
            Tensor[] v = new Tensor[xs.length];
            double right = 0;
            double scale = 0;
            for (int i = 0; i < xs.length; i++) {
                v[i] = random(seed.child(1000L * n + i), xs[i].shape());
                double[] g = gradients.of(i).toDoubles();
                double[] t = v[i].toDoubles();
                for (int k = 0; k < g.length; k++) {
                    right += g[k] * t[k];
                    scale += Math.abs(g[k] * t[k]);
                }
                compare(n, f, xs, u, i, g, failures, checked);
            }
            double left = dot(u, tape.jvp(y, leaves, v));
            checked[0]++;
            if (!(Math.abs(left - right) <= ADJOINT_RTOL * (scale + 1))) {
                failures.add(new GradCheckReport.Failure(n, "adjoint identity", -1, -1, right, left));
            }
        }
    }

    /**
     * The number {@code <u, J v>} has the same gradient whether J v was pushed forward or J^T u pulled back before it:
     * reverse over forward against reverse over reverse.
     */
    private void checkMixed(
            int n, TensorFunction f, Tensor[] xs, List<GradCheckReport.Failure> failures, int[] checked) {
        try (Tape tape = Tape.record()) {
            Tensor[] leaves = leaves(xs);
            Tensor y = f.apply(leaves);
            if (!y.isRecorded()) {
                return;
            }
            Tensor u = random(seed.child(n), y.shape());
            Tensor[] v = new Tensor[xs.length];
            Gradients pulled = tape.gradients(true, y, u, leaves);
            Tensor back = Tensor.scalar(DType.FLOAT64, 0);
            for (int i = 0; i < v.length; i++) {
                v[i] = random(seed.child(1000L * n + i), xs[i].shape());
                back = back.add(pulled.of(i).mul(v[i]).sum());
            }
            Tensor forth = tape.jvp(true, new Tensor[] {y}, leaves, v)[0].mul(u).sum();
            for (int i = 0; i < xs.length; i++) {
                double[] a = second(tape, forth, leaves, i);
                double[] b = second(tape, back, leaves, i);
                for (int k = 0; k < a.length; k++) {
                    checked[0]++;
                    if (!(Math.abs(a[k] - b[k]) <= MIXED_RTOL * (1 + Math.abs(b[k])))) {
                        failures.add(new GradCheckReport.Failure(n + 1, "reverse over forward", i, k, a[k], b[k]));
                    }
                }
            }
        }
    }

    private static double[] second(Tape tape, Tensor sum, Tensor[] leaves, int i) {
        return sum.isRecorded() ? tape.gradients(sum, leaves).of(i).toDoubles() : new double[leaves[i].size()];
    }

    private void compareWithZero(
            int n, TensorFunction f, Tensor[] xs, List<GradCheckReport.Failure> failures, int[] checked) {
        Tensor u = random(seed.child(n), f.apply(xs).shape());
        for (int i = 0; i < xs.length; i++) {
            compare(n, f, xs, u, i, new double[xs[i].size()], failures, checked);
        }
    }

    /** Compares the gradient by input i with difference quotients, element by element. */
    private void compare(
            int n,
            TensorFunction f,
            Tensor[] xs,
            Tensor u,
            int i,
            double[] analytic,
            List<GradCheckReport.Failure> failures,
            int[] checked) {
        double[] x = xs[i].toDoubles();
        for (int k = 0; k < x.length; k++) {
            double old = x[k];
            double h = STEP * Math.max(1, Math.abs(old));
            double up = old + h;
            double down = old - h;
            x[k] = up;
            double above = along(f, xs, i, x, u);
            x[k] = down;
            double below = along(f, xs, i, x, u);
            x[k] = old;
            double numeric = (above - below) / (up - down);
            double allowed = atol + rtol * Math.max(Math.abs(numeric), Math.abs(analytic[k]));
            checked[0]++;
            if (!(Math.abs(numeric - analytic[k]) <= allowed)) {
                failures.add(new GradCheckReport.Failure(n, "central difference", i, k, analytic[k], numeric));
            }
        }
    }

    /** The product of the cotangent with the value where input i has other elements. */
    private static double along(TensorFunction f, Tensor[] xs, int i, double[] elements, Tensor u) {
        Tensor[] moved = xs.clone();
        moved[i] = Tensor.of(elements, xs[i].size()).reshape(xs[i].shape().toArray());
        try (Tape tape = Tape.record()) { // a tape, for the function may itself take gradients
            return dot(u, f.apply(leaves(moved)));
        }
    }

    /** The function of the same inputs whose value is the gradient, weighted at random and added up. */
    private static TensorFunction gradientOf(TensorFunction f, Seed seed) {
        return xs -> {
            Tensor y = f.apply(xs);
            if (!y.isRecorded()) {
                return Tensor.scalar(DType.FLOAT64, 0);
            }
            Tensor u = random(seed, y.shape());
            Gradients g = Tape.recording().gradients(true, y, u, xs);
            Tensor sum = Tensor.scalar(DType.FLOAT64, 0);
            for (int i = 0; i < xs.length; i++) {
                sum = sum.add(g.of(i).mul(random(seed.child(i), xs[i].shape())).sum());
            }
            return sum;
        };
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
