package org.autodiff.inspect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.autodiff.Node;
import org.autodiff.Scope;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.error.Require;

/**
 * Finds where NaN and infinity were born on a tape: in the forward pass, or only in the last sweep backward, and why.
 * Any thread may call it, for it reads an immutable recording. It looks at a tape as it is and computes each step of
 * the chain rule once more; programs that do not ask for it pay nothing.
 *
 * <p>The backward part needs a sweep over a tape that {@link Tape#retainAdjoints() retains its adjoints}, lines need
 * {@link Tape#noteSources()}. Gradients that were recorded are nodes like others, so that second order is traced as well.
 */
public final class NanTrace {
    /**
     * A birth: a node whose inputs were better than its result.
     *
     * @param node the number of the node
     * @param line its line in the listing
     * @param backward whether it is in the sweep that it happened
     * @param input the input to which the gradient went; -1 in the forward pass
     * @param isNan whether it is NaN; else it is an infinity
     * @param element the indices of the first element that has it
     * @param reason what was computed there, as {@code 0 · ∞ in sqrt's derivative}
     * @param path the numbers of the nodes through which it spread from here, this one first: to a result in the forward
     *     pass, to a leaf in a sweep
     */
    public record Birth(
            int node,
            String line,
            boolean backward,
            int input,
            boolean isNan,
            List<Integer> element,
            String reason,
            List<Integer> path) {
        /** Copies the lists. */
        public Birth {
            element = List.copyOf(Require.nonNulls(element, "Birth", "the list of indices", "pass List.of() for none"));
            path = List.copyOf(Require.nonNulls(path, "Birth", "the list of nodes", "pass List.of() for none"));
        }

        /** Two lines: what was born where and why, and how it spread. */
        @Override
        public String toString() {
            String way = path.stream().map(i -> "%" + i).collect(Collectors.joining(" -> "));
            return (isNan ? "NaN" : "infinity") + " born in the " + (backward ? "backward" : "forward") + " pass: "
                    + reason + (element.isEmpty() ? "" : " at element " + element) + "\n    " + line + "\n    spread: "
                    + way + "\n";
        }
    }

    /** How bad a tensor is: finite, infinite somewhere, NaN somewhere. */
    private static final int FINITE = 0;

    private static final int INFINITE = 1;
    private static final int NAN = 2;

    private final Node[] nodes;
    private final int[] value;
    private final int[] adjoint;
    private final List<Birth> births = new ArrayList<>();

    private NanTrace(Tape tape) {
        nodes = new Node[tape.size()];
        Arrays.setAll(nodes, tape::node);
        value = new int[nodes.length];
        adjoint = new int[nodes.length];
    }

    /** The births on a tape: those of the forward pass in its order, then those of the last sweep in its order. */
    public static List<Birth> of(Tape tape) {
        Require.nonNull(tape, "NanTrace", "the tape", "pass one that is open");
        NanTrace trace = new NanTrace(tape);
        trace.look();
        for (int i = 0; i < trace.nodes.length; i++) {
            trace.forward(i);
        }
        boolean[] selected = Capture.selected(trace.nodes);
        for (int i = trace.nodes.length - 1; i >= 0; i--) {
            trace.backward(i, selected[i]);
        }
        return List.copyOf(trace.births);
    }

    private void look() {
        for (int i = 0; i < nodes.length; i++) {
            value[i] = badness(numbers(nodes[i].value()));
            Tensor g = nodes[i].adjoint();
            adjoint[i] = g == null ? FINITE : badness(numbers(g));
        }
    }

    private void forward(int i) {
        Node node = nodes[i];
        int before = FINITE;
        for (int input : node.inputs()) {
            before = Math.max(before, value[input]);
        }
        if (value[i] > before) {
            double[] x = numbers(node.value());
            int at = first(x, value[i]);
            births.add(new Birth(
                    i,
                    node.toString(),
                    false,
                    -1,
                    value[i] == NAN,
                    indices(at, node.shape()),
                    node.op() == null ? "it came in with a " + node.name() : operands(node, at) + " in " + node.name(),
                    path(i, false)));
        }
    }

