package org.autodiff.nn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.autodiff.Scope;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.error.DTypeException;
import org.autodiff.error.Require;

/**
 * The output shape and number of parameters of each module of a tree for one input; see {@link Module#summary}.
 *
 * @param rows one for each module, parents before their children
 * @param parameters the number of numbers in all parameters, each counted once
 * @param trainable the same of those that are not frozen
 */
public record Summary(List<Row> rows, long parameters, long trainable) {
    /**
     * One module.
     *
     * @param path its dotted name, empty for the root
     * @param kind the name of its class
     * @param output the shape of its last result; null where it was not run, or by {@code forward} of a class that is not of
     *     this library (use {@code call})
     * @param parameters the number of numbers in its own parameters, without its children's and those that an earlier row has
     */
    public record Row(String path, String kind, Shape output, long parameters) {}

    /** Rows that no longer change. */
    public Summary {
        Require.nonNulls(rows, "Summary", "rows", "pass List.of() for none");
        rows = List.copyOf(rows);
    }

    /** For zeros of a shape, of the parameters' element type. */
    static Summary of(Module root, int... shape) {
        List<Parameter> all = root.parameters();
        DType dtype = all.isEmpty() ? DType.FLOAT32 : all.get(0).tensor().dtype();
        try {
            return of(root, Tensor.zeros(dtype, shape));
        } catch (DTypeException e) {
            throw new DTypeException("summary(shape) makes zeros of " + dtype + ", which do not fit: " + e.getMessage()
                    + " (here: give summary(Tensor) an example, such as Tensor.zeros(DType.INT64, ...) for indices)");
        }
    }

    static Summary of(Module root, Tensor x) {
        Map<String, Module> modules = root.modules();
        Map<Module, Consumer<Tensor>> before = new IdentityHashMap<>();
        Map<Module, Shape> outputs = new IdentityHashMap<>();
        for (Module module : modules.values()) {
            if (!before.containsKey(module)) {
                before.put(
                        module,
                        module.observer(y -> outputs.put(
                                module,
                                Require.returned(
                                                y,
                                                "summary",
                                                "forward of "
                                                        + module.getClass().getSimpleName())
                                        .shape())));
            }
        }
        try (Scope scope = Scope.noGrad()) {
            root.evaluating(() -> root.call(x));
        } finally {
            before.forEach(Module::observer);
        }
        Set<Tensor> counted = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Row> rows = new ArrayList<>();
        modules.forEach((path, module) -> {
            long own = module.ownParameters().values().stream()
                    .filter(counted::add)
                    .mapToLong(Tensor::size)
                    .sum();
            rows.add(new Row(path, module.owner(), outputs.get(module), own));
        });
        return new Summary(rows, root.parameterCount(), root.trainableCount());
    }

    /** A table: module, kind, shape of the output, number of its own parameters; and the totals. */
    @Override
    public String toString() {
        List<String[]> cells = new ArrayList<>();
        cells.add(new String[] {"module", "kind", "output", "parameters"});
        for (Row row : rows) {
            cells.add(new String[] {
                row.path(),
                row.kind(),
                row.output() == null ? "-" : row.output().toString(),
                row.parameters() == 0 ? "" : grouped(row.parameters())
            });
        }
        int[] width = new int[4];
        cells.forEach(line -> {
            for (int i = 0; i < line.length; i++) {
                width[i] = Math.max(width[i], line[i].length());
            }
        });
        StringBuilder text = new StringBuilder();
        String format = "%-" + width[0] + "s  %-" + width[1] + "s  %-" + width[2] + "s  %" + width[3] + "s";
        cells.forEach(line -> text.append(
                        String.format(Locale.ROOT, format, (Object[]) line).stripTrailing())
                .append('\n'));
        text.append(grouped(parameters)).append(" parameters");
        if (trainable < parameters) {
            text.append(", ").append(grouped(trainable)).append(" of them trainable");
        }
        return text.toString();
    }

    static String grouped(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }
}
