package org.autodiff.inspect.page;

import java.util.Map;
import org.autodiff.inspect.Family;
import org.autodiff.inspect.RecordedNode;
import org.autodiff.inspect.Recording;

/** A box of a picture: a node, a folded module, or the place where a wire enters, leaves or ends. */
final class Box {
    /** What a box stands for. */
    enum Kind {
        /** A node of the tape. */
        NODE,
        /** A module, folded. */
        MODULE,
        /** Where a value comes into a module. */
        ENTRY,
        /** Where a value goes out of a module. */
        EXIT,
        /** Where the wire of a value that nothing reads ends. */
        END
    }

    private static final Map<String, String> SYMBOLS =
            Map.of("add", "+", "sub", "−", "mul", "×", "div", "÷", "pow", "xʸ", "matmul", "@", "neg", "±");
    private static final double CHARACTER = 8.4;
    private static final double HEIGHT = 44;
    private static final int LONGEST = 26;

    final Kind kind;
    /** The number of the node, the module, or the value that passes. */
    final int number;

    final String label;
    /** A second, smaller line; empty for none. */
    final String detail;

    final Family family;
    final double width;
    final double height;
    double x;
    double y;

    private Box(Kind kind, int number, String label, String detail, Family family, double width, double height) {
        this.kind = kind;
        this.number = number;
        this.label = label;
        this.detail = detail;
        this.family = family;
        this.width = width;
        this.height = height;
    }

    static Box node(Recording recording, int number) {
        RecordedNode node = recording.nodes().get(number);
        boolean constant = node.family() == Family.CONSTANT
                && node.name().isEmpty()
                && node.value().isNumber();
        String label = node.isOperation()
                ? SYMBOLS.getOrDefault(node.op(), node.op())
                : constant ? node.value().toString() : recording.nameOf(number);
        String detail = node.isOperation() && !node.name().isEmpty() && label.length() > 1 ? node.name() : "";
        label = cut(label);
        double width = Math.max(HEIGHT, Math.max(label.length() * CHARACTER, detail.length() * 7) + 24);
        return new Box(
                Kind.NODE, number, label, cut(detail), node.family(), label.length() <= 2 ? HEIGHT : width, HEIGHT);
    }

    static Box module(int number, String label, String detail) {
        double width = Math.max(
                84, Math.max(cut(label).length() * CHARACTER, cut(detail).length() * 7) + 40);
        return new Box(Kind.MODULE, number, cut(label), cut(detail), null, width, 52);
    }

    static Box passage(Kind kind, int number) {
        return new Box(kind, number, "", "", null, 1, 1);
    }

    /** A text that fits a box. */
    static String cut(String text) {
        return text.codePointCount(0, text.length()) <= LONGEST
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST - 1)) + "…";
    }

    /** The outline as an SVG path around (0, 0); each family has a shape of its own. */
    String outline() {
        double w = width / 2;
        double h = height / 2;
        if (kind == Kind.MODULE) {
            return rounded(w, h, 10);
        }
        return switch (family) {
            case LEAF, CONSTANT, FUNCTION -> rounded(w, h, h);
            case ARITHMETIC -> rounded(w, h, 11);
            case LINEAR ->
                polygon(-w + 9, -h, w - 9, -h, w, -h + 9, w, h - 9, w - 9, h, -w + 9, h, -w, h - 9, -w, -h + 9);
            case REDUCTION -> polygon(-w, -h, w - 10, -h, w, 0, w - 10, h, -w, h);
            case MOVEMENT -> polygon(-w + 12, -h, w, -h, w, h - 12, w - 12, h, -w, h, -w, -h + 12);
            case NORMALIZATION ->
                rounded(w, h, 3) + " M" + n(-w + 6) + " " + n(-h) + "V" + n(h) + "M" + n(w - 6) + " " + n(-h) + "V"
                        + n(h);
            case WINDOW -> rounded(w, h, 1);
            case LOSS -> rounded(w, h, 3) + " M" + n(-w) + " " + n(h - 6) + "H" + n(w);
        };
    }

    private static String rounded(double w, double h, double r) {
        String arc = "a" + n(r) + " " + n(r) + " 0 0 1 ";
        return "M" + n(-w + r) + " " + n(-h) + "H" + n(w - r) + arc + n(r) + " " + n(r) + "V" + n(h - r) + arc + n(-r)
                + " " + n(r) + "H" + n(-w + r) + arc + n(-r) + " " + n(-r) + "V" + n(-h + r) + arc + n(r) + " " + n(-r)
                + "z";
    }

    private static String polygon(double... points) {
        StringBuilder s = new StringBuilder("M");
        for (int i = 0; i < points.length; i += 2) {
            s.append(i == 0 ? "" : "L").append(n(points[i])).append(' ').append(n(points[i + 1]));
        }
        return s.append('z').toString();
    }

    /** A coordinate with at most one digit after the point. */
    static String n(double x) {
        double rounded = Math.rint(x * 10) / 10;
        return rounded == Math.rint(rounded) ? String.valueOf((long) rounded) : String.valueOf(rounded);
    }
}
