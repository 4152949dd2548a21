package org.autodiff.inspect.page;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.inspect.Family;
import org.autodiff.inspect.Numbers;
import org.autodiff.inspect.RecordedNode;
import org.autodiff.inspect.Recording;
import org.autodiff.inspect.Snapshot;

/** A value on its way from one box of a picture to another. */
final class Wire {
    /** One input of one node. */
    record Use(int reader, int input) {}

    private static final double DIGIT = 8.6;
    private static final double SMALL_DIGIT = 6.8;
    private static final double NEVER = 88;

    final Box from;
    final Box to;
    /** The number of the node whose value it carries. */
    final int datum;

    final List<Use> uses = new ArrayList<>();
    /** The corners, as x, y, x, y, ...; filled in by the layout. */
    double[] points = {};

    /** The middle of the label. */
    double labelX;

    double labelY;
    double labelWidth;
    double labelHeight;

    Wire(Box from, Box to, int datum) {
        this.from = from;
        this.to = to;
        this.datum = datum;
    }

    /** Whether there is something to say beside it: not twice the same for constants and on both sides of a border. */
    boolean isLabelled(Recording recording) {
        RecordedNode node = recording.nodes().get(datum);
        boolean inside = to.kind == Box.Kind.EXIT || from.kind == Box.Kind.ENTRY;
        boolean constant = node.family() == Family.CONSTANT
                && node.name().isEmpty()
                && node.value().isNumber();
        return !inside && !constant;
    }

    /** Makes room for the label. */
    void measure(Picture picture) {
        RecordedNode node = picture.recording.nodes().get(datum);
        if (isText(node)) {
            Snapshot gradient = gradient(picture);
            int longest = Math.max(
                    node.value().toString().length(),
                    gradient == null ? 0 : gradient.toString().length());
            boolean waits = node.family() != Family.CONSTANT; // room for "not yet"
            boolean never = waits && gradient == null && picture.recording.root() >= 0; // and for "not computed"
            labelWidth = Math.max(Math.max(longest, waits ? 7 : 1) * DIGIT, never ? NEVER : 0) + 18;
            labelHeight = 50;
        } else {
            labelWidth = Math.max(84, node.typeAndShape().length() * SMALL_DIGIT + 10);
            labelHeight = 64;
        }
    }

    /** Whether the value is written out; else it is drawn as a histogram. */
    static boolean isText(RecordedNode node) {
        return node.value().isNumber() || node.value().isWhole() && node.value().size() <= 4;
    }

    /** What comes back along it: null where that is not known. */
    Snapshot gradient(Picture picture) {
        Recording recording = picture.recording;
        RecordedNode node = recording.nodes().get(datum);
        List<Snapshot> flows = new ArrayList<>();
        int all = 0;
        for (int reader : picture.readers.of(datum)) {
            RecordedNode r = recording.nodes().get(reader);
            for (int k = 0; k < r.flows().size(); k++) {
                boolean comes = r.inputs().get(k) == datum && r.flows().get(k) != null;
                all += comes ? 1 : 0;
                if (comes && uses.contains(new Use(reader, k))) {
                    flows.add(r.flows().get(k));
                }
            }
        }
        if (flows.size() == all) {
            return node.family() == Family.CONSTANT ? null : node.adjoint();
        }
        if (flows.size() == 1) {
            return flows.get(0);
        }
        boolean numbers = !flows.isEmpty() && flows.stream().allMatch(Snapshot::isNumber);
        return numbers
                ? Snapshot.ofNumber(flows.stream().mapToDouble(Snapshot::number).sum())
                : null;
    }

    /** The gradient as text. */
    static String text(Snapshot gradient) {
        return gradient == null ? "" : gradient.toString();
    }

    /** A histogram as an SVG path of bars that grow from the wire: up for values, down for gradients. */
    static String bars(Snapshot s, boolean down) {
        StringBuilder path = new StringBuilder();
        int most = s.histogram().stream().mapToInt(i -> i).max().orElse(1);
        for (int i = 0; i < s.histogram().size(); i++) {
            double h = 15.0 * s.histogram().get(i) / most;
            if (h > 0) {
                double x = (i - s.histogram().size() / 2.0) * 3.2;
                double tall = Math.max(h, 0.6);
                path.append('M').append(Box.n(x)).append(' ').append(down ? "3" : "-3");
                path.append('v')
                        .append(Box.n(down ? tall : -tall))
                        .append("h2.6v")
                        .append(Box.n(down ? -tall : tall))
                        .append('z');
            }
        }
        return path.toString();
    }

    /** What stands for a histogram where all elements are equal or none is finite. */
    static String level(Snapshot s) {
        return s.isBad() && Double.isNaN(s.mean()) ? "not finite" : "all " + Numbers.text(s.mean());
    }
}
