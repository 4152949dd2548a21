package org.autodiff.inspect.page;

import static org.autodiff.inspect.page.Box.n;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.inspect.Cost;
import org.autodiff.inspect.CostTable;
import org.autodiff.inspect.Family;
import org.autodiff.inspect.Numbers;
import org.autodiff.inspect.RecordedModule;
import org.autodiff.inspect.RecordedNode;
import org.autodiff.inspect.Recording;
import org.autodiff.inspect.Snapshot;
import org.autodiff.inspect.Step;
import org.autodiff.inspect.Steps;
import org.autodiff.io.Json;

/** What the script of a page is given: texts, places and steps, as JSON that may stand inside of a script element. */
final class PageData {
    /** Of more nodes than this, a page has one direction only. */
    private static final int BOTH_DIRECTIONS = 1500;

    private static final int MOST_ROWS = 24;

    private final Recording recording;
    private final Levels levels;
    private final Map<String, Integer> outlines = new LinkedHashMap<>();
    /** What is said of steps: few things of many, so that each stands there once. */
    private final Map<String, Integer> remarks = new LinkedHashMap<>();

    private final StringBuilder s = new StringBuilder();
    /** A step on a line. */
    private final StringBuilder story = new StringBuilder();

    private PageData(Recording recording) {
        this.recording = recording;
        levels = new Levels(recording);
    }

    static String of(Recording recording) {
        return new PageData(recording).text();
    }

    private String text() {
        Map<Integer, Picture> right = pictures();
        Map<Integer, Picture> down = recording.nodes().size() <= BOTH_DIRECTIONS ? pictures() : Map.of();
        List<Layout.Task> tasks = new ArrayList<>();
        right.values().forEach(picture -> tasks.add(new Layout.Task(picture, Layout.Direction.RIGHT)));
        down.values().forEach(picture -> tasks.add(new Layout.Task(picture, Layout.Direction.DOWN)));
        Layout layout = Layout.start(tasks); // it takes as long as all the texts together, which are written meanwhile
        s.append("{\"title\": ").append(quoted(recording.title()));
        s.append(", \"root\": ").append(recording.root());
        s.append(", \"passes\": ")
                .append(recording.nodes().stream()
                        .map(node -> node.lineage().order())
                        .distinct()
                        .count());
        List<String> families = new ArrayList<>();
        for (Family family : Family.values()) {
            families.add(quoted(family.label()));
        }
        s.append(",\n\"families\": ").append(families);
        nodes();
        modules();
        costs();
        steps();
        s.append(",\n\"remarks\": ")
                .append(remarks.keySet().stream().map(PageData::quoted).toList());
        layout.await();
        s.append(",\n\"levels\": {\"right\": {");
        levels(right);
        s.append('}');
        if (!down.isEmpty()) {
            s.append(", \"down\": {");
            levels(down);
            s.append('}');
        }
        s.append('}');
        s.append(",\n\"outlines\": ")
                .append(outlines.keySet().stream().map(PageData::quoted).toList());
        return s.append("}\n").append(story).toString();
    }

    private void nodes() {
        s.append(",\n\"nodes\": [");
        String separator = "\n";
        for (int i = 0; i < recording.nodes().size(); i++) {
            RecordedNode node = recording.nodes().get(i);
            s.append(separator).append("{\"name\": ").append(quoted(recording.nameOf(i)));
            s.append(", \"op\": ").append(quoted(node.op()));
            s.append(", \"family\": ").append(node.family().ordinal());
            s.append(", \"inputs\": ").append(node.inputs());
            s.append(", \"type\": ").append(quoted(node.typeAndShape()));
            member("attrs", node.attrs());
            member("source", node.source());
            member("module", recording.moduleOf(i));
            s.append(", \"in\": ").append(node.module());
            s.append(", \"cost\": ").append(quoted(node.cost().toString()));
            amounts(node.cost());
            s.append(", \"partners\": [").append(node.lineage().cause());
            s.append(',').append(node.lineage().gradient()).append(']');
            snapshot("value", node.value(), node, false);
            snapshot("adjoint", node.adjoint(), node, true);
            box(Box.node(recording, i));
            s.append('}');
            separator = ",\n";
        }
        s.append(']');
    }

