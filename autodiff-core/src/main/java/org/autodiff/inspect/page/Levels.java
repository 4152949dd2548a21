package org.autodiff.inspect.page;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.autodiff.inspect.Cost;
import org.autodiff.inspect.RecordedModule;
import org.autodiff.inspect.RecordedNode;
import org.autodiff.inspect.Recording;

/** The modules of a recording as boxes, and the pictures of their insides. */
final class Levels {
    /** The number of the level that is no module's: the whole. */
    static final int TOP = -1;

    private static final int NOT_INSIDE = -2;

    private final Recording recording;
    private final Readers readers;
    /** The nodes within a module or one inside it, by its number; those of the whole under {@link #TOP}. */
    private final Map<Integer, List<Integer>> members = new TreeMap<>();

    Levels(Recording recording) {
        this.recording = recording;
        readers = new Readers(recording);
        members.put(TOP, new ArrayList<>());
        for (int i = 0; i < recording.nodes().size(); i++) {
            int module = recording.nodes().get(i).module();
            while (module != TOP) {
                members.computeIfAbsent(module, m -> new ArrayList<>()).add(i);
                module = recording.modules().get(module).parent();
            }
            members.get(TOP).add(i);
        }
    }

    /** The numbers of the modules that have nodes, ascending. */
    List<Integer> modules() {
        return members.keySet().stream().filter(m -> m != TOP).toList();
    }

    List<Integer> members(int module) {
        return members.get(module);
    }

    /** What the nodes within a module cost together. */
    Cost cost(int module) {
        return members.get(module).stream()
                .map(i -> recording.nodes().get(i).cost())
                .reduce(Cost.NONE, Cost::plus);
    }

    /** The inside of a module, or the whole, with the modules directly in it folded. */
    Picture inside(int module) {
        Map<Integer, Box> boxes = new HashMap<>();
        Map<Integer, Box> nodes = new HashMap<>();
        return Picture.of(recording, readers, members.get(module), node -> {
            int child = childOf(module, recording.nodes().get(node).module());
            return child == NOT_INSIDE
                    ? null
                    : child == module
                            ? nodes.computeIfAbsent(node, n -> Box.node(recording, n))
                            : boxes.computeIfAbsent(child, this::box);
        });
    }

    /** The whole, with modules deeper than some depth folded: at depth 0 the outermost ones. */
    Picture folded(int depth) {
        Map<Integer, Box> boxes = new HashMap<>();
        Map<Integer, Box> nodes = new HashMap<>();
        return Picture.of(recording, readers, members.get(TOP), node -> {
            int module = recording.nodes().get(node).module();
            int fold = TOP;
            for (int m = module; m != TOP; m = recording.modules().get(m).parent()) {
                fold = depthOf(m) == depth ? m : fold;
            }
            return fold == TOP
                    ? nodes.computeIfAbsent(node, n -> Box.node(recording, n))
                    : boxes.computeIfAbsent(fold, this::box);
        });
    }

    /** The module directly inside another one that a module is in; the other one if it is that itself. */
    private int childOf(int outer, int module) {
        int below = module;
        while (below != outer) {
            if (below == TOP) {
                return NOT_INSIDE;
            }
            int parent = recording.modules().get(below).parent();
            if (parent == outer) {
                return below;
            }
            below = parent;
        }
        return outer;
    }

    private int depthOf(int module) {
        int depth = 0;
        for (int m = recording.modules().get(module).parent();
                m != TOP;
                m = recording.modules().get(m).parent()) {
            depth++;
        }
        return depth;
    }

    private Box box(int module) {
        return Box.module(module, name(module), detail(module));
    }

    /** The path of a module within the one around it. */
    String name(int module) {
        RecordedModule m = recording.modules().get(module);
        String around =
                m.parent() == TOP ? "" : recording.modules().get(m.parent()).path() + ".";
        return m.path().startsWith(around) ? m.path().substring(around.length()) : m.path();
    }

    /** The operations in a module, by name. */
    String detail(int module) {
        List<String> names = new ArrayList<>();
        for (int i : members.get(module)) {
            RecordedNode node = recording.nodes().get(i);
            if (node.isOperation()) {
                names.add(node.op());
            }
        }
        return names.size() <= 3 ? String.join(", ", names) : names.size() + " operations";
    }
}
