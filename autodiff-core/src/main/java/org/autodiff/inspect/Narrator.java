package org.autodiff.inspect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;

/**
 * Writes the derivation of all gradients of a recording by the chain rule: symbols, then numbers, as text, LaTeX or
 * MathML. Any thread may call it, for it reads an immutable recording. Gradients that are used more than once are named
 * B1, B2, ... and used by that name. Of tensors the derivation is in matrix form.
 *
 * <pre>{@code
 * ∂v/∂q = z = −2
 * ∂v/∂x = ∂v/∂q · ∂q/∂x = z · 1 = −2 · 1 = −2
 * }</pre>
 */
public final class Narrator {
    /** One equation: a chain of equal things, and the name that the last one gets; null for none. */
    private record Equation(List<Form> sides, Form name) {}

    private final Recording recording;
    private final int root;
    /** For each node those that send something to it, as pairs of node and input. */
    private final List<List<int[]>> senders = new ArrayList<>();
    /** How many products the gradient of a node goes into. */
    private final int[] uses;
    /** What the gradient of a node is written as where it is used again. */
    private final Map<Integer, Form> factors = new HashMap<>();

    private final List<Equation> forward = new ArrayList<>();
    private final List<Equation> backward = new ArrayList<>();
    private final Set<String> roles = new LinkedHashSet<>();

    private Narrator(Recording recording) {
        this.recording = recording;
        root = recording.root();
        uses = new int[recording.nodes().size()];
    }

    /**
     * The derivation of a recording.
     *
     * @throws ArgumentException if it was made before a sweep, or of a tape that does not retain its adjoints
     */
    public static Narrator of(Recording recording) {
        Require.nonNull(recording, "Narrator", "the recording", "pass Recording.of(tape)");
        Narrator narrator = new Narrator(recording);
        if (narrator.root < 0) {
            throw new ArgumentException("Narrator: the recording has no adjoints; open the tape with retainAdjoints(),"
                    + " and call backward() before Recording.of(tape)");
        }
        narrator.derive();
        return narrator;
    }

    /** Plain text: an equation on a line, then what the operations do, and what is saved. */
    public String text() {
        StringBuilder s = new StringBuilder();
        lines(forward, s);
        s.append('\n');
        lines(backward, s);
        s.append('\n');
        roles.forEach(role -> s.append(role).append('\n'));
        List<Step> steps = Steps.of(recording);
        return s.append(steps.get(steps.size() - 1).remark()).append('\n').toString();
    }

    private static void lines(List<Equation> equations, StringBuilder s) {
        for (Equation e : equations) {
            s.append(e.sides().stream().map(Form::text).collect(Collectors.joining(" = ")));
            s.append(e.name() == null ? "" : " =: " + e.name().text()).append('\n');
        }
    }

    /** LaTeX: one {@code aligned} environment, for display mathematics. */
    public String latex() {
        StringBuilder s = new StringBuilder("\\begin{aligned}\n");
        for (Equation e : all()) {
            s.append(e.sides().get(0).latex()).append(" &= ");
            s.append(e.sides().stream().skip(1).map(Form::latex).collect(Collectors.joining(" = ")));
            s.append(e.name() == null ? "" : " =: " + e.name().latex()).append(" \\\\\n");
        }
        return s.append("\\end{aligned}\n").toString();
    }

    /** MathML: one {@code math} element with a row for each equation. */
    public String mathml() {
        StringBuilder s = new StringBuilder(
                "<math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"block\"><mtable columnalign=\"right left\">\n");
        for (Equation e : all()) {
            s.append("<mtr><mtd>").append(e.sides().get(0).mathml()).append("</mtd><mtd><mrow><mo>=</mo>");
            s.append(e.sides().stream().skip(1).map(Form::mathml).collect(Collectors.joining("<mo>=</mo>")));
            s.append(e.name() == null ? "" : "<mo>≕</mo>" + e.name().mathml()).append("</mrow></mtd></mtr>\n");
        }
        return s.append("</mtable></math>\n").toString();
    }

