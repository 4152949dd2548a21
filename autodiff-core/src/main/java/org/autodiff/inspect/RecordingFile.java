package org.autodiff.inspect;

import static org.autodiff.io.Json.quoted;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.FileException;
import org.autodiff.error.Require;
import org.autodiff.io.AtomicFile;
import org.autodiff.io.Json;
import org.autodiff.op.Formula;

/** The file format of recordings: JSON, as docs/recording-format.md has it. */
final class RecordingFile {
    private static final String FORMAT = "autodiff-recording";
    private static final long VERSION = 2;
    private static final long LARGEST = 1L << 30;

    private final Path file;
    private long version;

    private RecordingFile(Path file) {
        this.file = file;
    }

    static void write(Path file, Recording recording) {
        Require.nonNull(file, "Recording.write", "the path", "give that of a file");
        AtomicFile.write(file, out -> out.write(text(recording).getBytes(StandardCharsets.UTF_8)));
    }

    static String text(Recording recording) {
        StringBuilder s =
                new StringBuilder("{\"format\": \"" + FORMAT + "\", \"version\": " + VERSION + ",\n\"title\": ");
        s.append(quoted(recording.title())).append(",\n\"modules\": [");
        String separator = "\n";
        for (RecordedModule module : recording.modules()) {
            s.append(separator).append("{\"path\": ").append(quoted(module.path()));
            s.append(", \"parent\": ").append(module.parent()).append('}');
            separator = ",\n";
        }
        s.append("],\n\"nodes\": [");
        separator = "\n";
        for (RecordedNode node : recording.nodes()) {
            s.append(separator);
            append(s, node);
            separator = ",\n";
        }
        return s.append("]}\n").toString();
    }

    private static void append(StringBuilder s, RecordedNode node) {
        s.append("{\"op\": ").append(quoted(node.op()));
        s.append(", \"family\": ").append(quoted(node.family().label()));
        s.append(", \"name\": ").append(quoted(node.name()));
        s.append(", \"inputs\": ").append(node.inputs());
        s.append(", \"attrs\": ").append(quoted(node.attrs()));
        s.append(", \"type\": ").append(quoted(node.type()));
        s.append(", \"shape\": ").append(node.shape());
        s.append(", \"source\": ").append(quoted(node.source()));
        s.append(", \"module\": ").append(node.module());
        s.append(", \"bytes\": ").append(node.cost().bytes());
        s.append(", \"flops\": ").append(number(node.cost().flops()));
        s.append(", \"forwardNanos\": ").append(node.cost().forwardNanos());
        s.append(", \"backwardNanos\": ").append(node.cost().backwardNanos());
        s.append(", \"order\": ").append(node.lineage().order());
        s.append(", \"cause\": ").append(node.lineage().cause());
        s.append(", \"gradient\": ").append(node.lineage().gradient());
        s.append(", \"formula\": [").append(quoted(node.formula().value()));
        for (String derivative : node.formula().derivatives()) {
            s.append(", ").append(quoted(derivative));
        }
        s.append("], \"locals\": ").append(list(node.locals(), RecordingFile::number));
        s.append(",\n \"value\": ").append(snapshot(node.value()));
        s.append(",\n \"adjoint\": ").append(snapshot(node.adjoint()));
        s.append(",\n \"flows\": ")
                .append(list(node.flows(), RecordingFile::snapshot))
                .append('}');
    }

    private static String snapshot(Snapshot s) {
        if (s == null) {
            return "null";
        }
        return "{\"size\": " + s.size() + ", \"elements\": " + list(s.elements(), RecordingFile::number)
                + ", \"mean\": "
                + number(s.mean()) + ", \"deviation\": " + number(s.deviation()) + ", \"least\": " + number(s.least())
                + ", \"greatest\": " + number(s.greatest()) + ", \"norm\": " + number(s.norm()) + ", \"zeros\": "
                + s.zeros() + ", \"nans\": " + s.nans() + ", \"infinities\": " + s.infinities() + ", \"histogram\": "
                + s.histogram() + "}";
    }

    private static <T> String list(List<T> all, Function<T, String> text) {
        return all.stream().map(text).toList().toString();
    }

    /** JSON has no number for what is not finite, so that is a string. */
    private static String number(Double x) {
        return x == null ? "null" : Double.isFinite(x) ? x.toString() : "\"" + x + "\"";
    }

    static Recording read(Path file) {
        Require.nonNull(file, "Recording.read", "the path", "give that of a file");
        byte[] text;
        try {
            if (Files.size(file) > LARGEST) {
                throw new FileException(
                        file + ": " + Files.size(file) + " bytes are more than a recording may have, " + LARGEST);
            }
            text = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new FileException(file + ": cannot be read: " + e, e);
        }
        return new RecordingFile(file).recording(Json.object(text, file.toString()));
    }