    /** Bytes, operations and nanoseconds, for the bars in the boxes. */
    private void amounts(Cost cost) {
        s.append(", \"amounts\": [").append(cost.bytes()).append(',');
        s.append((long) cost.flops()).append(',').append(cost.nanos()).append(']');
    }

    private void member(String name, String text) {
        if (!text.isEmpty()) {
            s.append(", \"").append(name).append("\": ").append(quoted(text));
        }
    }

    private void snapshot(String name, Snapshot x, RecordedNode node, boolean down) {
        if (x == null) {
            return;
        }
        s.append(", \"").append(name).append("\": {\"text\": ").append(quoted(x.toString()));
        if (!Wire.isText(node)) {
            bars(x, down);
            s.append(", \"norm\": ").append(quoted(Numbers.text(x.norm())));
            s.append(", \"facts\": ")
                    .append(quoted("from " + Numbers.text(x.least()) + " to " + Numbers.text(x.greatest()) + ", norm "
                            + Numbers.text(x.norm()) + ", " + x.zeros() + " of " + x.size() + " are 0"));
        }
        if (x.isBad()) {
            s.append(", \"bad\": true");
        }
        s.append('}');
    }

    private void bars(Snapshot x, boolean down) {
        if (x.histogram().isEmpty()) {
            s.append(", \"level\": ").append(quoted(Wire.level(x)));
        } else {
            s.append(", \"bars\": ").append(quoted(Wire.bars(x, down)));
        }
    }

    private void box(Box box) {
        s.append(", \"label\": ").append(quoted(box.label));
        member("detail", box.detail);
        s.append(", \"size\": [")
                .append(n(box.width))
                .append(',')
                .append(n(box.height))
                .append(']');
        s.append(", \"outline\": ").append(outlines.computeIfAbsent(box.outline(), o -> outlines.size()));
    }

    private void modules() {
        s.append(",\n\"modules\": {");
        String separator = "\n";
        for (int m : levels.modules()) {
            RecordedModule module = recording.modules().get(m);
            s.append(separator).append('"').append(m).append("\": {\"path\": ").append(quoted(module.path()));
            s.append(", \"parent\": ").append(module.parent());
            s.append(", \"nodes\": ").append(levels.members(m).size());
            Cost cost = levels.cost(m);
            s.append(", \"cost\": ").append(quoted(cost.toString()));
            amounts(cost);
            box(Box.module(m, levels.name(m), levels.detail(m)));
            s.append('}');
            separator = ",\n";
        }
        s.append('}');
    }

    /** The inside of each module, and of the whole under {@link Levels#TOP}. */
    private Map<Integer, Picture> pictures() {
        Map<Integer, Picture> pictures = new LinkedHashMap<>();
        pictures.put(Levels.TOP, levels.inside(Levels.TOP));
        levels.modules().forEach(m -> pictures.put(m, levels.inside(m)));
        return pictures;
    }

    private void levels(Map<Integer, Picture> pictures) {
        String separator = "";
        for (Map.Entry<Integer, Picture> level : pictures.entrySet()) {
            s.append(separator);
            level(level.getKey(), level.getValue());
            separator = ",";
        }
    }

