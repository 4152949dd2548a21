package org.autodiff.inspect.page;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.elk.alg.layered.LayeredLayoutProvider;
import org.eclipse.elk.alg.layered.options.FixedAlignment;
import org.eclipse.elk.alg.layered.options.GreedySwitchType;
import org.eclipse.elk.alg.layered.options.LayerConstraint;
import org.eclipse.elk.alg.layered.options.LayeredMetaDataProvider;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.alg.layered.options.NodePlacementStrategy;
import org.eclipse.elk.alg.layered.options.OrderingStrategy;
import org.eclipse.elk.core.data.LayoutMetaDataService;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.options.CoreOptions;
import org.eclipse.elk.core.options.EdgeLabelPlacement;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.options.PortConstraints;
import org.eclipse.elk.core.options.PortSide;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkBendPoint;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkLabel;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.ElkPort;
import org.eclipse.elk.graph.util.ElkGraphUtil;

/** The only class that knows Eclipse ELK. */
final class ElkLayout {
    private static final int PRETTY = 250; // up to so many boxes the slower, straighter placement is used
    /** Up to so many layers that wires cross; its time grows with their square: 40 s were seen at 10,000. */
    private static final int PRETTY_SPAN = 1000;

    private static final int LARGE = 2000; // from so many boxes on it is time that counts
    private static final int LARGE_SPAN = 8000;

    static {
        LayoutMetaDataService.getInstance()
                .registerLayoutMetaDataProviders(new CoreOptions(), new LayeredMetaDataProvider());
    }

    private final Picture picture;
    private final boolean right;
    private final ElkNode graph = ElkGraphUtil.createGraph();
    /** What is a node for ELK: a box, or in large pictures a run of them. */
    private final List<Run> runs;

    private final boolean large;
    private final boolean pretty;

    private final Map<Box, Run> runOf = new IdentityHashMap<>();
    private final Map<Run, ElkNode> nodes = new IdentityHashMap<>();
    private final Map<Wire, ElkEdge> edges = new IdentityHashMap<>();
    /** A box sends each value out at one place, however many wires it goes into. */
    private final Map<Run, Map<Integer, ElkPort>> outs = new IdentityHashMap<>();

    private ElkLayout(Picture picture, Layout.Direction direction) {
        this.picture = picture;
        right = direction == Layout.Direction.RIGHT;
        long span = picture.span();
        large = picture.boxes.size() > LARGE || span > LARGE_SPAN;
        pretty = picture.boxes.size() <= PRETTY && span <= PRETTY_SPAN;
        runs = right && picture.boxes.size() > LARGE ? Run.of(picture) : Run.single(picture);
        runs.forEach(run -> run.boxes().forEach(box -> runOf.put(box, run)));
    }

    static void apply(Picture picture, Layout.Direction direction) {
        ElkLayout layout = new ElkLayout(picture, direction);
        layout.build();
        new LayeredLayoutProvider().layout(layout.graph, new BasicProgressMonitor());
        layout.read();
    }

