package org.autodiff.examples.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Matrices, images and maps as grids of cells in SVG, side by side with a sign between them; some cells are marked. Several
 * channels are drawn one behind the other.
 *
 * <pre>{@code
 * picture("patch", GridDiagram.of("A window").grid("image", 6, 6, 3).mark(1, 2, 3, 3).then("∗").grid("kernel", 3, 3, 3).svg());
 * }</pre>
 */
public final class GridDiagram {
    private static final int CELL = 16;
    private static final int BEHIND = 6;
    private static final int GAP = 34;
    private static final int TOP = 34;
    private static final int BOTTOM = 26;
    private static final String STYLE = """
            <style>
            .grids { --ink: #24292f; --fill: #eef4ef; --edge: #7d9c8a; --mark: #f2b8a0; }
            @media (prefers-color-scheme: dark) {
              .grids { --ink: #d6dce3; --fill: #1d2b23; --edge: #5d8a70; --mark: #8a4b33; }
            }
            .grids text { fill: var(--ink); font: 12px system-ui, sans-serif; text-anchor: middle; }
            .grids text.sign { font-size: 18px; }
            .grids rect { fill: var(--fill); stroke: var(--edge); }
            .grids rect.mark { fill: var(--mark); }
            </style>
            """;

    private static final class Grid {
        private final String name;
        private final int rows;
        private final int columns;
        private final int channels;
        private String sign = "";
        private int[] marked = {0, 0, 0, 0};

        Grid(String name, int rows, int columns, int channels) {
            this.name = name;
            this.rows = rows;
            this.columns = columns;
            this.channels = channels;
        }

        int width() {
            return Math.max(columns * CELL + (channels - 1) * BEHIND, (int) (6.4 * name.length()));
        }

        int height() {
            return rows * CELL + (channels - 1) * BEHIND;
        }

        boolean isMarked(int row, int column) {
            return row >= marked[0]
                    && row < marked[0] + marked[2]
                    && column >= marked[1]
                    && column < marked[1] + marked[3];
        }
    }

    private final String title;
    private final List<Grid> grids = new ArrayList<>();

    private GridDiagram(String title) {
        this.title = title;
    }

    /** An empty diagram with a title. */
    public static GridDiagram of(String title) {
        return new GridDiagram(title);
    }

    /** A grid of cells with its name under it; the further channels behind the first. */
    public GridDiagram grid(String name, int rows, int columns, int channels) {
        grids.add(new Grid(name, rows, columns, channels));
        return this;
    }

    /** Marks cells of the last grid, from its top left. */
    public GridDiagram mark(int row, int column, int height, int width) {
        grids.get(grids.size() - 1).marked = new int[] {row, column, height, width};
        return this;
    }

    /** A sign after the last grid. */
    public GridDiagram then(String sign) {
        grids.get(grids.size() - 1).sign = sign;
        return this;
    }

    /** The drawing. */
    public String svg() {
        int tallest = grids.stream().mapToInt(Grid::height).max().orElse(0);
        int width = Math.max(grids.stream().mapToInt(g -> g.width() + GAP).sum(), (int) (7.2 * title.length()) + GAP);
        int height = TOP + tallest + BOTTOM;
        StringBuilder s = Drawing.begin("grids", width, height, title, STYLE);
        Drawing.text(s, "", width / 2.0, 20, title);
        int left = GAP / 2;
        for (Grid grid : grids) {
            int top = TOP + (tallest - grid.height()) / 2;
            int inset = (grid.width() - grid.columns * CELL - (grid.channels - 1) * BEHIND) / 2;
            for (int c = grid.channels - 1; c >= 0; c--) {
                cells(s, grid, left + inset + c * BEHIND, top + (grid.channels - 1 - c) * BEHIND);
            }
            Drawing.text(s, "", left + grid.width() / 2.0, TOP + tallest + 18, grid.name);
            if (!grid.sign.isEmpty()) {
                Drawing.text(s, "sign", left + grid.width() + GAP / 2.0, TOP + tallest / 2.0 + 6, grid.sign);
            }
            left += grid.width() + GAP;
        }
        return s.append("</svg>\n").toString();
    }

    private static void cells(StringBuilder s, Grid grid, int left, int top) {
        for (int i = 0; i < grid.rows; i++) {
            for (int j = 0; j < grid.columns; j++) {
                s.append(String.format(
                        Locale.ROOT,
                        "<rect%s x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>\n",
                        grid.isMarked(i, j) ? " class=\"mark\"" : "",
                        left + j * CELL,
                        top + i * CELL,
                        CELL,
                        CELL));
            }
        }
    }
}