    private List<Equation> all() {
        List<Equation> all = new ArrayList<>(forward);
        all.addAll(backward);
        return all;
    }

    private void derive() {
        List<RecordedNode> nodes = recording.nodes();
        nodes.forEach(n -> senders.add(new ArrayList<>()));
        for (int i = 0; i <= root; i++) {
            RecordedNode node = nodes.get(i);
            for (int k = 0; k < node.flows().size(); k++) {
                if (node.flows().get(k) != null) {
                    senders.get(node.inputs().get(k)).add(new int[] {i, k});
                    uses[i]++;
                }
            }
            if (node.isOperation()) {
                forward(i);
            }
        }
        Form seed = Form.partial(name(root), name(root));
        factors.put(root, seed);
        backward.add(new Equation(List.of(seed, number(nodes.get(root).adjoint())), null));
        for (int i = root - 1; i >= 0; i--) {
            if (!senders.get(i).isEmpty() && nodes.get(i).adjoint() != null && isStop(i)) {
                backward(i);
            }
        }
    }

    /** Whether a gradient stands in an equation of its own: leaves, what is used again, and all tensors. */
    private boolean isStop(int i) {
        RecordedNode node = recording.nodes().get(i);
        return i == root
                || !node.isOperation()
                || uses[i] != 1
                || senders.get(i).size() > 1
                || !isScalar(i);
    }

    private boolean isScalar(int i) {
        boolean scalar = recording.nodes().get(i).value().isNumber();
        for (int[] sender : senders.get(i)) {
            scalar &= !recording.nodes().get(sender[0]).locals().isEmpty();
        }
        return scalar;
    }

    private void forward(int i) {
        RecordedNode node = recording.nodes().get(i);
        List<Form> sides = new ArrayList<>(List.of(name(i), Form.formula(RuleText.value(node), symbols(i))));
        if (!node.locals().isEmpty()) {
            sides.add(Form.formula(RuleText.value(node), numbers(i)));
            sides.add(number(node.value()));
        }
        forward.add(new Equation(distinct(sides), null));
    }

    private void backward(int i) {
        List<Form> symbols = new ArrayList<>();
        List<Form> locals = new ArrayList<>();
        List<Form> numbers = new ArrayList<>();
        boolean scalar = isScalar(i);
        for (int[] sender : senders.get(i)) {
            List<Form> partials = new ArrayList<>();
            List<Form> symbolic = new ArrayList<>();
            List<Form> numeric = new ArrayList<>();
            if (scalar) {
                follow(sender, i, partials, symbolic, numeric);
            } else {
                symbolic.add(product(sender));
            }
            symbols.add(Form.product(partials.isEmpty() ? symbolic : partials));
            locals.add(Form.product(symbolic));
            if (scalar) {
                numbers.add(Form.product(numeric));
            }
            roles.add(GateRole.backward(recording.nodes().get(sender[0]), sender[1]));
        }
        List<Form> sides = new ArrayList<>();
        sides.add(Form.partial(name(root), name(i)));
        if (scalar) {
            sides.add(Form.sum(symbols));
        }
        Form inSymbols = Form.sum(locals);
        sides.add(inSymbols);
        if (scalar) {
            sides.add(Form.sum(numbers));
            sides.add(number(recording.nodes().get(i).adjoint()));
        }
        Form only = withoutOnes(inSymbols);
        boolean named = recording.nodes().get(i).isOperation() && uses[i] > 1 && !isAtom(only);
        Form name = named
                ? Form.name("B"
                        + (1
                                + factors.values().stream()
                                        .map(Form::text)
                                        .filter(f -> f.matches("B\\d+"))
                                        .distinct()
                                        .count()))
                : null;
        factors.put(i, named ? name : isAtom(only) ? only : sides.get(0));
        backward.add(new Equation(distinct(sides), name));
    }

