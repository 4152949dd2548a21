package org.autodiff;

import java.util.Arrays;
import java.util.Map;
import org.autodiff.References.Plain;
import org.autodiff.References.Reference;
import org.autodiff.op.Attrs;
import org.autodiff.op.Attrs.Axis;

/** The plain-Java references of reductions, scans, norms and clamps. */
final class ReductionReferences {
    static final Map<String, Reference> ALL = Map.ofEntries(
            Map.entry("max", (i, in, a) -> elements(i, in.get(0), a).max().orElseThrow()),
            Map.entry("min", (i, in, a) -> elements(i, in.get(0), a).min().orElseThrow()),
            Map.entry("argmax", (i, in, a) -> first(removed(i, in.get(0), a), 1)),
            Map.entry("argmin", (i, in, a) -> first(removed(i, in.get(0), a), -1)),
            Map.entry("logSumExp", (i, in, a) -> References.logSumExp(References.reduced(i, in.get(0), a))),
            Map.entry("norm", (i, in, a) -> {
                Norm.Power n = (Norm.Power) a;
                double[] x = References.reduced(i, in.get(0), new Attrs.Axes(n.axes(), n.keepDims()));
                double sum =
                        Arrays.stream(x).map(v -> Math.pow(Math.abs(v), n.p())).sum();
                return Math.pow(sum, 1 / n.p());
            }),
            Map.entry("clamp", (i, in, a) -> {
                Clamp.Bounds bounds = (Clamp.Bounds) a;
                return Math.min(Math.max(in.get(0).at(i), bounds.low()), bounds.high());
            }),
            Map.entry(
                    "clampTensor",
                    (i, in, a) -> Math.min(
                            Math.max(References.broadcast(in.get(0), i), References.broadcast(in.get(1), i)),
                            References.broadcast(in.get(2), i))),
            Map.entry("cumsum", (i, in, a) -> {
                Scan.Direction d = (Scan.Direction) a;
                double[] x = References.line(i, in.get(0), d.axis());
                int at = i[d.axis()];
                return Arrays.stream(x, d.reverse() ? at : 0, d.reverse() ? x.length : at + 1)
                        .sum();
            }),
            Map.entry("cumprod", (i, in, a) -> {
                int axis = ((Axis) a).axis();
                return Arrays.stream(References.line(i, in.get(0), axis), 0, i[axis] + 1)
                        .reduce(1, (x, y) -> x * y);
            }),
            Map.entry("logCumsumExp", (i, in, a) -> {
                int axis = ((Axis) a).axis();
                return References.logSumExp(Arrays.copyOf(References.line(i, in.get(0), axis), i[axis] + 1));
            }),
            Map.entry("recurrence", (i, in, a) -> {
                Scan.Direction d = (Scan.Direction) a;
                double[] factors = References.line(i, in.get(0), d.axis());
                double[] terms = References.line(i, in.get(1), d.axis());
                return recurrence(
                        factors, terms, i[d.axis()], d.reverse() ? terms.length - 1 : 0, d.reverse() ? 1 : -1);
            }));

    private ReductionReferences() {}

    private static java.util.stream.DoubleStream elements(int[] index, Plain x, Attrs attrs) {
        return Arrays.stream(References.reduced(index, x, attrs));
    }

    private static double[] removed(int[] index, Plain x, Attrs attrs) {
        return References.reduced(index, x, new Attrs.Axes(new int[] {((Axis) attrs).axis()}, false));
    }

    private static int first(double[] x, int sign) {
        int best = 0;
        for (int k = 1; k < x.length; k++) {
            best = sign * x[k] > sign * x[best] ? k : best;
        }
        return best;
    }

    private static double recurrence(double[] factors, double[] terms, int at, int first, int before) {
        return at == first
                ? terms[at]
                : factors[at] * recurrence(factors, terms, at + before, first, before) + terms[at];
    }
}
