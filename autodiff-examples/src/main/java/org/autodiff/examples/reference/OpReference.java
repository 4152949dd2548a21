package org.autodiff.examples.reference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.autodiff.OpDef;
import org.autodiff.Rule;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.Shape;
import org.autodiff.inspect.Ops;
import org.autodiff.op.Composite;
import org.autodiff.op.Kink;
import org.autodiff.op.Pointwise;
import org.autodiff.op.Sample;

/**
 * The reference of operations under {@code docs/reference}, written from the operation table: one page a family, a plot for
 * each function of one element. Run from the root of the project:
 *
 * <pre>{@code
 * autodiff-examples/src/main/scripts/run.sh org.autodiff.examples.reference.OpReference docs/reference
 * }</pre>
 */
public final class OpReference {
    private static final int MOST_SAMPLES = 4;

    private OpReference() {}

    /** Writes the pages into the folder that is given, and removes what is no longer part of them. */
    public static void main(String... args) throws IOException {
        Path folder = Path.of(args.length == 0 ? "docs/reference" : args[0]);
        Map<String, String> files = files();
        Files.createDirectories(folder.resolve("plots"));
        for (Path old : existing(folder)) {
            if (!files.containsKey(name(folder, old))) {
                Files.delete(old);
            }
        }
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
        System.out.println(files.size() + " files in " + folder);
    }

