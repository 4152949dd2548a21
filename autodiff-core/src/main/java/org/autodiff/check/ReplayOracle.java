package org.autodiff.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.autodiff.Clamp;
import org.autodiff.Node;
import org.autodiff.OpDef;
import org.autodiff.Rule;
import org.autodiff.Softmax;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.Where;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.check.report.Comparison;
import org.autodiff.check.report.Oracle;
import org.autodiff.check.report.Verdict;
import org.autodiff.op.Attrs;

/**
 * The derivative without difference quotients and without rules: the operations that were recorded are computed again with
 * complex numbers, the input moved by a tiny imaginary amount. Linear and bilinear operations act on real and imaginary
 * parts by themselves; those of single elements have complex forms ({@link ComplexForms}). It is exact to rounding at any
 * scale, where differences drown: at saturated functions, and at values that are large beside their change. Operations
 * without a complex form end it, and it says which.
 */
final class ReplayOracle {
    /** Small enough that its square vanishes beside 1, and its products with derivatives do not underflow. */
    private static final double TINY = 0x1p-300;

    private static final double RTOL = 1e-9;
    private static final double WRONG = 1e-6;
    private static final int MOST_ELEMENTS = 8;
    private static final int MOST_NODES = 400;

    private final TensorSubject s;
    private final GradCheck settings;
    private String withoutForm;

    ReplayOracle(TensorSubject s, GradCheck settings) {
        this.s = s;
        this.settings = settings;
    }

    /** The first operation that has no complex form, and so why nothing was compared; else null. */
    String withoutForm() {
        return withoutForm;
    }

    List<Comparison> compare() {
        List<Comparison> all = new ArrayList<>();
        double[][] points = new double[s.inputs()][];
        Arrays.setAll(points, s::point);
        try (Tape tape = Tape.record()) {
            Tensor[] leaves = s.leaves(points);
            Tensor[] variables = s.active(leaves);
            Tensor y = s.apply(leaves);
            Purity.closeWhatIsOpen(tape);
            if (!y.isRecorded() || y.tape() != tape || y.size() == 0) {
                return all;
            }
            if (tape.size() > MOST_NODES) {
                withoutForm = "the tape has " + tape.size() + " nodes, more than " + MOST_NODES;
                return all;
            }
            Node[] nodes = new Node[tape.size()];
            Arrays.setAll(nodes, tape::node);
            boolean[] leads = leading(nodes, y);
            for (int i = 0; i < nodes.length; i++) {
                if (leads[i] && nodes[i].kind() == Node.Kind.OPERATION && !hasForm(nodes[i])) {
                    withoutForm = nodes[i].name() + " (%" + i + ") has no complex form";
                    return all;
                }
            }
            double[] u = Direction.dense(settings.seed(), y.size());
            var gradients = tape.gradients(false, y, TensorSubject.cotangent(u, y), variables);
            for (int i = 0; i < variables.length; i++) {
                double[] g = gradients.of(i).toDoubles();
                if (!gradients.isDisconnected(variables[i]) && g.length > 0) {
                    all.add(compare(i, g, u, nodes, leads, y, variables[i]));
                }
            }
        }
        return all;
    }

    private Comparison compare(
            int input, double[] g, double[] u, Node[] nodes, boolean[] leads, Tensor y, Tensor variable) {
        Tally t = new Tally(s, Oracle.REPLAY, input, 0);
        double largest =
                Arrays.stream(g).map(Math::abs).filter(Double::isFinite).max().orElse(0);
        double size = 0;
        double[] values = y.toDoubles();
        for (int o = 0; o < u.length; o++) {
            size += Math.abs(u[o] * values[o]);
        }
        double lost = 64 * s.unit() * size / Direction.scale(s.point(input));
        int step = Math.max(1, g.length / MOST_ELEMENTS);
        for (int k = 0; k < g.length; k += step) {
            if (!Double.isFinite(s.point(input)[k])) {
                continue;
            }
            double[] v = new double[g.length];
            v[k] = TINY;
            double r = derivative(nodes, leads, y, variable, v, u) / TINY;
            double larger = Math.max(Math.abs(g[k]), Math.abs(r));
            double error = RTOL * larger;
            Outcome o;
            if (Math.abs(g[k] - r) <= error || Math.abs(g[k] - r) <= 1e-13 * largest) {
                o = Outcome.near(0, 0, 0);
            } else if (Math.abs(g[k] - r) <= lost) {
                o = Outcome.of(
                        Verdict.INCONCLUSIVE,
                        "the function is saturated: its derivative is lost in the rounding of its values");
            } else if (Math.abs(g[k] - r) > WRONG * larger && larger > 1e-10 * largest && Double.isFinite(r)) {
                o = Outcome.of(Verdict.FAIL, "");
            } else {
                o = Outcome.of(
                        Verdict.INCONCLUSIVE, "the derivative is lost to cancellation, in the rules or in the replay");
            }
            t.add(k, g[k], r, error, 0, o);
        }
        return t.done();
    }

