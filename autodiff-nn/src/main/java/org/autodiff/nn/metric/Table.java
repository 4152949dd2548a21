package org.autodiff.nn.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Text in columns that are as wide as what stands in them: the first one flush left, the others flush right. */
final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    Table(String corner, List<String> columns) {
        row(corner, columns.stream());
    }

    void row(String head, Stream<String> cells) {
        rows.add(Stream.concat(Stream.of(head), cells).toList());
    }

    /** The rows, one a line, without a line break at the end. */
    @Override
    public String toString() {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int c = 0; c < columns; c++) {
                widths[c] = Math.max(widths[c], row.get(c).length());
            }
        }
        StringBuilder out = new StringBuilder();
        for (List<String> row : rows) {
            out.append(out.isEmpty() ? "" : "\n");
            out.append(row.get(0)).append(" ".repeat(widths[0] - row.get(0).length()));
            for (int c = 1; c < columns; c++) {
                String cell = row.get(c);
                out.append("  ").append(" ".repeat(widths[c] - cell.length())).append(cell);
            }
        }
        return out.toString();
    }
}
