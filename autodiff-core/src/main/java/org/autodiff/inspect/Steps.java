package org.autodiff.inspect;

import static org.autodiff.inspect.Step.gradient;
import static org.autodiff.inspect.Step.value;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.autodiff.error.Require;

/**
 * The story of a recording in steps: each operation forward, then the chain rule backward, one edge at a time, with symbols
 * and numbers. Backward steps need the adjoints of a sweep over a tape that {@link org.autodiff.Tape#retainAdjoints retains
 * them}.
 */
public final class Steps {
    private static final int MOST_LINES = 10;
    /** The characters that turn the direction of what follows them. */
    private static final String DIRECTIONS = "[\u200E\u200F\u202A-\u202E\u2066-\u2069]";

    private final Recording recording;
    /** Formulas that have been read: there are few, and many nodes of each. */
    private final Map<String, List<Latex.Part>> formulas = new HashMap<>();

    private final String[] names;
    private final List<Step> steps = new ArrayList<>();
    private final int root;
    /** What has arrived at each node so far: a sum where it is a number. */
    private final double[] sum;
    /** How many contributions have arrived at each node, and how many will. */
    private final int[] arrived;

    private final int[] expected;
    /** How often the gradient of a node has been used. */
    private final int[] used;

    private Steps(Recording recording) {
        this.recording = recording;
        root = recording.root();
        int n = recording.nodes().size();
        names = new String[n];
        sum = new double[n];
        arrived = new int[n];
        expected = new int[n];
        used = new int[n];
    }

    /** The steps of a recording: at least one, in which the leaves wait. */
    public static List<Step> of(Recording recording) {
        return new Steps(Require.nonNull(recording, "Steps", "the recording", "pass Recording.of(tape)")).all();
    }