    /** The one factor of a product that is not 1, if there is just one; else the product. */
    private Form withoutOnes(Form product) {
        List<String> left = Arrays.stream(product.text().split(" · "))
                .filter(f -> !f.equals("1"))
                .toList();
        return left.size() == 1
                ? factors.values().stream()
                        .filter(f -> f.text().equals(left.get(0)))
                        .findFirst()
                        .orElse(product)
                : product;
    }

    private static boolean isAtom(Form form) {
        return form.single() && !form.text().contains(" ");
    }

    /** The factors on the way up from a node to the next gradient that has an equation of its own, the topmost first. */
    private void follow(int[] sender, int below, List<Form> partials, List<Form> symbolic, List<Form> numeric) {
        int[] edge = sender;
        int to = below;
        while (true) {
            RecordedNode node = recording.nodes().get(edge[0]);
            partials.add(Form.partial(name(edge[0]), name(to)));
            symbolic.add(local(edge));
            numeric.add(Form.number(node.locals().get(edge[1])));
            to = edge[0];
            if (isStop(to)) {
                break;
            }
            edge = senders.get(to).get(0);
        }
        boolean plainRoot = to == root && recording.nodes().get(root).adjoint().number() == 1;
        if (!plainRoot) {
            partials.add(Form.partial(name(root), name(to)));
            symbolic.add(factors.get(to));
            numeric.add(number(recording.nodes().get(to).adjoint()));
        }
        Collections.reverse(partials);
        Collections.reverse(symbolic);
        Collections.reverse(numeric);
    }

    private Form local(int[] edge) {
        RecordedNode node = recording.nodes().get(edge[0]);
        String derivative = RuleText.derivative(node, edge[1]);
        return derivative.isEmpty()
                ? Form.number(node.locals().get(edge[1]))
                : Form.formula(derivative, symbols(edge[0]));
    }

    /** What a node of tensors sends to an input. */
    private Form product(int[] edge) {
        RecordedNode node = recording.nodes().get(edge[0]);
        String derivative = RuleText.derivative(node, edge[1]);
        if (Latex.mentions(derivative, "g")) {
            return Form.formula(derivative, symbols(edge[0]));
        }
        Form above = factors.get(edge[0]);
        Form local = Form.formula(derivative.isEmpty() ? "\\text{" + node.op() + "}'" : derivative, symbols(edge[0]));
        if (local.text().equals("1")) {
            return above;
        }
        Map<String, Form> both = Map.of("x", above, "y", local);
        return Form.formula(node.value().isNumber() ? "x y" : "x \\circ y", both::get);
    }

    /** Each side once. */
    private static List<Form> distinct(List<Form> sides) {
        List<Form> all = new ArrayList<>();
        for (Form side : sides) {
            if (all.stream().noneMatch(f -> f.text().equals(side.text()))) {
                all.add(side);
            }
        }
        return all;
    }

    private Function<String, Form> symbols(int i) {
        RecordedNode node = recording.nodes().get(i);
        return variable -> {
            int k = "xyz".indexOf(variable);
            return variable.equals("w")
                    ? name(i)
                    : variable.equals("g")
                            ? factors.getOrDefault(i, Form.name("g"))
                            : k < node.inputs().size() ? name(node.inputs().get(k)) : Form.name(variable);
        };
    }

    private Function<String, Form> numbers(int i) {
        RecordedNode node = recording.nodes().get(i);
        return variable -> {
            int k = "xyz".indexOf(variable);
            return variable.equals("w")
                    ? number(node.value())
                    : k >= 0 && k < node.inputs().size()
                            ? number(recording.nodes().get(node.inputs().get(k)).value())
                            : Form.name(variable);
        };
    }

    private Form name(int i) {
        RecordedNode node = recording.nodes().get(i);
        boolean number = node.family() == Family.CONSTANT
                && node.name().isEmpty()
                && node.value().isNumber();
        return number ? number(node.value()) : Form.name(recording.nameOf(i));
    }

    private static Form number(Snapshot s) {
        return s.isNumber() ? Form.number(s.number()) : Form.name(s.toString());
    }
}
