package org.autodiff.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.autodiff.Node;
import org.autodiff.OpDef;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.check.report.Comparison;
import org.autodiff.check.report.Culprit;
import org.autodiff.check.report.GradCheckReport;
import org.autodiff.check.report.Numbers;
import org.autodiff.check.report.Oracle;
import org.autodiff.check.report.Verdict;
import org.autodiff.op.Pointwise;

/**
 * Traces a failure to an operation. The function is recorded once, and each operation on the tape that leads to the result is
 * checked by itself, at the values that it had there: its values by its formula on plain numbers where there is one, its
 * rules by the same oracles. The first that fails, in the order of the program, is the culprit. What cannot be computed by
 * itself, as a function with a derivative of its own, is found by elimination.
 */
final class Localization {
    /** Operations of more elements are checked along random directions. */
    private static final int MANY = 48;

    private final List<String> notes = new ArrayList<>();
    private Culprit culprit;
    private String kink;

    private Localization() {}

    /** Looks for the operation that is wrong; the settings' order is the one at which the function failed. */
    static Localization of(GradCheck settings, TensorSubject subject) {
        Localization l = new Localization();
        double[][] points = new double[subject.inputs()][];
        Arrays.setAll(points, subject::point);
        try (Tape tape = Tape.record().noteSources().noteModules()) {
            Tensor y = subject.apply(subject.leaves(points));
            Purity.closeWhatIsOpen(tape);
            l.search(settings, tape, y);
        } catch (RuntimeException e) { // the report without a culprit is better than none
            l.notes.add("the operation that is wrong could not be looked for: " + e);
        }
        return l;
    }

    /** The operation found, or null. */
    Culprit culprit() {
        return culprit;
    }

    /** Whether no operation is wrong by itself, but one is at a kink. */
    boolean isKink() {
        return kink != null;
    }

    String kink() {
        return kink;
    }

    List<String> notes() {
        return notes;
    }

    private void search(GradCheck settings, Tape tape, Tensor y) {
        boolean[] leads = ancestors(tape, y);
        List<Node> opaque = new ArrayList<>();
        int checked = 0;
        for (int i = 0; i < tape.size(); i++) {
            Node node = tape.node(i);
            if (!leads[i] || node.kind() != Node.Kind.OPERATION) {
                continue;
            }
            Tensor[] inputs = new Tensor[node.inputs().length];
            for (int k = 0; k < inputs.length; k++) {
                inputs[k] = twice(tape.node(node.inputs()[k]).value().detach());
            }
            checked++;
            String forward = forward(node, inputs);
            if (forward != null) {
                culprit = found(node, forward, inputs, settings, false);
                return;
            }
            TensorFunction f = xs -> node.op().apply(node.attrs(), xs);
            if (!computes(f, inputs)) {
                opaque.add(node);
                continue;
            }
            GradCheckReport r = GradCheckRun.local(settings(settings, inputs), f, inputs);
            if (r.verdict() == Verdict.FAIL) {
                culprit = found(node, what(r, node), inputs, settings, false);
                return;
            }
            if (r.verdict() == Verdict.KINK && kink == null) {
                kink = node.toString();
            }
        }
        if (opaque.size() == 1) {
            Node node = opaque.get(0);
            culprit = found(
                    node,
                    "every other operation is right by itself, and this one cannot be computed alone",
                    null,
                    settings,
                    true);
            kink = null;
        } else if (!opaque.isEmpty()) {
            notes.add("every operation that can be computed alone is right; these cannot: "
                    + String.join(", ", opaque.stream().map(Node::toString).toList()));
            kink = null;
        } else if (kink == null) {
            notes.add("each of the " + checked
                    + " operations on the tape is right by itself: what connects them is wrong,"
                    + " such as numbers read into Java, detach(), or a tensor changed in place");
        }
    }

    private static Tensor twice(Tensor x) {
        return x.dtype() == DType.FLOAT32 ? x.to(DType.FLOAT64) : x;
    }

    private static boolean[] ancestors(Tape tape, Tensor y) {
        boolean[] leads = new boolean[tape.size()];
        for (int i = tape.size() - 1; i >= 0; i--) {
            leads[i] |= tape.node(i).value() == y;
            if (leads[i]) {
                for (int input : tape.node(i).inputs()) {
                    leads[input] = true;
                }
            }
        }
        return leads;
    }

    private static boolean computes(TensorFunction f, Tensor[] inputs) {
        try (Tape tape = Tape.record()) {
            f.apply(inputs.clone());
            return true;
        } catch (RuntimeException e) { // recorded with its value, as functions with a derivative of their own are
            return false;
        }
    }

    private static GradCheck settings(GradCheck settings, Tensor[] inputs) {
        int size = Arrays.stream(inputs).mapToInt(Tensor::size).sum();
        GradCheck s = settings.withStep(0).withOrder(Math.min(2, settings.order()));
        return size <= MANY ? s.withMode(Mode.FULL) : s.withMode(Mode.FAST).withDirections(2);
    }