    /** The files of a folder and of its plots. */
    static List<Path> existing(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String name(Path folder, Path file) {
        return folder.relativize(file).toString().replace('\\', '/');
    }

    /** The texts by file name, which contains {@code /}. */
    static Map<String, String> files() {
        Map<String, String> files = new TreeMap<>();
        StringBuilder index = new StringBuilder();
        int ops = Ops.all().size();
        int composites =
                Ops.families().stream().mapToInt(f -> composites(f).size()).sum();
        index.append(
                        "# Operations\n\nThis reference is written from the operation table by `OpReference`; do not edit it.\n")
                .append("There are ")
                .append(ops)
                .append(" operations with rules of their own, and ")
                .append(composites)
                .append(" methods composed of them.\n\n")
                .append("| family | operations | composed |\n|---|---|---|\n");
        for (Class<?> family : Ops.families()) {
            String file = family.getSimpleName().toLowerCase(Locale.ROOT) + ".md";
            index.append("| [")
                    .append(family.getSimpleName())
                    .append("](")
                    .append(file)
                    .append(") | ");
            index.append(
                    Ops.in(family).stream().map(op -> "`" + op.name() + "`").collect(Collectors.joining(" ")));
            index.append(" | ");
            index.append(composites(family).stream()
                    .map(m -> "`" + m.getName() + "`")
                    .distinct()
                    .collect(Collectors.joining(" ")));
            index.append(" |\n");
            files.put(file, page(family, files));
        }
        files.put("README.md", index.toString());
        return files;
    }

    private static String page(Class<?> family, Map<String, String> files) {
        StringBuilder s = new StringBuilder("# " + family.getSimpleName() + "\n");
        for (OpDef op : Ops.in(family)) {
            s.append("\n## ").append(op.name()).append("\n\n");
            describe(s, op);
            if (op.arity() == 1 && (op.scalar() instanceof Pointwise.One || op.rule() instanceof Rule.Elementwise)) {
                String file = "plots/" + op.name() + ".svg";
                files.put(file, plot(op));
                s.append("\n![")
                        .append(op.name())
                        .append(" and its derivative](")
                        .append(file)
                        .append(")\n");
            }
        }
        List<Method> composites = composites(family);
        if (!composites.isEmpty()) {
            s.append("\n## Composed\n\nThese are made of operations above and of other families, and are differentiated"
                    + " through them.\n\n| method | formula |\n|---|---|\n");
            for (Method m : composites) {
                s.append("| `")
                        .append(signature(m))
                        .append("` | ")
                        .append(math(m.getAnnotation(Composite.class).value().replace("|", "\\vert ")))
                        .append(" |\n");
            }
        }
        return s.toString();
    }

    private static void describe(StringBuilder s, OpDef op) {
        s.append(math("w = " + op.formula().value())).append("\n\n");
        List<String> derivatives = op.formula().derivatives();
        if (derivatives.size() > 0) {
            s.append("- derivative");
            for (int i = 0; i < derivatives.size(); i++) {
                s.append(i == 0 ? ": " : "; ")
                        .append(derivatives.size() > 1 ? "by " + "xyz".charAt(Math.min(i, 2)) + " " : "")
                        .append(math(derivatives.get(i)));
            }
            s.append("\n");
        }
        s.append("- rule: ")
                .append(op.rule().getClass().getSimpleName().toLowerCase(Locale.ROOT))
                .append(op.isDifferentiable() ? "" : " (no gradient)")
                .append("; saves ")
                .append(
                        op.saves().isEmpty()
                                ? "nothing"
                                : op.saves().stream()
                                        .map(v -> v.name().toLowerCase(Locale.ROOT))
                                        .sorted()
                                        .collect(Collectors.joining(" and ")))
                .append("\n- shapes: ");
        s.append(op.samples().stream()
                        .limit(MOST_SAMPLES)
                        .map(v -> shapes(op, v))
                        .collect(Collectors.joining("; ")))
                .append("\n");
        for (Kink kink : op.kinks()) {
            s.append("- at ")
                    .append(Arrays.stream(kink.at())
                            .mapToObj(OpReference::number)
                            .collect(Collectors.joining(", ")))
                    .append(" the derivative is ")
                    .append(Arrays.stream(kink.derivatives())
                            .mapToObj(OpReference::number)
                            .collect(Collectors.joining(", ")))
                    .append(": ")
                    .append(kink.why())
                    .append("\n");
        }
    }

    private static String number(double v) {
        return v == Math.rint(v) && Math.abs(v) < 1e9 ? Long.toString((long) v) : Double.toString(v);
    }

    private static String shapes(OpDef op, Sample sample) {
        Shape[] in = sample.shapes().toArray(Shape[]::new);
        String attrs = sample.attrs().toString();
        return "`" + Arrays.stream(in).map(Shape::toString).collect(Collectors.joining(" ")) + " -> "
                + op.shapeOf(sample.attrs(), in) + "`" + (attrs.isEmpty() ? "" : " with " + attrs);
    }

    private static String math(String latex) {
        return "$`" + latex + "`$";
    }

    private static List<Method> composites(Class<?> family) {
        List<Method> all = new ArrayList<>();
        for (Method m : family.getDeclaredMethods()) {
            if (m.isAnnotationPresent(Composite.class) && !m.isBridge()) {
                all.add(m);
            }
        }
        all.sort(Comparator.comparing(OpReference::signature));
        return all;
    }

    private static String signature(Method m) {
        String types = Arrays.stream(m.getParameterTypes())
                .map(t -> t.getSimpleName().equals("Operand") ? "T" : t.getSimpleName())
                .collect(Collectors.joining(", "));
        return m.getName() + "(" + types + ")";
    }

    private static String plot(OpDef op) {
        double[] x = Plot.points(op.domains().get(0).low(), op.domains().get(0).high());
        if (op.scalar() instanceof Pointwise.One f) {
            double[] y = Arrays.stream(x).map(f.value()).toArray();
            double[] d = new double[x.length];
            Arrays.setAll(d, i -> f.derivative().applyAsDouble(x[i], y[i]));
            return Plot.svg(op.name(), x, y, op.isDifferentiable() ? d : null);
        }
        try (Tape tape = Tape.record()) {
            Tensor in = Tensor.of(x, x.length).requiresGrad(true);
            Tensor out = op.apply(op.samples().get(0).attrs(), in);
            double[] d = tape.gradients(out.sum(), in).of(0).toDoubles();
            return Plot.svg(op.name(), x, out.toDoubles(), d);
        }
    }
}