    private void level(int module, Picture picture) {
        Map<Box, Integer> places = new IdentityHashMap<>();
        s.append("\n\"")
                .append(module)
                .append("\": {\"size\": [")
                .append(n(picture.width))
                .append(',');
        s.append(n(picture.height)).append("], \"boxes\": [");
        String separator = "";
        for (Box box : picture.boxes) {
            places.put(box, places.size());
            s.append(separator)
                    .append('[')
                    .append(box.kind.ordinal())
                    .append(',')
                    .append(box.number)
                    .append(',');
            s.append(n(box.x)).append(',').append(n(box.y)).append(']');
            separator = ",";
        }
        s.append("], \"wires\": [");
        separator = "";
        for (Wire wire : picture.wires) {
            s.append(separator)
                    .append("{\"ends\": [")
                    .append(places.get(wire.from))
                    .append(',');
            s.append(places.get(wire.to))
                    .append("], \"datum\": ")
                    .append(wire.datum)
                    .append(", \"uses\": [");
            s.append(String.join(
                    ",",
                    wire.uses.stream().map(u -> u.reader() + "," + u.input()).toList()));
            s.append("], \"points\": [");
            for (int i = 0; i < wire.points.length; i++) {
                s.append(i == 0 ? "" : ",").append(n(wire.points[i]));
            }
            s.append(']');
            label(picture, wire);
            s.append('}');
            separator = ",\n";
        }
        s.append("]}");
    }

    private void label(Picture picture, Wire wire) {
        if (wire.labelWidth > 0) {
            s.append(", \"label\": [")
                    .append(n(wire.labelX))
                    .append(',')
                    .append(n(wire.labelY))
                    .append(',');
            s.append(n(wire.labelWidth)).append(',').append(n(wire.labelHeight)).append(']');
            Snapshot gradient = wire.gradient(picture);
            RecordedNode node = recording.nodes().get(wire.datum);
            if (gradient != null && gradient != node.adjoint()) {
                snapshot("gradient", gradient, node, true);
            }
        }
    }

    /** The table of what it costs: by module where there are some, else by operation. */
    private void costs() {
        CostTable table = (recording.modules().isEmpty()
                        ? CostTable.byOperation(recording)
                        : CostTable.byModule(recording))
                .first(MOST_ROWS);
        s.append(",\n\"costs\": [").append(quotedAll(table.heads()));
        table.cells().forEach(row -> s.append(",\n").append(quotedAll(row)));
        s.append("],\n\"costNote\": ").append(quoted(table.note()));
    }

    private static String quotedAll(List<String> texts) {
        return texts.stream().map(PageData::quoted).toList().toString();
    }

    /** Phase, node and input of each step; what it says, which is read when it is shown, stands behind all else. */
    private void steps() {
        s.append(",\n\"steps\": [");
        String separator = "";
        for (Step step : Steps.of(recording)) {
            s.append(separator).append(step.phase().ordinal()).append(',');
            s.append(step.node()).append(',').append(step.input());
            story.append('\n').append("{\"lines\": ");
            story.append(step.lines().stream().map(PageData::quoted).toList());
            if (!step.remark().isEmpty()) {
                story.append(", \"remark\": ").append(remarks.computeIfAbsent(step.remark(), r -> remarks.size()));
            }
            if (!step.question().isEmpty()) {
                story.append(", \"question\": ").append(quoted(step.question()));
            }
            if (step.answer() != null) {
                double a = step.answer();
                story.append(", \"answer\": ")
                        .append(Double.isFinite(a) ? Double.toString(a) : quoted(Numbers.text(a)));
            }
            if (!step.sum().isEmpty()) {
                story.append(", \"sum\": ").append(quoted(step.sum()));
            }
            story.append('}');
            separator = ",";
        }
        s.append(']');
    }

    /** A string that cannot end the script element it stands in. */
    static String quoted(String text) {
        String quoted = Json.quoted(text);
        StringBuilder safe = null; // most texts are safe as they are
        for (int i = 0; i < quoted.length(); i++) {
            char c = quoted.charAt(i);
            boolean unsafe = c == '<' || c == '>' || c == '&' || c == '\u2028' || c == '\u2029';
            if (unsafe && safe == null) {
                safe = new StringBuilder(quoted.length() + 16).append(quoted, 0, i);
            }
            if (unsafe) {
                safe.append(String.format("\\u%04x", (int) c));
            } else if (safe != null) {
                safe.append(c);
            }
        }
        return safe == null ? quoted : safe.toString();
    }
}
