package org.autodiff;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.array.Shape;
import org.autodiff.op.Attrs;
import org.autodiff.op.Pointwise;

/**
 * What each operation must compute, in the plainest Java there is: loops over every index, in double. Operations that
 * state their formula on doubles are taken from there; the others stand here by name.
 */
final class References {
    /** A dense array of doubles. */
    record Plain(double[] values, Shape shape) {
        double at(int[] index) {
            return values[offset(shape, index)];
        }
    }

    @FunctionalInterface
    interface Reference {
        double at(int[] index, List<Plain> in, Attrs attrs);
    }

    private static final Map<String, Reference> BY_NAME = new HashMap<>();

    private References() {}

    static boolean has(OpDef op) {
        return op.scalar() != null || BY_NAME.containsKey(op.name());
    }

    static double[] compute(OpDef op, Attrs attrs, List<Plain> in, Shape out) {
        double[] z = new double[out.size()];
        int[] index = new int[out.rank()];
        for (int i = 0; i < z.length; i++) {
            z[i] = op.scalar() != null
                    ? pointwise(op.scalar(), attrs, index, in)
                    : BY_NAME.get(op.name()).at(index, in, attrs);
            next(index, out);
        }
        return z;
    }

    private static double pointwise(Pointwise f, Attrs attrs, int[] index, List<Plain> in) {
        return f.at(attrs, broadcast(in.get(0), index), in.size() > 1 ? broadcast(in.get(1), index) : 0);
    }

    /** The element of x at an index of a shape that x broadcasts to. */
    static double broadcast(Plain x, int[] index) {
        int[] own = new int[x.shape().rank()];
        for (int i = 0; i < own.length; i++) {
            own[i] = x.shape().dim(i) == 1 ? 0 : index[index.length - own.length + i];
        }
        return x.at(own);
    }

    private static int offset(Shape shape, int[] index) {
        int o = 0;
        for (int i = 0; i < index.length; i++) {
            o = o * shape.dim(i) + index[i];
        }
        return o;
    }

    static void next(int[] index, Shape shape) {
        for (int i = index.length - 1; i >= 0; i--) {
            if (++index[i] < shape.dim(i)) {
                return;
            }
            index[i] = 0;
        }
    }

    /** All elements of x whose index agrees with the result's in the axes that stay. */
    private static double[] reduced(int[] index, Plain x, int[] axes, boolean keepDims) {
        int[] at = new int[x.shape().rank()];
        int next = 0;
        for (int i = 0; i < at.length; i++) {
            boolean gone = Arrays.binarySearch(axes, i) >= 0;
            if (!gone || keepDims) {
                at[i] = gone ? 0 * index[next++] : index[next++];
            }
        }
        int[] dims = Arrays.stream(axes).map(a -> x.shape().dim(a)).toArray();
        Shape inner = Shape.of(dims);
        double[] all = new double[inner.size()];
        int[] k = new int[dims.length];
        for (int i = 0; i < all.length; i++) {
            for (int j = 0; j < axes.length; j++) {
                at[axes[j]] = k[j];
            }
            all[i] = x.at(at);
            next(k, inner);
        }
        return all;
    }

    static double[] reduced(int[] index, Plain x, Attrs attrs) {
        Attrs.Axes a = (Attrs.Axes) attrs;
        return reduced(index, x, a.axes(), a.keepDims());
    }

    /** The elements of x along one axis through an index. */
    static double[] line(int[] index, Plain x, int axis) {
        int[] at = index.clone();
        double[] all = new double[x.shape().dim(axis)];
        for (int i = 0; i < all.length; i++) {
            at[axis] = i;
            all[i] = x.at(at);
        }
        return all;
    }

    static int[] with(int[] index, int axis, int value) {
        int[] at = index.clone();
        at[axis] = value;
        return at;
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
            sum += broadcast(x, a) * broadcast(y, b);
        }
        return sum;
    }

    static {
        BY_NAME.putAll(LossReferences.ALL);
        BY_NAME.putAll(ReductionReferences.ALL);
        BY_NAME.putAll(LinalgReferences.ALL);
        BY_NAME.putAll(ConvolutionReferences.ALL);
        BY_NAME.putAll(NormalizationReferences.ALL);
        BY_NAME.put(
                "where",
                (i, in, a) -> broadcast(in.get(0), i) != 0 ? broadcast(in.get(1), i) : broadcast(in.get(2), i));
        BY_NAME.put("sum", (i, in, a) -> Arrays.stream(reduced(i, in.get(0), a)).sum());
        BY_NAME.put(
                "mean",
                (i, in, a) -> Arrays.stream(reduced(i, in.get(0), a)).average().orElseThrow());
        BY_NAME.put("reshape", (i, in, a) -> in.get(0).values()[offset(((Attrs.To) a).shape(), i)]);
        BY_NAME.put("permute", (i, in, a) -> {
            int[] order = ((Attrs.Order) a).order();
            int[] at = new int[i.length];
            for (int k = 0; k < i.length; k++) {
                at[order[k]] = i[k];
            }
            return in.get(0).at(at);
        });
        BY_NAME.put("expand", (i, in, a) -> broadcast(in.get(0), i));
        BY_NAME.put("slice", (i, in, a) -> {
            Attrs.Range r = (Attrs.Range) a;
            return in.get(0).at(with(i, r.axis(), r.start() + i[r.axis()] * r.step()));
        });
        BY_NAME.put("embed", (i, in, a) -> {
            Attrs.Range r = (Attrs.Range) a;
            int from = i[r.axis()] - r.start();
            boolean inside = from >= 0 && from % r.step() == 0 && from / r.step() < r.count();
            return inside ? in.get(0).at(with(i, r.axis(), from / r.step())) : 0;
        });
        BY_NAME.put("concat", (i, in, a) -> {
            int axis = ((Attrs.Axis) a).axis();
            int at = i[axis];
            int part = 0;
            while (at >= in.get(part).shape().dim(axis)) {
                at -= in.get(part++).shape().dim(axis);
            }
            return in.get(part).at(with(i, axis, at));
        });
        BY_NAME.put("cast", (i, in, a) -> in.get(0).at(i));
        BY_NAME.put("matmul", (i, in, a) -> product(i, in.get(0), in.get(1), (Attrs.Transposes) a));
        BY_NAME.put("softmax", (i, in, a) -> {
            double[] all = line(i, in.get(0), ((Attrs.Axis) a).axis());
            return Math.exp(in.get(0).at(i) - logSumExp(all));
        });
        BY_NAME.put(
                "logSoftmax", (i, in, a) -> in.get(0).at(i) - logSumExp(line(i, in.get(0), ((Attrs.Axis) a).axis())));
        BY_NAME.put("crossEntropy", (i, in, a) -> {
            int label = (int) in.get(1).at(i);
            double[] row = line(new int[] {i[0], 0}, in.get(0), 1);
            return logSumExp(row) - row[label];
        });
        BY_NAME.putAll(IndexingReferences.ALL);
    }
}
