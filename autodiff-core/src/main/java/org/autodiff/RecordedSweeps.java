package org.autodiff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What sweeps have added to their own tape, so that gradients can be differentiated again: which nodes they are, of which
 * order, and which node each was recorded for.
 */
final class RecordedSweeps {
    /** A node that a sweep came to, and the number of the first node that it recorded from then on. */
    private record Visit(int from, int node) {}

    /** The nodes from one number up to another, recorded by the sweep down from a root. */
    private record Range(int from, int to, int root, List<Visit> visits) {}

    private final List<Range> sweeps = new ArrayList<>();
    private List<Visit> visits = new ArrayList<>();
    private final Map<Integer, Integer> gradients = new HashMap<>();
    /** How many sweeps are under way: a rule may sweep a part of its own. */
    private int depth;
    /* Of the tape when it was asked last: it is asked node by node. */
    private int[] orders = {};
    private int[] causes = {};

    /** Notes that a sweep begins. */
    void begin() {
        depth++;
    }

    /** Notes that a sweep has come to a node; the gradient is -1 where it is no node of the tape. */
    void visit(int from, int node, int gradient) {
        if (depth > 1) {
            return;
        }
        visits.add(new Visit(from, node));
        if (gradient >= 0) {
            gradients.putIfAbsent(node, gradient);
        }
    }

    /** Notes that a sweep has ended. */
    void end(int from, int to, int root) {
        if (--depth > 0) {
            return;
        }
        if (to > from) {
            sweeps.add(new Range(from, to, root, visits));
        }
        visits = new ArrayList<>();
    }

    /** How often a node has been differentiated: 0 for the forward pass. */
    int order(Tape tape, int slot) {
        look(tape);
        return orders[slot];
    }

    /** The node that a sweep recorded one for; -1 if none did. */
    int cause(Tape tape, int slot) {
        look(tape);
        return causes[slot];
    }

    /** The node that is the gradient of one; -1 for none. */
    int gradient(int slot) {
        return gradients.getOrDefault(slot, -1);
    }

    private void look(Tape tape) {
        if (orders.length == tape.size()) {
            return; // nodes are added, never changed
        }
        orders = new int[tape.size()];
        causes = new int[tape.size()];
        Arrays.fill(causes, -1);
        int next = 0;
        for (int i = 0; i < orders.length; i++) {
            next += next < sweeps.size() && i >= sweeps.get(next).to() ? 1 : 0;
            if (next < sweeps.size() && i >= sweeps.get(next).from()) {
                orders[i] = orders[sweeps.get(next).root()] + 1;
            } else {
                for (int input : tape.inputs(i)) {
                    orders[i] = Math.max(orders[i], orders[input]);
                }
            }
        }
        int[] read = new int[orders.length];
        Arrays.fill(read, Integer.MAX_VALUE);
        for (int i = orders.length - 1; i >= 0; i--) {
            if (tape.inputs(i).length == 0 && read[i] < Integer.MAX_VALUE && orders[i] == 0) {
                orders[i] = read[i]; // a leaf or a constant belongs where it is used first
            }
            for (int input : tape.inputs(i)) {
                read[input] = Math.min(read[input], orders[i]);
            }
        }
        for (Range sweep : sweeps) {
            for (int v = 0; v < sweep.visits().size(); v++) {
                Visit visit = sweep.visits().get(v);
                int end = v + 1 < sweep.visits().size()
                        ? sweep.visits().get(v + 1).from()
                        : sweep.to();
                Arrays.fill(causes, visit.from(), end, visit.node());
            }
        }
    }
}
