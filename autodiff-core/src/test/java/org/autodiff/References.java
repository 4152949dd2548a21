package org.autodiff;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.autodiff.functional.ConvolutionReferences;
import org.autodiff.functional.LikelihoodLoss;
import org.autodiff.functional.Loss;
import org.autodiff.functional.NormalizationReferences;
import org.autodiff.functional.RecurrentReferences;
import org.autodiff.op.Attrs;
import org.autodiff.op.Reference;
import org.autodiff.op.Reference.Plain;

/**
 * What an operation must compute, in the plainest Java there is, where that is too long to stand in its entry and is not made
 * from {@code scalar(...)}.
 */
final class References {
    private static final Map<OpDef, Reference> ALL = new HashMap<>();

    private References() {}

    /** The reference in the entry, or the one that stands here; null for an operation with neither. */
    static Reference of(OpDef op) {
        return op.reference() != null ? op.reference() : ALL.get(op);
    }

    /** All operations that have a reference here. */
    static Set<OpDef> operations() {
        return ALL.keySet();
    }

    static double logSumExp(double[] x) {
        double top = Arrays.stream(x).max().orElse(0);
        return top + Math.log(Arrays.stream(x).map(v -> Math.exp(v - top)).sum());
    }

    private static double product(int[] index, Plain x, Plain y, Attrs.Transposes t) {
        int r = index.length;
        double sum = 0;
        int n = x.shape().dim(t.left() ? -2 : -1);
        for (int k = 0; k < n; k++) {
            int[] a = index.clone();
            int[] b = index.clone();
            a[r - 2] = t.left() ? k : index[r - 2];
            a[r - 1] = t.left() ? index[r - 2] : k;
            b[r - 2] = t.right() ? index[r - 1] : k;
            b[r - 1] = t.right() ? k : index[r - 1];
            sum += x.broadcastAt(a) * y.broadcastAt(b);
        }
        return sum;
    }

    static {
        ALL.putAll(ReductionReferences.ALL);
        ALL.putAll(LinalgReferences.ALL);
        ALL.putAll(ConvolutionReferences.ALL);
        ALL.putAll(NormalizationReferences.ALL);
        ALL.putAll(RecurrentReferences.ALL);
        ALL.put(Where.WHERE, (i, in, a) -> in[0].broadcastAt(i) != 0 ? in[1].broadcastAt(i) : in[2].broadcastAt(i));
        ALL.put(Movement.RESHAPE, (i, in, a) -> new Plain(in[0].values(), ((Attrs.To) a).shape()).at(i));
        ALL.put(Movement.PERMUTE, (i, in, a) -> {
            int[] order = ((Attrs.Order) a).order();
            int[] at = new int[i.length];
            for (int k = 0; k < i.length; k++) {
                at[order[k]] = i[k];
            }
            return in[0].at(at);
        });
        ALL.put(Movement.EXPAND, (i, in, a) -> in[0].broadcastAt(i));
        ALL.put(Movement.SLICE, (i, in, a) -> {
            Attrs.Range r = (Attrs.Range) a;
            return in[0].at(Reference.with(i, r.axis(), r.start() + i[r.axis()] * r.step()));
        });
        ALL.put(Movement.EMBED, (i, in, a) -> {
            Attrs.Range r = (Attrs.Range) a;
            int from = i[r.axis()] - r.start();
            boolean inside = from >= 0 && from % r.step() == 0 && from / r.step() < r.count();
            return inside ? in[0].at(Reference.with(i, r.axis(), from / r.step())) : 0;
        });
        ALL.put(Joining.CONCAT, (i, in, a) -> {
            int axis = ((Attrs.Axis) a).axis();
            int at = i[axis];
            int part = 0;
            while (at >= in[part].shape().dim(axis)) {
                at -= in[part++].shape().dim(axis);
            }
            return in[part].at(Reference.with(i, axis, at));
        });
        ALL.put(Cast.CAST, (i, in, a) -> in[0].at(i));
        ALL.put(LinearAlgebra.MATMUL, (i, in, a) -> product(i, in[0], in[1], (Attrs.Transposes) a));
        ALL.put(Softmax.SOFTMAX, (i, in, a) -> {
            double[] all = in[0].line(i, ((Attrs.Axis) a).axis());
            return Math.exp(in[0].at(i) - logSumExp(all));
        });
        ALL.put(Softmax.LOG_SOFTMAX, (i, in, a) -> in[0].at(i) - logSumExp(in[0].line(i, ((Attrs.Axis) a).axis())));
        ALL.put(Loss.CROSS_ENTROPY, (i, in, a) -> {
            int label = (int) in[1].at(i);
            double[] row = in[0].line(new int[] {i[0], 0}, 1);
            return logSumExp(row) - row[label];
        });
        ALL.putAll(IndexingReferences.ALL);
        ALL.put(LikelihoodLoss.GAUSSIAN_NLL, (i, in, a) -> {
            double d = in[0].at(i) - in[1].at(i);
            double v = Math.max(in[2].at(i), ((LikelihoodLoss.Floor) a).floor());
            return (Math.log(v) + d * d / v) / 2;
        });
    }
}
