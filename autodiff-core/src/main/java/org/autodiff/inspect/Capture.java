package org.autodiff.inspect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.ModuleCall;
import org.autodiff.Node;
import org.autodiff.Scope;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.op.Formula;

/** Makes a recording of a tape. */
final class Capture {
    private static final Formula NONE = new Formula("");

    private final Recording.Options options;
    private final Node[] nodes;
    private final Map<Integer, String> names = new HashMap<>();
    /** The calls of modules that matter, by pass and by their number on the tape, with their number in the recording. */
    private final Map<List<Integer>, Integer> numbers = new HashMap<>();
    /** Whether gradients were recorded too: then each pass is a module of its own around those of the network. */
    private final boolean passes;

    private final List<RecordedModule> modules = new ArrayList<>();

    Capture(Tape tape, Recording.Options options) {
        this.options = options;
        nodes = new Node[tape.size()];
        Arrays.setAll(nodes, tape::node);
        passes = Arrays.stream(nodes).anyMatch(node -> node.order() > 0);
        names.putAll(options.scalarNames());
        for (Node node : nodes) {
            String name = options.names().get(node.value());
            if (name != null) {
                names.put(node.index(), name);
            }
        }
    }

    Recording recording() {
        boolean[] selected = selected(nodes);
        List<RecordedNode> recorded = new ArrayList<>(nodes.length);
        for (int i = 0; i < nodes.length; i++) {
            recorded.add(recorded(nodes[i], selected[i]));
        }
        return new Recording(options.title(), recorded, modules);
    }

    private RecordedNode recorded(Node node, boolean selected) {
        boolean operation = node.kind() == Node.Kind.OPERATION;
        Family family =
                operation ? Family.of(node.op()) : node.kind() == Node.Kind.LEAF ? Family.LEAF : Family.CONSTANT;
        Tensor adjoint = node.kind() == Node.Kind.CONSTANT ? null : node.adjoint();
        return new RecordedNode(
                node.name(),
                family,
                names.getOrDefault(node.index(), ""),
                Arrays.stream(node.inputs()).boxed().toList(),
                node.attrs().toString(),
                node.dtype().label(),
                Arrays.stream(node.shape().toArray()).boxed().toList(),
                Snapshot.of(node.value(), options.whole()),
                adjoint == null ? null : Snapshot.of(adjoint, options.whole()),
                operation && adjoint != null ? flows(node, adjoint, selected) : List.of(),
                operation ? locals(node, selected) : List.of(),
                operation && node.op().formula() != null ? node.op().formula() : NONE,
                node.source() == null ? "" : node.source(),
                number(belongsInside(node) ? call(node) : null, node.order()),
                new Cost(
                        (long) node.value().size() * node.dtype().bytes(),
                        node.flops(),
                        node.forwardNanos(),
                        node.backwardNanos()),
                new Lineage(node.order(), node.cause(), node.gradient()));
    }

    private List<Snapshot> flows(Node node, Tensor adjoint, boolean selected) {
        try (Scope scope = Scope.noGrad()) {
            List<Snapshot> flows = new ArrayList<>();
            for (Tensor flow : node.vjp(adjoint, selected)) {
                flows.add(flow == null ? null : Snapshot.of(flow, options.whole()));
            }
            return flows;
        }
    }

    private List<Double> locals(Node node, boolean selected) {
        boolean numbers = node.value().size() == 1;
        for (int input : node.inputs()) {
            numbers &= nodes[input].value().size() == 1;
        }
        if (!numbers) {
            return List.of();
        }
        try (Scope scope = Scope.noGrad()) {
            Tensor one = Tensor.full(node.dtype(), 1, node.shape().toArray());
            List<Double> locals = new ArrayList<>();
            for (Tensor local : node.vjp(one, selected)) {
                locals.add(local == null ? null : local.item());
            }
            return locals;
        }
    }

    /** For each node whether a zero in its adjoint says "not taken", as the sweep finds it. */
    static boolean[] selected(Node[] nodes) {
        boolean[] selected = new boolean[nodes.length];
        for (int i = nodes.length - 1; i >= 0; i--) {
            Node node = nodes[i];
            if (node.kind() == Node.Kind.OPERATION && node.adjoint() != null) {
                selected[i] |= node.op().selects();
                for (int input : node.inputs()) {
                    selected[input] |= selected[i];
                }
            }
        }
        return selected;
    }

    /** A constant is recorded where it is first used; one that has a name is data from outside. */
    private boolean belongsInside(Node node) {
        return node.kind() != Node.Kind.CONSTANT || !names.containsKey(node.index());
    }

    /** The call that a node belongs to; one that a sweep recorded belongs where what it is for does. */
    private ModuleCall call(Node node) {
        Node at = node;
        while (at.module() == null && at.cause() >= 0) {
            at = nodes[at.cause()];
        }
        return at.module();
    }

    private int number(ModuleCall call, int order) {
        if (call == null && !passes) {
            return -1;
        }
        List<Integer> key = List.of(order, call == null ? -1 : call.number());
        Integer known = numbers.get(key);
        if (known != null) {
            return known;
        }
        RecordedModule module = call == null
                ? new RecordedModule(Lineage.pass(order), -1)
                : new RecordedModule(call.path(), number(call.parent(), order));
        modules.add(module);
        numbers.put(key, modules.size() - 1);
        return modules.size() - 1;
    }
}
