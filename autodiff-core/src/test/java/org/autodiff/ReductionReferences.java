package org.autodiff;

import java.util.Arrays;
import java.util.Map;
import org.autodiff.op.Attrs;
import org.autodiff.op.Attrs.Axis;
import org.autodiff.op.Reference;
import org.autodiff.op.Reference.Plain;

/** The plain-Java references of positions of extrema, scans, norms and clamps. */
final class ReductionReferences {
    static final Map<OpDef, Reference> ALL = Map.ofEntries(
            Map.entry(Reduction.ARGMAX, (i, in, a) -> first(removed(i, in[0], a), 1)),
            Map.entry(Reduction.ARGMIN, (i, in, a) -> first(removed(i, in[0], a), -1)),
            Map.entry(Norm.NORM, (i, in, a) -> {
                Norm.Power n = (Norm.Power) a;
                double[] x = in[0].over(i, new Attrs.Axes(n.axes(), n.over().keepDims()));
                double sum =
                        Arrays.stream(x).map(v -> Math.pow(Math.abs(v), n.p())).sum();
                return Math.pow(sum, 1 / n.p());
            }),
            Map.entry(
                    Clamp.CLAMP_TENSOR,
                    (i, in, a) -> Math.min(Math.max(in[0].broadcastAt(i), in[1].broadcastAt(i)), in[2].broadcastAt(i))),
            Map.entry(Scan.CUMSUM, (i, in, a) -> {
                Scan.Direction d = (Scan.Direction) a;
                double[] x = in[0].line(i, d.axis());
                int at = i[d.axis()];
                return Arrays.stream(x, d.reverse() ? at : 0, d.reverse() ? x.length : at + 1)
                        .sum();
            }),
            Map.entry(Scan.CUMPROD, (i, in, a) -> {
                int axis = ((Axis) a).axis();
                return Arrays.stream(in[0].line(i, axis), 0, i[axis] + 1).reduce(1, (x, y) -> x * y);
            }),
            Map.entry(Scan.LOG_CUMSUM_EXP, (i, in, a) -> {
                int axis = ((Axis) a).axis();
                return References.logSumExp(Arrays.copyOf(in[0].line(i, axis), i[axis] + 1));
            }),
            Map.entry(Scan.RECURRENCE, (i, in, a) -> {
                Scan.Direction d = (Scan.Direction) a;
                double[] factors = in[0].line(i, d.axis());
                double[] terms = in[1].line(i, d.axis());
                return recurrence(
                        factors, terms, i[d.axis()], d.reverse() ? terms.length - 1 : 0, d.reverse() ? 1 : -1);
            }));

    private ReductionReferences() {}

    private static double[] removed(int[] index, Plain x, Attrs attrs) {
        return x.over(index, new Attrs.Axes(new int[] {((Axis) attrs).axis()}, false));
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
