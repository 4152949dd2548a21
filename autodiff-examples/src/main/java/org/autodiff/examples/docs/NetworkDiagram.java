package org.autodiff.examples.docs;

import java.util.Arrays;
import java.util.function.BiPredicate;

/**
 * A network in SVG as textbooks draw it: a column of circles for each layer, each joined to all of the next. Units can be
 * left out, as dropout does; they are drawn crossed out and without their connections.
 *
 * <pre>{@code
 * picture("mlp", NetworkDiagram.of("Two hidden layers", 3, 5, 4, 2).svg());
 * }</pre>
 */
public final class NetworkDiagram {
    private static final int ACROSS = 110;
    private static final int DOWN = 44;
    private static final int RADIUS = 14;
    private static final int TOP = 40;
    private static final String STYLE = """
            <style>
            .network { --ink: #24292f; --faint: #b8c0c8; --fill: #eef4ef; --edge: #1f6f43; --gone: #b3261e; }
            @media (prefers-color-scheme: dark) {
              .network { --ink: #d6dce3; --faint: #4a535d; --fill: #1d2b23; --edge: #6cc892; --gone: #f28b82; }
            }
            .network text { fill: var(--ink); font: 12px system-ui, sans-serif; text-anchor: middle; }
            .network line { stroke: var(--faint); }
            .network circle { fill: var(--fill); stroke: var(--edge); stroke-width: 1.5; }
            .network .gone { fill: none; stroke: var(--gone); stroke-dasharray: 3 3; }
            .network .cross { stroke: var(--gone); stroke-width: 1.5; }
            </style>
            """;

    private final String title;
    private final int[] units;
    private final BiPredicate<Integer, Integer> dropped;

    private NetworkDiagram(String title, int[] units, BiPredicate<Integer, Integer> dropped) {
        this.title = title;
        this.units = units;
        this.dropped = dropped;
    }

    /** A network of so many units in each layer, the inputs first. */
    public static NetworkDiagram of(String title, int... units) {
        return new NetworkDiagram(title, units.clone(), (layer, unit) -> false);
    }

    /** The same with those units left out for which it is true, by layer and number in it, from 0. */
    public NetworkDiagram dropping(BiPredicate<Integer, Integer> which) {
        return new NetworkDiagram(title, units, which);
    }

    /** The drawing. */
    public String svg() {
        int width = ACROSS * units.length;
        int height = TOP + DOWN * Arrays.stream(units).max().orElse(1) + 8;
        StringBuilder s = Drawing.begin("network", width, height, title, STYLE);
        s.append("<text x=\"")
                .append(width / 2)
                .append("\" y=\"18\">")
                .append(HtmlPage.escaped(title))
                .append("</text>\n");
        for (int layer = 0; layer + 1 < units.length; layer++) {
            for (int i = 0; i < units[layer]; i++) {
                for (int j = 0; j < units[layer + 1]; j++) {
                    if (!dropped.test(layer, i) && !dropped.test(layer + 1, j)) {
                        line(s, "", x(layer) + RADIUS, y(layer, i), x(layer + 1) - RADIUS, y(layer + 1, j));
                    }
                }
            }
        }
        for (int layer = 0; layer < units.length; layer++) {
            for (int i = 0; i < units[layer]; i++) {
                unit(s, x(layer), y(layer, i), dropped.test(layer, i));
            }
        }
        return s.append("</svg>\n").toString();
    }

    private static void unit(StringBuilder s, int x, int y, boolean gone) {
        s.append("<circle").append(gone ? " class=\"gone\"" : "");
        s.append(" cx=\"")
                .append(x)
                .append("\" cy=\"")
                .append(y)
                .append("\" r=\"")
                .append(RADIUS)
                .append("\"/>\n");
        if (gone) {
            int arm = RADIUS * 2 / 3;
            line(s, " class=\"cross\"", x - arm, y - arm, x + arm, y + arm);
            line(s, " class=\"cross\"", x - arm, y + arm, x + arm, y - arm);
        }
    }

    private static void line(StringBuilder s, String style, int x1, int y1, int x2, int y2) {
        s.append("<line")
                .append(style)
                .append(" x1=\"")
                .append(x1)
                .append("\" y1=\"")
                .append(y1);
        s.append("\" x2=\"").append(x2).append("\" y2=\"").append(y2).append("\"/>\n");
    }

    private static int x(int layer) {
        return ACROSS / 2 + ACROSS * layer;
    }

    private int y(int layer, int unit) {
        int most = Arrays.stream(units).max().orElse(1);
        return TOP + DOWN / 2 + DOWN * unit + DOWN * (most - units[layer]) / 2;
    }
}