    /** What is wrong with the value, by the formula on plain numbers; null where nothing is or there is none. */
    private static String forward(Node node, Tensor[] inputs) {
        Pointwise p = node.op().scalar();
        if (p == null || inputs.length > 2 || !node.dtype().isFloating()) {
            return null;
        }
        double[] z = node.value().toDoubles();
        double tolerance = node.dtype() == DType.FLOAT32 ? 1e-5 : 1e-11;
        double[][] wide = new double[inputs.length][];
        for (int k = 0; k < wide.length; k++) {
            wide[k] = inputs[k].expand(node.shape().toArray()).toDoubles();
        }
        for (int e = 0; e < z.length; e++) {
            double right = p.at(node.attrs(), wide[0][e], wide.length > 1 ? wide[1][e] : 0);
            if (Math.abs(z[e] - right) > tolerance * (Math.abs(right) + Math.abs(wide[0][e]) * 1e-3)) {
                return "its forward value is wrong: " + Numbers.plain(z[e]) + " at element " + e
                        + ", where its formula on plain numbers gives " + Numbers.plain(right);
            }
        }
        return null;
    }

    private static String what(GradCheckReport r, Node node) {
        StringBuilder s = new StringBuilder();
        List<Integer> wrong = new ArrayList<>();
        for (Comparison c : r.failures()) {
            if (c.oracle() == Oracle.DIFFERENCES || c.oracle() == Oracle.TANGENT_DIFFERENCES) {
                boolean reverse = c.oracle() == Oracle.DIFFERENCES;
                s.append(s.isEmpty() ? "" : "; ")
                        .append(reverse ? "its pullback to " : "its pushforward from ")
                        .append(c.input() < 0 ? "its inputs" : "input " + c.input())
                        .append(c.order() > 1 ? ", differentiated again," : "")
                        .append(" is wrong");
                if (!c.reason().isEmpty()) {
                    s.append(": ").append(c.reason());
                }
                wrong.add(c.input());
            }
        }
        if (s.isEmpty()) {
            s.append(
                    r.diagnosis().isEmpty()
                            ? r.worst().map(Comparison::toString).orElse("")
                            : r.diagnosis());
        } else {
            for (int i = 0; i < node.inputs().length; i++) {
                if (node.inputs().length > 1 && !wrong.contains(i) && !wrong.contains(-1)) {
                    s.append("; input ").append(i).append(" is right");
                }
            }
        }
        return s.toString();
    }

    private static Culprit found(Node node, String what, Tensor[] inputs, GradCheck settings, boolean byElimination) {
        String test = inputs == null ? "" : Reproduction.of(node, shrunk(node, inputs, settings), settings);
        String module = node.module() == null ? null : node.module().path();
        return new Culprit(
                withoutSource(node), node.index(), node.op().name(), node.source(), module, what, byElimination, test);
    }

    private static String withoutSource(Node node) {
        String line = node.toString();
        int at = line.indexOf("  @ ");
        return at < 0 ? line : line.substring(0, at);
    }

    /** Inputs that still fail: as few elements as will do, and round numbers. */
    private static Tensor[] shrunk(Node node, Tensor[] inputs, GradCheck settings) {
        OpDef op = node.op();
        Tensor[] best = op.scalar() == null ? narrowed(node, inputs, settings) : inputs;
        if (op.scalar() != null) {
            for (int e = 0; e < Math.min(node.shape().size(), 16); e++) {
                Tensor[] one = new Tensor[inputs.length];
                for (int k = 0; k < one.length; k++) {
                    double v = inputs[k].expand(node.shape().toArray()).toDoubles()[e];
                    one[k] = Tensor.of(new double[] {v}, 1).reshape();
                }
                if (fails(node, one, settings)) {
                    best = one;
                    break;
                }
            }
        }
        for (int digits = 1; digits <= 3; digits++) {
            double unit = Math.pow(10, digits);
            Tensor[] round = Arrays.stream(best)
                    .map(x -> x.dtype().isFloating() ? rounded(x, unit) : x)
                    .toArray(Tensor[]::new);
            if (fails(node, round, settings)) {
                return round;
            }
        }
        return best;
    }

    /** The first of each axis alone, axes of one size together, for these must often stay equal. */
    private static Tensor[] narrowed(Node node, Tensor[] inputs, GradCheck settings) {
        Tensor[] best = inputs;
        int[] sizes = Arrays.stream(inputs)
                .flatMapToInt(x -> Arrays.stream(x.shape().toArray()))
                .filter(n -> n > 1)
                .distinct()
                .toArray();
        for (int size : sizes) {
            Tensor[] fewer = Arrays.stream(best).map(x -> first(x, size)).toArray(Tensor[]::new);
            best = fails(node, fewer, settings) ? fewer : best;
        }
        return best;
    }

    private static Tensor first(Tensor x, int size) {
        Tensor fewer = x;
        for (int axis = 0; axis < x.rank(); axis++) {
            fewer = x.shape().dim(axis) == size ? fewer.slice(axis, 0, 1) : fewer;
        }
        return fewer;
    }

    private static Tensor rounded(Tensor x, double unit) {
        double[] v = Arrays.stream(x.toDoubles())
                .map(a -> Math.rint(a * unit) / unit)
                .toArray();
        Shape shape = x.shape();
        return TensorSubject.tensor(v, shape);
    }

    private static boolean fails(Node node, Tensor[] inputs, GradCheck settings) {
        TensorFunction f = xs -> node.op().apply(node.attrs(), xs);
        return computes(f, inputs)
                && GradCheckRun.local(settings(settings, inputs), f, inputs).verdict() == Verdict.FAIL;
    }
}
