package org.autodiff.inspect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.autodiff.error.Require;

/**
 * What a recording costs, as a table: bytes and FLOPs, and the times where the tape noted them.
 *
 * @param of what a row stands for: {@code module}, {@code node} or {@code operation}
 * @param rows the rows
 * @param total all nodes together
 * @param note what is to be said of the times: of which operations there are none, and why; empty where all have one
 */
public record CostTable(String of, List<Row> rows, Cost total, String note) {
    private static final int SECTION = 2;

    /**
     * A row.
     *
     * @param name the path of a module, a node as listings print it, or an operation
     * @param nodes how many nodes it stands for
     * @param cost what they cost together
     */
    public record Row(String name, int nodes, Cost cost) {
        /** Checks that nothing is null. */
        public Row {
            Require.nonNull(name, "CostTable.Row", "the name", "pass a text");
            Require.nonNull(cost, "CostTable.Row", "the cost", "pass Cost.NONE for nothing");
        }

        private Row plus(RecordedNode node) {
            return new Row(name, nodes + 1, cost.plus(node.cost()));
        }
    }

    /** Copies the rows. */
    public CostTable {
        Require.nonNull(of, "CostTable", "what a row stands for", "pass a word");
        rows = List.copyOf(Require.nonNulls(rows, "CostTable", "the rows", "pass List.of() for none"));
        Require.nonNull(total, "CostTable", "the total", "pass Cost.NONE for nothing");
        Require.nonNull(note, "CostTable", "the note", "leave it empty for nothing");
    }

    /** A row for each module, with what is inside of it, in the order of the calls; nodes of no module count in the total only. */
    public static CostTable byModule(Recording recording) {
        return of("module", recording, node -> {
            List<String> paths = new ArrayList<>();
            for (int m = node.module(); m >= 0; m = recording.modules().get(m).parent()) {
                paths.add(0, recording.modules().get(m).path());
            }
            for (int k = 1; k < paths.size(); k++) {
                String outer = paths.get(k - 1);
                paths.set(k, paths.get(k).startsWith(outer + ".") ? paths.get(k) : outer + " / " + paths.get(k));
            }
            return paths;
        });
    }

    /** A row for each kind of operation, the costliest first. */
    public static CostTable byOperation(Recording recording) {
        return of("operation", recording, node -> node.isOperation() ? List.of(node.op()) : List.of())
                .sorted();
    }

    /** A row for each operation on the tape, the costliest first. */
    public static CostTable byNode(Recording recording) {
        Require.nonNull(recording, "CostTable", "the recording", "pass Recording.of(tape)");
        List<Row> rows = new ArrayList<>();
        Cost total = Cost.NONE;
        for (int i = 0; i < recording.nodes().size(); i++) {
            RecordedNode node = recording.nodes().get(i);
            total = total.plus(node.cost());
            if (node.isOperation()) {
                String name = node.name().isEmpty() ? "%" + i : "%" + i + " " + node.name();
                rows.add(new Row(Listing.oneLine(name) + " = " + node.op(), 1, node.cost()));
            }
        }
        return new CostTable("node", rows, total, note(recording)).sorted();
    }

    private static CostTable of(String of, Recording recording, Function<RecordedNode, List<String>> names) {
        Require.nonNull(recording, "CostTable", "the recording", "pass Recording.of(tape)");
        Map<String, Row> rows = new LinkedHashMap<>();
        Cost total = Cost.NONE;
        for (RecordedNode node : recording.nodes()) {
            total = total.plus(node.cost());
            for (String name : names.apply(node)) {
                String line = Listing.oneLine(name);
                rows.put(
                        line,
                        rows.getOrDefault(line, new Row(line, 0, Cost.NONE)).plus(node));
            }
        }
        return new CostTable(of, List.copyOf(rows.values()), total, note(recording));
    }

    /** Of which operations there are no times. Reading the clock takes longer than an operation on a scalar does. */
    private static String note(Recording recording) {
        List<RecordedNode> operations =
                recording.nodes().stream().filter(RecordedNode::isOperation).toList();
        long untimed = operations.stream().filter(n -> n.cost().nanos() == 0).count();
        if (untimed == 0) {
            return "";
        }
        return untimed == operations.size()
                ? "No times: the tape noted none (Tape.noteTimes), or all operations are on Scalar, which is not timed:"
                        + " one takes less time than reading the clock."
                : untimed + " of " + operations.size()
                        + " operations have no time: they are on Scalar, one of which takes"
                        + " less time than reading the clock, or were recorded before Tape.noteTimes.";
    }

    private CostTable sorted() {
        Comparator<Row> costly = Comparator.<Row>comparingLong(r -> r.cost().nanos())
                .thenComparingDouble(r -> r.cost().flops())
                .thenComparingLong(r -> r.cost().bytes());
        return new CostTable(of, rows.stream().sorted(costly.reversed()).toList(), total, note);
    }

    /** The first rows only. */
    public CostTable first(int most) {
        Require.notNegative(most, "CostTable.first", "the number of rows");
        return new CostTable(of, rows.subList(0, Math.min(most, rows.size())), total, note);
    }

    /** The heads of the columns; without those of times where none were noted. */
    public List<String> heads() {
        List<String> heads = new ArrayList<>(List.of(of, "nodes", "bytes", "FLOPs"));
        if (total.nanos() > 0) {
            heads.addAll(List.of("forward ms", "backward ms", "share"));
        }
        return heads;
    }

    /** The cells of each row as texts, and those of the total in the last one. */
    public List<List<String>> cells() {
        List<List<String>> all = new ArrayList<>();
        rows.forEach(row -> all.add(cells(row.name(), String.valueOf(row.nodes()), row.cost())));
        all.add(cells("all", "", total));
        return all;
    }

    private List<String> cells(String name, String nodes, Cost cost) {
        List<String> cells = new ArrayList<>(List.of(name, nodes, cost.size(), cost.operations()));
        if (total.nanos() > 0) {
            cells.add(Cost.millis(cost.forwardNanos()));
            cells.add(Cost.millis(cost.backwardNanos()));
            cells.add(Math.round(100.0 * cost.nanos() / total.nanos()) + " %");
        }
        return cells;
    }

    /** The table as text, a row on a line, columns below each other, and the note below. */
    @Override
    public String toString() {
        List<List<String>> lines = new ArrayList<>(List.of(heads()));
        lines.addAll(cells());
        StringBuilder s = new StringBuilder();
        for (List<String> line : lines) {
            StringBuilder row = new StringBuilder();
            for (int k = 0; k < line.size(); k++) {
                int column = k;
                int width = lines.stream()
                        .mapToInt(l -> l.get(column).length())
                        .max()
                        .orElse(0);
                String blank = " ".repeat(width - line.get(k).length());
                row.append(k == 0 ? line.get(k) + blank : " ".repeat(SECTION) + blank + line.get(k));
            }
            s.append(row.toString().stripTrailing()).append('\n');
        }
        return note.isEmpty() ? s.toString() : s.append(note).append('\n').toString();
    }
}
