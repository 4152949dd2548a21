package org.autodiff.inspect.page;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Boxes that follow one another without branching, and the leaves that only one of them reads: for the layout one box,
 * whose inside is known. A long chain has an eighth as many runs as boxes, and the layout takes as much less time.
 */
final class Run {
    private static final int LONGEST = 24;
    private static final int MOST_LEAVES = 3;
    private static final double GAP = 50;
    private static final double BEFORE = 34; // between a leaf and what reads it
    private static final double APART = 20;
    private static final double SLOT = 12; // between the ends of two wires at one box, where there is room

    private final List<Box> line = new ArrayList<>();
    /** The wires of the leaves beside each box of the line. */
    private final List<List<Wire>> leaves = new ArrayList<>();
    /** The wires that come from outside to the first box. */
    private final List<Wire> entering = new ArrayList<>();
    /** The values that go outside from the last box, by number. */
    private final List<Integer> leaving = new ArrayList<>();
    /** Where each box of the line begins, from the left edge. */
    private final List<Double> lefts = new ArrayList<>();

    private double width;
    private double above;
    private double below;

    private Run() {}

    /** Each box for itself. */
    static List<Run> single(Picture picture) {
        return picture.boxes.stream().map(box -> new Run().add(box, List.of())).toList();
    }

    /** The longest runs, in the order of their first boxes. */
    static List<Run> of(Picture picture) {
        Map<Box, List<Wire>> into = new IdentityHashMap<>();
        Map<Box, List<Wire>> from = new IdentityHashMap<>();
        for (Wire wire : picture.wires) {
            into.computeIfAbsent(wire.to, b -> new ArrayList<>()).add(wire);
            from.computeIfAbsent(wire.from, b -> new ArrayList<>()).add(wire);
        }
        Set<Wire> beside = new HashSet<>();
        Set<Box> placed = new HashSet<>();
        for (Box box : picture.boxes) {
            List<Wire> few = into.getOrDefault(box, List.of()).stream()
                    .filter(w -> w.from.kind == Box.Kind.NODE
                            && !into.containsKey(w.from)
                            && from.get(w.from).size() == 1)
                    .toList();
            if (box.kind == Box.Kind.NODE && few.size() <= MOST_LEAVES) {
                beside.addAll(few);
                few.forEach(w -> placed.add(w.from));
            }
        }
        List<Run> runs = new ArrayList<>();
        for (Box first : picture.boxes) {
            Run run = new Run();
            for (Box box = first; box != null && placed.add(box); box = run.next(box, into, from, beside)) {
                List<Wire> all = into.getOrDefault(box, List.of());
                run.add(box, all.stream().filter(beside::contains).toList());
                if (box == first) {
                    all.stream().filter(w -> !beside.contains(w)).forEach(run.entering::add);
                }
            }
            if (!run.line.isEmpty()) {
                List<Wire> out = from.getOrDefault(run.last(), List.of());
                out.stream().map(w -> w.datum).distinct().forEach(run.leaving::add);
                runs.add(run);
            }
        }
        return runs;
    }

    /** The box that alone reads another one, and reads but leaves beside it; null where the run ends. */
    private Box next(Box box, Map<Box, List<Wire>> into, Map<Box, List<Wire>> from, Set<Wire> beside) {
        List<Wire> out = from.getOrDefault(box, List.of());
        if (line.size() >= LONGEST || out.size() != 1 || !isInner(box) || !isInner(out.get(0).to)) {
            return null;
        }
        Box next = out.get(0).to;
        return into.get(next).stream().filter(w -> !beside.contains(w)).count() == 1 ? next : null;
    }

    private static boolean isInner(Box box) {
        return box.kind == Box.Kind.NODE || box.kind == Box.Kind.MODULE;
    }

    private Run add(Box box, List<Wire> besides) {
        double widest = besides.stream().mapToDouble(w -> w.from.width).max().orElse(0);
        double room = besides.isEmpty() ? 0 : widest + BEFORE;
        double left = width + (line.isEmpty() ? room : Math.max(GAP, APART + room));
        line.add(box);
        leaves.add(besides);
        lefts.add(left);
        width = left + box.width;
        below = Math.max(below, box.height / 2);
        double tall = besides.stream().mapToDouble(w -> w.from.height + APART).sum();
        above = Math.max(above, Math.max(box.height / 2, tall));
        return this;
    }

    /** Whether it is one box. */
    boolean isPlain() {
        return line.size() == 1 && leaves.get(0).isEmpty();
    }

    Box first() {
        return line.get(0);
    }

    private Box last() {
        return line.get(line.size() - 1);
    }

    double width() {
        return width;
    }

    double height() {
        return above + below;
    }

    /** All boxes of it. */
    List<Box> boxes() {
        List<Box> all = new ArrayList<>(line);
        leaves.forEach(wires -> wires.forEach(w -> all.add(w.from)));
        return all;
    }

    /** How far below the upper edge a wire from outside ends. */
    double end(Wire wire) {
        return above + slot(0, leaves.get(0).size() + entering.indexOf(wire));
    }

    /** How far below the upper edge the wires of a value begin that goes outside. */
    double begin(int datum) {
        int n = leaving.size();
        return above + (leaving.indexOf(datum) - (n - 1) / 2.0) * spacing(last(), n);
    }

    /** How far below the middle the wire of some input of a box of the line ends: those of leaves come first. */
    private double slot(int place, int input) {
        int n = leaves.get(place).size() + (place == 0 ? entering.size() : 1);
        return (input - (n - 1) / 2.0) * spacing(line.get(place), n);
    }

    private static double spacing(Box box, int n) {
        return n < 2 ? 0 : Math.min(SLOT, (box.height - 2 * SLOT) / (n - 1));
    }

    /** Places all boxes, and the corners of the wires between them, from the place of the upper left corner. */
    void place(double x, double y, Map<Box, List<Wire>> into) {
        double middle = y + above;
        for (int i = 0; i < line.size(); i++) {
            Box box = line.get(i);
            double left = x + lefts.get(i);
            box.x = left + box.width / 2;
            box.y = middle;
            double bottom = middle;
            for (int k = 0; k < leaves.get(i).size(); k++) {
                Wire wire = leaves.get(i).get(k);
                Box leaf = wire.from;
                leaf.x = left - BEFORE - leaf.width / 2;
                leaf.y = bottom - APART - leaf.height / 2;
                bottom = leaf.y - leaf.height / 2;
                wire.points = new double[] {left - BEFORE, leaf.y, left, middle + slot(i, k)};
            }
            if (i > 0) {
                double at = middle + slot(i, leaves.get(i).size());
                double before = x + lefts.get(i - 1) + line.get(i - 1).width;
                for (Wire wire : into.get(box)) {
                    if (wire.from == line.get(i - 1)) {
                        wire.points = new double[] {before, at, left, at};
                    }
                }
            }
        }
    }

    /** How far right of the left edge the first box begins, where the wires from outside end. */
    double inset() {
        return lefts.get(0);
    }
}
