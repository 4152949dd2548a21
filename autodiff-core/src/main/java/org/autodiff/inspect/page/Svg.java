package org.autodiff.inspect.page;

import static org.autodiff.inspect.page.Box.n;

import org.autodiff.error.ArgumentException;
import org.autodiff.error.BackendException;
import org.autodiff.error.Require;
import org.autodiff.inspect.Family;
import org.autodiff.inspect.RecordedNode;
import org.autodiff.inspect.Recording;
import org.autodiff.inspect.Snapshot;

/**
 * A recording as a picture in SVG, in the lecture's style: operations as nodes, values above the wires in green, gradients
 * below in red, "not computed" where there is none. It needs Eclipse ELK, as {@link Page} does.
 */
public final class Svg {
    private final Recording recording;
    private final StringBuilder s = new StringBuilder();

    private Svg(Recording recording) {
        this.recording = recording;
    }

    /**
     * All nodes, with no module folded.
     *
     * @throws BackendException if ELK is not on the class path
     * @throws ArgumentException if the recording has more than 50,000 nodes
     */
    public static String of(Recording recording) {
        return of(recording, Integer.MAX_VALUE);
    }

    /**
     * The nodes outside of modules that are deeper than some depth, and one box for each of those.
     *
     * @param depth 0 folds the outermost modules, 1 those directly in them, and so on
     * @throws BackendException if ELK is not on the class path
     * @throws ArgumentException if the recording has more than 50,000 nodes
     */
    public static String of(Recording recording, int depth) {
        Require.nonNull(recording, "Svg", "the recording", "pass Recording.of(tape)");
        Require.notNegative(depth, "Svg", "the depth");
        Page.requireFew(recording, "Svg");
        return new Svg(recording).picture(depth);
    }

    private String picture(int depth) {
        Picture picture = new Levels(recording).folded(depth);
        Layout.apply(picture, Layout.Direction.RIGHT);
        String w = n(picture.width);
        String h = n(picture.height);
        s.append("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"")
                .append(w)
                .append("\" height=\"")
                .append(h);
        s.append("\" viewBox=\"0 0 ").append(w).append(' ').append(h).append("\" role=\"img\">\n<title>");
        s.append(escaped(recording.title())).append("</title>\n<style>\n").append(Page.resource("graph.css"));
        s.append("</style>\n<marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7.5\" refY=\"4\" markerWidth=\"8\"");
        s.append(" markerHeight=\"8\" orient=\"auto\"><path d=\"M0 0 8 4 0 8z\"/></marker>\n");
        picture.wires.forEach(this::wire);
        picture.boxes.forEach(this::box);
        picture.wires.stream().filter(wire -> wire.labelWidth > 0).forEach(wire -> label(picture, wire));
        return s.append("</svg>\n").toString();
    }

    private void wire(Wire wire) {
        s.append("<path class=\"wire tipped\" d=\"M");
        for (int i = 0; i < wire.points.length; i += 2) {
            s.append(i == 0 ? "" : "L").append(n(wire.points[i])).append(' ').append(n(wire.points[i + 1]));
        }
        s.append("\"/>\n");
    }

    private void box(Box box) {
        if (box.kind != Box.Kind.NODE && box.kind != Box.Kind.MODULE) {
            return;
        }
        boolean module = box.kind == Box.Kind.MODULE;
        String family = module ? "" : box.family.label();
        s.append("<g class=\"")
                .append(module ? "module" : "box")
                .append("\" transform=\"translate(")
                .append(n(box.x));
        s.append(' ').append(n(box.y)).append(")\">");
        String outline = box.outline();
        s.append("<path class=\"shape ")
                .append(family)
                .append("\" d=\"")
                .append(outline)
                .append("\"/>");
        if (!module) {
            s.append("<path class=\"tint ")
                    .append(family)
                    .append("\" d=\"")
                    .append(outline)
                    .append("\"/>");
        }
        boolean leaf = box.family == Family.LEAF && box.label.length() <= 3;
        boolean symbol = box.family == Family.ARITHMETIC && box.label.length() <= 2;
        text("name" + (leaf ? " leaf-name" : symbol ? " symbol" : ""), box.detail.isEmpty() ? 0 : -8, box.label);
        if (!box.detail.isEmpty()) {
            text("small", 12, box.detail);
        }
        s.append("</g>\n");
    }

    private void label(Picture picture, Wire wire) {
        RecordedNode node = recording.nodes().get(wire.datum);
        s.append("<g transform=\"translate(")
                .append(n(wire.labelX))
                .append(' ')
                .append(n(wire.labelY))
                .append(")\">");
        if (!Wire.isText(node)) {
            text("type", -wire.labelHeight / 2 + 10, node.typeAndShape());
        }
        amount(node, node.value(), false);
        Snapshot gradient = wire.gradient(picture);
        if (gradient != null) {
            amount(node, gradient, true);
        } else if (node.family() != Family.CONSTANT) {
            text("none", 22, "not computed");
        }
        s.append("</g>\n");
    }

    private void amount(RecordedNode node, Snapshot x, boolean down) {
        if (!Wire.isText(node) && !x.histogram().isEmpty()) {
            s.append("<path class=\"").append(down ? "gbar" : "vbar").append("\" d=\"");
            s.append(Wire.bars(x, down)).append("\"/>");
        } else {
            text(down ? "gra" : "val", down ? 22 : -8, Wire.isText(node) ? x.toString() : Wire.level(x));
        }
    }

    private void text(String kind, double y, String text) {
        s.append("<text class=\"").append(kind).append("\" y=\"").append(n(y)).append("\">");
        s.append(escaped(text)).append("</text>");
    }

    /** A text as XML has it; characters that XML does not know become a question mark. */
    static String escaped(String text) {
        StringBuilder s = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> s.append("&lt;");
                case '>' -> s.append("&gt;");
                case '&' -> s.append("&amp;");
                case '"' -> s.append("&quot;");
                default -> s.appendCodePoint(isXml(c) ? c : '?');
            }
        });
        return s.toString();
    }

    private static boolean isXml(int c) {
        boolean surrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
        return (c >= ' ' || c == '\t' || c == '\n') && !surrogate && c != 0xFFFE && c != 0xFFFF;
    }
}
