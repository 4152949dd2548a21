package org.autodiff.nn.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;

/** Text in columns that are as wide as what stands in them. A line break within a cell becomes a space. */
public final class Table {
    private final List<List<String>> rows = new ArrayList<>();
    private final IntPredicate left;

    /**
     * A table without rows yet.
     *
     * @param heads what stands above the columns
     * @param left which columns, counted from 0, are flush left; the others are flush right, as numbers should be
     */
    public Table(List<String> heads, IntPredicate left) {
        Require.nonNulls(heads, "Table", "heads", "pass List.of() for none");
        this.left = left;
        rows.add(cells(heads.stream()));
    }

    /**
     * Adds a row.
     *
     * @throws ArgumentException if there are not as many cells as heads
     */
    public void row(Stream<String> cells) {
        Require.nonNull(cells, "Table.row", "the cells", "pass Stream.of(texts)");
        List<String> row = cells(cells);
        int columns = rows.get(0).size();
        if (row.size() != columns) {
            throw new ArgumentException("Table: a row of " + row.size() + " cells does not fit " + columns + " heads");
        }
        rows.add(row);
    }

    private static List<String> cells(Stream<String> texts) {
        return texts.map(text ->
                        Require.nonNull(text, "Table", "a cell", "pass a text").replaceAll("\\R", " "))
                .toList();
    }

    /** The heads and the rows, one a line, without a line break at the end. */
    @Override
    public String toString() {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            Arrays.setAll(widths, c -> Math.max(widths[c], row.get(c).length()));
        }
        StringBuilder out = new StringBuilder();
        for (List<String> row : rows) {
            out.append(out.isEmpty() ? "" : "\n").append(line(row, widths));
        }
        return out.toString();
    }

    private String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < widths.length; c++) {
            String cell = row.get(c);
            String padding = " ".repeat(widths[c] - cell.length());
            line.append(c == 0 ? "" : "  ").append(left.test(c) ? cell + padding : padding + cell);
        }
        return line.toString().stripTrailing();
    }
}