    private Recording recording(Map<String, Object> top) {
        if (!FORMAT.equals(top.get("format"))) {
            throw error("it is no recording: \"format\" is not \"" + FORMAT + "\"");
        }
        version = whole(top, "version");
        if (version < 1 || version > VERSION) {
            throw error("it has version " + version + " of the format, and this library reads versions 1 to " + VERSION
                    + "; read it with a newer one, or record it again");
        }
        List<RecordedModule> modules = new ArrayList<>();
        for (Object module : get(top, "modules", List.class)) {
            Map<?, ?> m = cast("a module", module, Map.class);
            modules.add(new RecordedModule(get(m, "path", String.class), small(m, "parent")));
        }
        try {
            List<RecordedNode> nodes = new ArrayList<>();
            for (Object node : get(top, "nodes", List.class)) {
                nodes.add(node(cast("a node", node, Map.class)));
            }
            return new Recording(get(top, "title", String.class), nodes, modules);
        } catch (ArgumentException e) {
            throw new FileException(file + ": " + e.getMessage(), e);
        }
    }

    private RecordedNode node(Map<?, ?> node) {
        String label = get(node, "family", String.class);
        List<String> formula = list(node, "formula", f -> cast("formula", f, String.class));
        if (formula.isEmpty()) {
            throw error("\"formula\" is empty");
        }
        return new RecordedNode(
                get(node, "op", String.class),
                Family.labelled(label).orElseThrow(() -> error("there is no family \"" + label + "\"")),
                get(node, "name", String.class),
                list(node, "inputs", this::index),
                get(node, "attrs", String.class),
                get(node, "type", String.class),
                list(node, "shape", this::index),
                value(node),
                snapshot("adjoint", node.get("adjoint")),
                list(node, "flows", flow -> snapshot("flows", flow)),
                list(node, "locals", x -> x == null ? null : real("locals", x)),
                new Formula(formula.get(0), formula.subList(1, formula.size()).toArray(String[]::new)),
                get(node, "source", String.class),
                small(node, "module"),
                cost(node),
                version == 1
                        ? Lineage.FORWARD
                        : new Lineage(small(node, "order"), small(node, "cause"), small(node, "gradient")));
    }

    /** Files of version 1 have the bytes only. */
    private Cost cost(Map<?, ?> node) {
        long bytes = whole(node, "bytes");
        return version == 1
                ? new Cost(bytes, 0, 0, 0)
                : new Cost(
                        bytes,
                        real("flops", node.get("flops")),
                        whole(node, "forwardNanos"),
                        whole(node, "backwardNanos"));
    }

    private Snapshot value(Map<?, ?> node) {
        Snapshot value = snapshot("value", node.get("value"));
        if (value == null) {
            throw error("\"value\" is missing");
        }
        return value;
    }

    private Snapshot snapshot(String what, Object from) {
        if (from == null) {
            return null;
        }
        Map<?, ?> s = cast(what, from, Map.class);
        List<Double> elements = list(s, "elements", x -> real("elements", x));
        long size = whole(s, "size");
        if (!elements.isEmpty() && elements.size() != size) {
            throw error("a snapshot has " + elements.size() + " of " + size + " elements; all or none are kept");
        }
        List<Integer> histogram = list(s, "histogram", this::index);
        if (!histogram.isEmpty() && histogram.size() != Snapshot.BINS) {
            throw error("a histogram has " + histogram.size() + " intervals, not " + Snapshot.BINS);
        }
        return new Snapshot(
                size,
                elements,
                real("mean", s.get("mean")),
                real("deviation", s.get("deviation")),
                real("least", s.get("least")),
                real("greatest", s.get("greatest")),
                real("norm", s.get("norm")),
                whole(s, "zeros"),
                whole(s, "nans"),
                whole(s, "infinities"),
                histogram);
    }

    private double real(String what, Object x) {
        if (x instanceof Number n) {
            return n.doubleValue();
        }
        return switch (String.valueOf(x)) {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> throw error("\"" + what + "\" has something that is no number");
        };
    }

    private long whole(Map<?, ?> from, String name) {
        return get(from, name, Long.class);
    }

    private int small(Map<?, ?> from, String name) {
        return index(get(from, name, Long.class));
    }

    private int index(Object x) {
        long number = cast("an index", x, Long.class);
        if (number != (int) number) {
            throw error("the number " + number + " does not fit 32 bits");
        }
        return (int) number;
    }

    private <T> List<T> list(Map<?, ?> from, String name, Function<Object, T> each) {
        List<T> all = new ArrayList<>();
        for (Object x : get(from, name, List.class)) {
            all.add(each.apply(x));
        }
        return all;
    }

    private <T> T get(Map<?, ?> from, String name, Class<T> type) {
        return cast("\"" + name + "\"", from.get(name), type);
    }

    private <T> T cast(String what, Object value, Class<T> type) {
        if (!type.isInstance(value)) {
            throw error(what + " is missing or of another type");
        }
        return type.cast(value);
    }

    private FileException error(String what) {
        return new FileException(file + ": " + what);
    }
}
