package org.autodiff.inspect.page;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.inspect.Recording;

/** For each node of a recording those that read it. */
final class Readers {
    private final List<List<Integer>> readers = new ArrayList<>();

    Readers(Recording recording) {
        for (int i = 0; i < recording.nodes().size(); i++) {
            readers.add(new ArrayList<>());
            for (int input : recording.nodes().get(i).inputs()) {
                List<Integer> of = readers.get(input);
                if (of.isEmpty() || of.get(of.size() - 1) != i) {
                    of.add(i);
                }
            }
        }
    }

    /** The numbers of the nodes that read a node, ascending. */
    List<Integer> of(int node) {
        return readers.get(node);
    }
}
