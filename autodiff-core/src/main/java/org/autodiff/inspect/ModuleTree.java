package org.autodiff.inspect;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;

/** The nodes of a recording by the calls of modules that they belong to. */
final class ModuleTree {
    private static final int TOP = -1;

    private final Recording recording;
    private final Map<Integer, List<Integer>> nodes = new TreeMap<>();
    private final Map<Integer, List<Integer>> children = new TreeMap<>();

    private ModuleTree(Recording recording) {
        this.recording = recording;
        for (int m = 0; m < recording.modules().size(); m++) {
            children.computeIfAbsent(recording.modules().get(m).parent(), p -> new ArrayList<>())
                    .add(m);
        }
        for (int i = 0; i < recording.nodes().size(); i++) {
            nodes.computeIfAbsent(recording.nodes().get(i).module(), m -> new ArrayList<>())
                    .add(i);
        }
    }

    static ModuleTree of(Recording recording) {
        return new ModuleTree(recording);
    }

    /**
     * Goes through all nodes, those of no module first.
     *
     * @param enter is given the number and the path of a module before its nodes
     * @param node is given the number of each node
     * @param leave is run after the nodes of a module
     */
    void walk(BiConsumer<Integer, String> enter, IntConsumer node, Runnable leave) {
        List<Integer> open = new ArrayList<>();
        nodes.getOrDefault(TOP, List.of()).forEach(node::accept);
        List<Integer> rest = new ArrayList<>(reversed(TOP));
        while (!rest.isEmpty()) { // no recursion: a file may nest as deep as it likes
            int m = rest.remove(rest.size() - 1);
            while (!open.isEmpty() && recording.modules().get(m).parent() != open.get(open.size() - 1)) {
                open.remove(open.size() - 1);
                leave.run();
            }
            open.add(m);
            enter.accept(m, recording.modules().get(m).path());
            nodes.getOrDefault(m, List.of()).forEach(node::accept);
            rest.addAll(reversed(m));
        }
        open.forEach(m -> leave.run());
    }

    private List<Integer> reversed(int module) {
        List<Integer> all = new ArrayList<>(children.getOrDefault(module, List.of()));
        Collections.reverse(all);
        return all;
    }
}
