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
    private static final int LARGE = 2000; // from so many boxes on it is time that counts

    static {
        LayoutMetaDataService.getInstance()
                .registerLayoutMetaDataProviders(new CoreOptions(), new LayeredMetaDataProvider());
    }

    private final Picture picture;
    private final boolean right;
    private final ElkNode graph = ElkGraphUtil.createGraph();
    private final Map<Box, ElkNode> nodes = new IdentityHashMap<>();
    private final Map<Wire, ElkEdge> edges = new IdentityHashMap<>();
    /** A box sends each value out at one place, however many wires it goes into. */
    private final Map<List<Integer>, ElkPort> outs = new HashMap<>();

    private ElkLayout(Picture picture, Layout.Direction direction) {
        this.picture = picture;
        right = direction == Layout.Direction.RIGHT;
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
        if (picture.boxes.size() <= PRETTY) {
            graph.setProperty(LayeredOptions.NODE_PLACEMENT_STRATEGY, NodePlacementStrategy.NETWORK_SIMPLEX);
            graph.setProperty(LayeredOptions.CONSIDER_MODEL_ORDER_STRATEGY, OrderingStrategy.NODES_AND_EDGES);
        } else if (picture.boxes.size() > LARGE) {
            graph.setProperty(LayeredOptions.NODE_PLACEMENT_BK_FIXED_ALIGNMENT, FixedAlignment.LEFTUP);
            graph.setProperty(LayeredOptions.CROSSING_MINIMIZATION_GREEDY_SWITCH_TYPE, GreedySwitchType.OFF);
            graph.setProperty(LayeredOptions.THOROUGHNESS, 1);
        }
        Map<Box, Integer> numbers = new IdentityHashMap<>();
        for (Box box : picture.boxes) {
            numbers.put(box, numbers.size());
            ElkNode node = ElkGraphUtil.createNode(graph);
            node.setDimensions(box.width, box.height);
            node.setProperty(CoreOptions.PORT_CONSTRAINTS, PortConstraints.FIXED_SIDE);
            if (box.kind == Box.Kind.ENTRY) {
                node.setProperty(LayeredOptions.LAYERING_LAYER_CONSTRAINT, LayerConstraint.FIRST);
            } else if (box.kind == Box.Kind.EXIT) {
                node.setProperty(LayeredOptions.LAYERING_LAYER_CONSTRAINT, LayerConstraint.LAST);
            }
            nodes.put(box, node);
        }
        for (Wire wire : picture.wires) {
            ElkPort out = outs.computeIfAbsent(
                    List.of(numbers.get(wire.from), wire.datum),
                    k -> port(wire.from, right ? PortSide.EAST : PortSide.SOUTH));
            ElkPort in = port(wire.to, right ? PortSide.WEST : PortSide.NORTH);
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

    private ElkPort port(Box box, PortSide side) {
        ElkPort port = ElkGraphUtil.createPort(nodes.get(box));
        port.setProperty(CoreOptions.PORT_SIDE, side);
        return port;
    }

    private void read() {
        picture.width = graph.getWidth();
        picture.height = graph.getHeight();
        nodes.forEach((box, node) -> {
            box.x = node.getX() + box.width / 2;
            box.y = node.getY() + box.height / 2;
        });
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
            wire.points = points.stream().mapToDouble(p -> p).toArray();
            if (!edge.getLabels().isEmpty()) {
                ElkLabel label = edge.getLabels().get(0);
                wire.labelX = label.getX() + label.getWidth() / 2;
                wire.labelY = label.getY() + label.getHeight() / 2;
            }
        });
    }
}
