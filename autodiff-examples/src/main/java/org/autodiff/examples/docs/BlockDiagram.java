package org.autodiff.examples.docs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Boxes with arrows between them in SVG, light or dark as its reader prefers: how a system is put together. Arrows forward are
 * whole and blue, those of gradients dashed and red.
 *
 * <pre>{@code
 * picture("gan", BlockDiagram.of("A generator").box("z", 0, 0, "noise").box("g", 1, 0, "generator").forward("z", "g").svg());
 * }</pre>
 */
public final class BlockDiagram {
    private static final int ACROSS = 150;
    private static final int DOWN = 84;
    private static final int WIDTH = 118;
    private static final int HEIGHT = 48;
    private static final int TOP = 34;
    private static final int LINE = 15;
    private static final String STYLE = """
            <style>
            .blocks { --ink: #24292f; --fill: #eef4ef; --edge: #1f6f43; --on: #1f5fa8; --back: #b3261e; }
            @media (prefers-color-scheme: dark) {
              .blocks { --ink: #d6dce3; --fill: #1d2b23; --edge: #6cc892; --on: #7fb2ea; --back: #f28b82; }
            }
            .blocks text { fill: var(--ink); font: 12px system-ui, sans-serif; text-anchor: middle; }
            .blocks rect { fill: var(--fill); stroke: var(--edge); stroke-width: 1.5; }
            .blocks .on { stroke: var(--on); stroke-width: 1.8; fill: none; }
            .blocks .back { stroke: var(--back); stroke-width: 1.8; fill: none; stroke-dasharray: 5 4; }
            .blocks path.tip { stroke: none; fill: var(--on); } .blocks path.tip.b { fill: var(--back); }
            </style>
            """;

    private record Box(int column, int row, String[] lines) {
        double x() {
            return ACROSS * (column + 0.5);
        }

        double y() {
            return TOP + DOWN * (row + 0.5);
        }
    }

    private record Arrow(Box from, Box to, boolean forward) {}

    private final String title;
    private final Map<String, Box> boxes = new LinkedHashMap<>();
    private final List<Arrow> arrows = new ArrayList<>();

    private BlockDiagram(String title) {
        this.title = title;
    }

    /** An empty diagram with a title. */
    public static BlockDiagram of(String title) {
        return new BlockDiagram(title);
    }

    /**
     * A box.
     *
     * @param name by which arrows call it
     * @param column from the left, from 0
     * @param row from the top, from 0
     * @param text its lines, at most three
     */
    public BlockDiagram box(String name, int column, int row, String text) {
        boxes.put(name, new Box(column, row, text.split("\n")));
        return this;
    }

    /** Arrows from each of the boxes to the next one. */
    public BlockDiagram forward(String... names) {
        return arrows(true, names);
    }

    /** Arrows of gradients from each of the boxes to the next one. */
    public BlockDiagram backward(String... names) {
        return arrows(false, names);
    }

    private BlockDiagram arrows(boolean forward, String... names) {
        for (int i = 0; i + 1 < names.length; i++) {
            arrows.add(new Arrow(box(names[i]), box(names[i + 1]), forward));
        }
        return this;
    }

    private Box box(String name) {
        Box box = boxes.get(name);
        if (box == null) {
            throw new IllegalArgumentException("there is no box '" + name + "'; there are " + boxes.keySet());
        }
        return box;
    }

    /** The drawing. */
    public String svg() {
        int width = ACROSS
                * (1 + boxes.values().stream().mapToInt(Box::column).max().orElse(0));
        int height = TOP
                + DOWN * (1 + boxes.values().stream().mapToInt(Box::row).max().orElse(0));
        StringBuilder s = Drawing.begin("blocks", width, height, title, STYLE);
        Drawing.text(s, "", width / 2.0, 20, title);
        arrows.forEach(arrow -> draw(s, arrow));
        for (Box box : boxes.values()) {
            s.append(String.format(
                    Locale.ROOT,
                    "<rect x=\"%.0f\" y=\"%.0f\" width=\"%d\" height=\"%d\" rx=\"6\"/>\n",
                    box.x() - WIDTH / 2.0,
                    box.y() - HEIGHT / 2.0,
                    WIDTH,
                    HEIGHT));
            for (int i = 0; i < box.lines.length; i++) {
                Drawing.text(s, "", box.x(), box.y() + 4 + LINE * (i - (box.lines.length - 1) / 2.0), box.lines[i]);
            }
        }
        return s.append("</svg>\n").toString();
    }

    /** From edge to edge; one to the side of the other where both lead between the same boxes. */
    private void draw(StringBuilder s, Arrow arrow) {
        double dx = arrow.to.x() - arrow.from.x();
        double dy = arrow.to.y() - arrow.from.y();
        double length = Math.hypot(dx, dy);
        boolean both = arrows.stream()
                .anyMatch(a -> a.from == arrow.to && a.to == arrow.from
                        || a != arrow && a.from == arrow.from && a.to == arrow.to);
        double side = both ? 8 : 0;
        double x1 = arrow.from.x() - side * dy / length;
        double y1 = arrow.from.y() + side * dx / length;
        double x2 = x1 + dx;
        double y2 = y1 + dy;
        // The share of the way that lies in a box, whichever of its edges is met first.
        double inside = Math.min(
                (WIDTH / 2.0 + 2) / Math.max(1e-9, Math.abs(dx)), (HEIGHT / 2.0 + 2) / Math.max(1e-9, Math.abs(dy)));
        x1 += inside * dx;
        y1 += inside * dy;
        x2 -= inside * dx;
        y2 -= inside * dy;
        double ux = dx / length;
        double uy = dy / length;
        s.append(String.format(
                Locale.ROOT,
                "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n",
                arrow.forward ? "on" : "back",
                x1,
                y1,
                x2 - 6 * ux,
                y2 - 6 * uy));
        s.append(String.format(
                Locale.ROOT,
                "<path class=\"%s\" d=\"M%.1f %.1fL%.1f %.1fL%.1f %.1fZ\"/>\n",
                arrow.forward ? "tip" : "tip b",
                x2,
                y2,
                x2 - 9 * ux - 4 * uy,
                y2 - 9 * uy + 4 * ux,
                x2 - 9 * ux + 4 * uy,
                y2 - 9 * uy - 4 * ux));
    }
}