    private static boolean[] leading(Node[] nodes, Tensor y) {
        boolean[] leads = new boolean[nodes.length];
        for (int i = nodes.length - 1; i >= 0; i--) {
            leads[i] |= nodes[i].value() == y;
            if (leads[i]) {
                for (int input : nodes[i].inputs()) {
                    leads[input] = true;
                }
            }
        }
        return leads;
    }

    private static boolean hasForm(Node n) {
        OpDef op = n.op();
        return n.dtype() == DType.FLOAT64
                && (op.rule() instanceof Rule.Linear
                        || op.rule() instanceof Rule.Bilinear
                        || op == Clamp.CLAMP
                        || op == Where.WHERE
                        || op == Softmax.SOFTMAX
                        || op == Softmax.LOG_SOFTMAX
                        || n.inputs().length == 1 && ComplexForms.one(op) != null
                        || n.inputs().length == 2 && ComplexForms.two(op) != null);
    }

    /** The imaginary part of the product with the cotangent, where a leaf has an imaginary part. */
    private static double derivative(Node[] nodes, boolean[] leads, Tensor y, Tensor variable, double[] v, double[] u) {
        Tensor[] im = new Tensor[nodes.length]; // null stands for zero
        for (int i = 0; i < nodes.length; i++) {
            Node n = nodes[i];
            if (!leads[i]) {
                continue;
            }
            if (n.value() == variable || n.kind() == Node.Kind.LEAF && n.index() == indexOf(nodes, variable)) {
                im[i] = TensorSubject.tensor(v, n.shape());
            } else if (n.kind() == Node.Kind.OPERATION) {
                im[i] = imaginary(n, nodes, im);
            }
            if (n.value() == y) {
                double sum = 0;
                double[] z = im[i] == null ? new double[u.length] : im[i].toDoubles();
                for (int o = 0; o < u.length; o++) {
                    sum += u[o] * z[o];
                }
                return sum;
            }
        }
        return 0;
    }

    private static int indexOf(Node[] nodes, Tensor leaf) {
        for (Node n : nodes) {
            if (n.kind() == Node.Kind.LEAF && n.value() == leaf) {
                return n.index();
            }
        }
        return -1;
    }

    private static Tensor imaginary(Node n, Node[] nodes, Tensor[] im) {
        int[] inputs = n.inputs();
        Tensor[] re = new Tensor[inputs.length];
        Tensor[] parts = new Tensor[inputs.length];
        boolean none = true;
        for (int k = 0; k < inputs.length; k++) {
            re[k] = nodes[inputs[k]].value().detach();
            parts[k] = im[inputs[k]];
            none &= parts[k] == null;
        }
        if (none) {
            return null;
        }
        OpDef op = n.op();
        for (int k = 0; k < parts.length; k++) { // indices and masks are part of what a linear map is
            parts[k] = parts[k] != null
                    ? parts[k]
                    : re[k].dtype().isFloating()
                            ? Tensor.zeros(DType.FLOAT64, re[k].shape().toArray())
                            : re[k];
        }
        if (op.rule() instanceof Rule.Linear || op == Where.WHERE) {
            return op.apply(n.attrs(), parts);
        }
        if (op.rule() instanceof Rule.Bilinear) {
            return op.apply(n.attrs(), re[0], parts[1]).add(op.apply(n.attrs(), parts[0], re[1]));
        }
        if (op == Clamp.CLAMP) {
            Clamp.Bounds b = (Clamp.Bounds) n.attrs();
            return re[0].ge(b.low()).logicalAnd(re[0].le(b.high())).where(parts[0], parts[0].mul(0));
        }
        if (op == Softmax.SOFTMAX || op == Softmax.LOG_SOFTMAX) {
            return softmax(re[0], parts[0], ((Attrs.Axis) n.attrs()).axis(), op == Softmax.LOG_SOFTMAX);
        }
        return elementwise(op, re, parts, n.shape());
    }

    /* (a + bi) / (c + di) with tiny b and d, and log(c + di) = log c + i d/c */
    private static Tensor softmax(Tensor re, Tensor im, int axis, boolean log) {
        Tensor e = re.sub(re.max(true, axis)).exp();
        Tensor turned = e.mul(im);
        Tensor sum = e.sum(true, axis);
        Tensor turnedSum = turned.sum(true, axis);
        return log
                ? im.sub(turnedSum.div(sum))
                : turned.mul(sum).sub(e.mul(turnedSum)).div(sum.square());
    }

    private static Tensor elementwise(OpDef op, Tensor[] re, Tensor[] im, Shape out) {
        double[][] a = new double[re.length][];
        double[][] b = new double[re.length][];
        for (int k = 0; k < re.length; k++) {
            a[k] = re[k].expand(out.toArray()).toDoubles();
            b[k] = im[k].expand(out.toArray()).toDoubles();
        }
        double[] z = new double[out.size()];
        UnaryOperator<Complex> one = re.length == 1 ? ComplexForms.one(op) : null;
        BinaryOperator<Complex> two = re.length == 2 ? ComplexForms.two(op) : null;
        for (int e = 0; e < z.length; e++) {
            Complex x = new Complex(a[0][e], b[0][e]);
            z[e] = (one != null ? one.apply(x) : two.apply(x, new Complex(a[1][e], b[1][e]))).im();
        }
        return TensorSubject.tensor(z, out);
    }
}