    private void build() {
        graph.setProperty(
                CoreOptions.DIRECTION,
                right ? org.eclipse.elk.core.options.Direction.RIGHT : org.eclipse.elk.core.options.Direction.DOWN);
        graph.setProperty(CoreOptions.EDGE_ROUTING, EdgeRouting.POLYLINE);
        graph.setProperty(CoreOptions.PADDING, new ElkPadding(16));
        graph.setProperty(CoreOptions.SPACING_NODE_NODE, 26.0);
        graph.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, 34.0);
        graph.setProperty(LayeredOptions.SPACING_EDGE_NODE_BETWEEN_LAYERS, 16.0);
        graph.setProperty(CoreOptions.SPACING_EDGE_NODE, 14.0);
        graph.setProperty(CoreOptions.SPACING_EDGE_EDGE, 10.0);
        graph.setProperty(CoreOptions.SPACING_EDGE_LABEL, right ? 0.0 : 4.0);
        graph.setProperty(CoreOptions.SPACING_COMPONENT_COMPONENT, 30.0);
        if (pretty) {
            graph.setProperty(LayeredOptions.NODE_PLACEMENT_STRATEGY, NodePlacementStrategy.NETWORK_SIMPLEX);
            graph.setProperty(LayeredOptions.CONSIDER_MODEL_ORDER_STRATEGY, OrderingStrategy.NODES_AND_EDGES);
        } else if (large) {
            graph.setProperty(LayeredOptions.NODE_PLACEMENT_BK_FIXED_ALIGNMENT, FixedAlignment.LEFTUP);
            graph.setProperty(LayeredOptions.CROSSING_MINIMIZATION_GREEDY_SWITCH_TYPE, GreedySwitchType.OFF);
            graph.setProperty(LayeredOptions.THOROUGHNESS, 1);
        }
        for (Run run : runs) {
            Box.Kind kind = run.first().kind;
            ElkNode node = ElkGraphUtil.createNode(graph);
            node.setDimensions(run.width(), run.height());
            node.setProperty(
                    CoreOptions.PORT_CONSTRAINTS,
                    run.isPlain() ? PortConstraints.FIXED_SIDE : PortConstraints.FIXED_POS);
            if (kind == Box.Kind.ENTRY) {
                node.setProperty(LayeredOptions.LAYERING_LAYER_CONSTRAINT, LayerConstraint.FIRST);
            } else if (kind == Box.Kind.EXIT) {
                node.setProperty(LayeredOptions.LAYERING_LAYER_CONSTRAINT, LayerConstraint.LAST);
            }
            nodes.put(run, node);
        }
        for (Wire wire : picture.wires) {
            Run from = runOf.get(wire.from);
            Run to = runOf.get(wire.to);
            if (from == to) {
                continue;
            }
            ElkPort out = outs.computeIfAbsent(from, r -> new HashMap<>()).computeIfAbsent(wire.datum, datum -> {
                ElkPort port = port(from, right ? PortSide.EAST : PortSide.SOUTH);
                if (!from.isPlain()) {
                    port.setLocation(from.width(), from.begin(datum));
                }
                return port;
            });
            ElkPort in = port(to, right ? PortSide.WEST : PortSide.NORTH);
            if (!to.isPlain()) {
                in.setLocation(0, to.end(wire));
            }
            ElkEdge edge = ElkGraphUtil.createSimpleEdge(out, in);
            edges.put(wire, edge);
            if (wire.labelWidth > 0) {
                ElkLabel label = ElkGraphUtil.createLabel("label", edge);
                label.setDimensions(wire.labelWidth, wire.labelHeight);
                label.setProperty(CoreOptions.EDGE_LABELS_PLACEMENT, EdgeLabelPlacement.CENTER);
                label.setProperty(CoreOptions.EDGE_LABELS_INLINE, right);
            }
        }
    }

    private ElkPort port(Run run, PortSide side) {
        ElkPort port = ElkGraphUtil.createPort(nodes.get(run));
        port.setProperty(CoreOptions.PORT_SIDE, side);
        return port;
    }

    private void read() {
        picture.width = graph.getWidth();
        picture.height = graph.getHeight();
        Map<Box, List<Wire>> into = new IdentityHashMap<>();
        picture.wires.forEach(
                w -> into.computeIfAbsent(w.to, b -> new ArrayList<>()).add(w));
        nodes.forEach((run, node) -> run.place(node.getX(), node.getY(), into));
        edges.forEach((wire, edge) -> {
            List<Double> points = new ArrayList<>();
            ElkEdgeSection section = edge.getSections().get(0);
            points.add(section.getStartX());
            points.add(section.getStartY());
            for (ElkBendPoint bend : section.getBendPoints()) {
                points.add(bend.getX());
                points.add(bend.getY());
            }
            points.add(section.getEndX());
            points.add(section.getEndY());
            Run to = runOf.get(wire.to);
            if (to.inset() > 0) {
                points.add(section.getEndX() + to.inset());
                points.add(section.getEndY());
            }
            wire.points = points.stream().mapToDouble(p -> p).toArray();
            if (!edge.getLabels().isEmpty()) {
                ElkLabel label = edge.getLabels().get(0);
                wire.labelX = label.getX() + label.getWidth() / 2;
                wire.labelY = label.getY() + label.getHeight() / 2;
            }
        });
    }
}