    private String operands(Node node, int at) {
        List<String> all = new ArrayList<>();
        for (int input : node.inputs()) {
            Tensor x = nodes[input].value();
            if (node.op().scalar() == null || x.size() != 1 && !x.shape().equals(node.shape())) {
                return "a sum or an overflow";
            }
            all.add(Numbers.text(numbers(x)[x.size() == 1 ? 0 : at]));
        }
        return String.join(" and ", all);
    }

    private void backward(int i, boolean selected) {
        Node node = nodes[i];
        if (node.op() == null || node.adjoint() == null) {
            return;
        }
        try (Scope scope = Scope.noGrad()) {
            Tensor[] flows = node.vjp(node.adjoint(), selected);
            int before = Math.max(adjoint[i], value[i]);
            for (int input : node.inputs()) {
                before = Math.max(before, value[input]);
            }
            for (int k = 0; k < flows.length; k++) {
                double[] flow = flows[k] == null ? new double[0] : numbers(flows[k]);
                int bad = badness(flow);
                if (bad > before) {
                    int at = first(flow, bad);
                    int to = node.inputs()[k];
                    List<Integer> path = new ArrayList<>(List.of(i));
                    path.addAll(path(to, true));
                    births.add(new Birth(
                            i,
                            node.toString(),
                            true,
                            k,
                            bad == NAN,
                            indices(at, nodes[to].shape()),
                            factors(node, k, at, selected) + node.name() + "'s derivative",
                            path));
                }
            }
        }
    }

    /** What was multiplied, where that is one element by one. */
    private String factors(Node node, int k, int at, boolean selected) {
        Tensor input = nodes[node.inputs()[k]].value();
        if (node.op().scalar() == null || !input.shape().equals(node.shape())) {
            return "in ";
        }
        Tensor ones = Tensor.full(node.dtype(), 1, node.shape().toArray());
        double local = numbers(node.vjp(ones, selected)[k])[at];
        return Numbers.text(numbers(node.adjoint())[at]) + " · " + Numbers.text(local) + " in ";
    }

    /** The way of what is bad from a node on: to one that reads it, or to one that it reads. */
    private List<Integer> path(int from, boolean backward) {
        List<Integer> path = new ArrayList<>(List.of(from));
        int at = from;
        while (at >= 0) {
            at = backward ? worseInput(at) : worseReader(at);
            if (at >= 0) {
                path.add(at);
            }
        }
        return path;
    }

    private int worseReader(int of) {
        for (int i = of + 1; i < nodes.length; i++) {
            for (int input : nodes[i].inputs()) {
                if (input == of && value[i] != FINITE) {
                    return i;
                }
            }
        }
        return -1;
    }

    private int worseInput(int of) {
        int found = -1;
        for (int input : nodes[of].inputs()) {
            boolean worse = adjoint[input] != FINITE && nodes[input].kind() != Node.Kind.CONSTANT;
            found = worse && (found < 0 || adjoint[input] > adjoint[found]) ? input : found;
        }
        return found;
    }

    private static int badness(double[] x) {
        int worst = FINITE;
        for (double v : x) {
            worst = Math.max(worst, Double.isNaN(v) ? NAN : Double.isInfinite(v) ? INFINITE : FINITE);
        }
        return worst;
    }

    private static int first(double[] x, int badness) {
        for (int i = 0; i < x.length; i++) {
            if (badness == NAN ? Double.isNaN(x[i]) : Double.isInfinite(x[i])) {
                return i;
            }
        }
        return -1;
    }

    private static List<Integer> indices(int flat, Shape shape) {
        int[] sizes = shape.toArray();
        Integer[] at = new Integer[sizes.length];
        int rest = flat;
        for (int axis = sizes.length - 1; axis >= 0; axis--) {
            at[axis] = rest % sizes[axis];
            rest /= sizes[axis];
        }
        return List.of(at);
    }

    private static double[] numbers(Tensor x) {
        Tensor plain = x.detach(); // so that the conversion is not recorded
        return (plain.dtype() == DType.FLOAT64 ? plain : plain.to(DType.FLOAT64)).toDoubles();
    }
}