    private List<Step> all() {
        List<RecordedNode> nodes = recording.nodes();
        long leaves = nodes.stream().filter(n -> n.family() == Family.LEAF).count();
        say(Step.Phase.START, -1, -1, List.of(), leaves == 1 ? "One leaf waits." : leaves + " leaves wait.");
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i).isOperation()) {
                forward(i);
            }
        }
        if (root < 0) {
            say(
                    Step.Phase.DONE,
                    -1,
                    -1,
                    List.of(),
                    "Gradients are not computed: no sweep over a tape that retains its adjoints.");
            return List.copyOf(steps);
        }
        for (int i = root; i >= 0; i--) {
            count(nodes.get(i));
        }
        seed();
        for (int i = root; i >= 0; i--) {
            backward(i);
        }
        done();
        return List.copyOf(steps);
    }

    private void count(RecordedNode node) {
        for (int k = 0; k < node.flows().size(); k++) {
            expected[node.inputs().get(k)] += node.flows().get(k) == null ? 0 : 1;
        }
    }

    private void say(Step.Phase phase, int node, int input, List<String> lines, String remark) {
        steps.add(new Step(phase, node, input, lines, remark, "", null, "", ""));
    }

    private void forward(int i) {
        RecordedNode node = recording.nodes().get(i);
        String name = name(i);
        String formula = RuleText.value(node);
        List<String> lines = new ArrayList<>();
        lines.add(name + " = " + text(formula, symbols(node, name, "")));
        if (!node.locals().isEmpty()) {
            lines.add("= " + text(formula, numbers(node)) + " = "
                    + value(node.value().toString()));
        } else {
            lines.add(node.typeAndShape() + "  " + value(node.value().toString()));
        }
        Double answer = node.value().isNumber() ? node.value().number() : null;
        steps.add(new Step(
                Step.Phase.FORWARD,
                i,
                -1,
                lines,
                GateRole.forward(node),
                "What is " + Step.plain(lines.get(0)) + "?",
                answer,
                "",
                ""));
    }

    private void seed() {
        RecordedNode node = recording.nodes().get(root);
        String name = name(root);
        sum[root] = node.adjoint().isNumber() ? node.adjoint().number() : 0;
        steps.add(new Step(
                Step.Phase.SEED,
                root,
                -1,
                List.of(partial(name) + " = " + gradient(node.adjoint().toString())),
                "The way back begins at the result.",
                "What is " + partial(name) + "?",
                node.adjoint().isNumber() ? node.adjoint().number() : null,
                "",
                node.adjoint().toString()));
    }

    private void backward(int i) {
        RecordedNode node = recording.nodes().get(i);
        for (int k = 0; k < node.flows().size(); k++) {
            if (node.flows().get(k) != null) {
                edge(i, k);
            }
        }
        if (node.isOperation()
                && node.adjoint() != null
                && node.flows().stream().allMatch(f -> f == null)) {
            say(Step.Phase.BACKWARD, i, -1, List.of(), "What " + node.op() + " sends to its inputs is not recorded.");
        }
    }

    private void edge(int i, int k) {
        RecordedNode node = recording.nodes().get(i);
        int to = node.inputs().get(k);
        RecordedNode input = recording.nodes().get(to);
        Snapshot flow = node.flows().get(k);
        String goal = partial(name(to));
        String above = partial(name(i));
        String local = "∂" + name(i) + "/∂" + name(to);
        List<String> lines = new ArrayList<>();
        boolean shared = expected[to] > 1;
        boolean numbers = !node.locals().isEmpty()
                && node.locals().get(k) != null
                && node.adjoint().isNumber();
        String derivative = RuleText.derivative(node, k);
        if (numbers) {
            double d = node.locals().get(k);
            if (i != root) {
                lines.add(goal + (shared ? " gets " : " = ") + above + " · " + local);
            }
            lines.add(local + " = " + symbolic(node, name(i), derivative, d));
            lines.add((shared ? "" : goal + " = ")
                    + gradient(Numbers.text(node.adjoint().number())) + " · " + value(Numbers.operand(d)) + " = "
                    + gradient(flow.toString()));
        } else {
            lines.add(goal + (shared ? " gets " : " = ") + product(node, derivative, above));
            lines.add(input.typeAndShape() + "  " + gradient(flow.toString()));
        }
        String so = add(to, input, flow, lines, goal);
        String remark = GateRole.backward(node, k);
        if (used[i]++ > 0 && i != root) {
            remark += " " + above + " was computed once and is used again.";
        }
        Double answer = flow.isNumber() ? flow.number() : null;
        String question = shared ? "What does this branch add to " + goal + "?" : "What is " + goal + "?";
        steps.add(new Step(Step.Phase.BACKWARD, i, k, lines, remark, question, answer, flow.toString(), so));
    }

    /** Adds what arrives at an input, and says so where branches meet. */
    private String add(int to, RecordedNode input, Snapshot flow, List<String> lines, String goal) {
        boolean first = arrived[to]++ == 0;
        boolean last = arrived[to] == expected[to];
        double before = sum[to];
        boolean number = flow.isNumber();
        sum[to] += number ? flow.number() : 0;
        String so = last && input.adjoint() != null
                ? input.adjoint().toString()
                : number ? Numbers.text(sum[to]) : arrived[to] + " of " + expected[to] + " branches";
        if (expected[to] > 1) {
            String which = "branch " + arrived[to] + " of " + expected[to];
            lines.add(
                    first
                            ? which + "; branches add up"
                            : which + ": " + goal + " = "
                                    + (number
                                            ? gradient(Numbers.text(before)) + " + "
                                                    + gradient(Numbers.operand(flow.number())) + " = "
                                            : "sum of the branches: ")
                                    + gradient(so));
        }
        return so;
    }

    private String text(String formula, UnaryOperator<String> variables) {
        return MathText.of(read(formula), variables);
    }

    private List<Latex.Part> read(String formula) {
        return formulas.computeIfAbsent(formula, Latex::read);
    }

    private String symbolic(RecordedNode node, String name, String derivative, double d) {
        String number = value(Numbers.text(d));
        if (derivative.isEmpty()) {
            return number;
        }
        String symbols = text(derivative, symbols(node, name, ""));
        String numbers = text(derivative, numbers(node));
        String plain = Step.plain(number);
        String end = Step.plain(numbers).equals(plain) || Step.plain(numbers).equals("(" + plain + ")")
                ? ""
                : " = " + numbers;
        return symbols.equals(plain) ? number : symbols + end + " = " + number;
    }

    /** What leaves, in symbols: a formula with g, or the cotangent times the derivative of each element. */
    private String product(RecordedNode node, String derivative, String above) {
        UnaryOperator<String> symbols = symbols(node, "the result", above);
        if (derivative.isEmpty()) {
            return above + " · ∂" + node.op();
        }
        String text = text(derivative, symbols);
        if (Latex.mentions(read(derivative), "g")) {
            return text;
        }
        boolean bracketed = text.startsWith("[") && text.indexOf(']') == text.length() - 1;
        boolean single = bracketed || !text.contains(" ");
        return text.equals("1") ? above : above + " ∘ " + (single ? text : "(" + text + ")");
    }

    /**
     * A name as it may stand in a line: without the marks of a line, and apart from what is around it where it is read from
     * right to left. A number that has no name stands for itself.
     */
    private String name(int i) {
        if (names[i] == null) {
            names[i] = spelled(i);
        }
        return names[i];
    }

    private String spelled(int i) {
        RecordedNode node = recording.nodes().get(i);
        if (node.family() == Family.CONSTANT
                && node.name().isEmpty()
                && node.value().isNumber()) {
            return Numbers.operand(node.value().number());
        }
        String name = Step.plain(recording.nameOf(i)).replaceAll(DIRECTIONS, "");
        boolean turns = name.codePoints().map(Character::getDirectionality).anyMatch(Steps::isRightToLeft);
        return turns ? '\u2068' + name + '\u2069' : name;
    }

    private static boolean isRightToLeft(int directionality) {
        return directionality == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                || directionality == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
    }

    private String partial(String by) {
        return "∂" + name(root) + "/∂" + by;
    }

    private UnaryOperator<String> symbols(RecordedNode node, String output, String cotangent) {
        return variable -> switch (variable) {
            case "w" -> output;
            case "g" -> cotangent.isEmpty() ? "g" : cotangent;
            default -> {
                int k = "xyz".indexOf(variable);
                yield k < node.inputs().size() ? name(node.inputs().get(k)) : variable;
            }
        };
    }

    private UnaryOperator<String> numbers(RecordedNode node) {
        return variable -> {
            int k = "xyz".indexOf(variable);
            Snapshot s = variable.equals("w")
                    ? node.value()
                    : k >= 0 && k < node.inputs().size()
                            ? recording.nodes().get(node.inputs().get(k)).value()
                            : null;
            return s == null || !s.isNumber() ? variable : value(Numbers.operand(s.number()));
        };
    }

    private void done() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < recording.nodes().size() && lines.size() <= MOST_LINES; i++) {
            RecordedNode node = recording.nodes().get(i);
            if (node.family() == Family.LEAF && i < root) {
                lines.add(partial(name(i)) + " = "
                        + (node.adjoint() == null
                                ? "not computed"
                                : gradient(node.adjoint().toString())));
            }
        }
        if (lines.size() > MOST_LINES) {
            lines.set(MOST_LINES, "and more, on the tape");
        }
        long products = Arrays.stream(used).asLongStream().sum();
        double alone = products();
        String remark = alone > products
                ? products + " products, because shared factors are reused; without that it would be "
                        + Numbers.text(alone) + "."
                : products + " products.";
        say(Step.Phase.DONE, -1, -1, lines, remark);
    }

    /** The number of products if each path from the result to a leaf were multiplied out by itself. */
    private double products() {
        double[] paths = new double[sum.length];
        double[] lengths = new double[sum.length];
        paths[root] = 1;
        double total = 0;
        for (int i = root; i >= 0; i--) {
            RecordedNode node = recording.nodes().get(i);
            for (int k = 0; k < node.flows().size(); k++) {
                if (node.flows().get(k) != null) {
                    int to = node.inputs().get(k);
                    paths[to] += paths[i];
                    lengths[to] += lengths[i] + paths[i];
                }
            }
            total += node.family() == Family.LEAF ? lengths[i] : 0;
        }
        return total;
    }
}
