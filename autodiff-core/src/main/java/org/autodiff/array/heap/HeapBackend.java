package org.autodiff.array.heap;

import java.util.Arrays;
import java.util.List;
import org.autodiff.array.Array;
import org.autodiff.array.Backend;
import org.autodiff.array.Binary;
import org.autodiff.array.Comparator;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.array.Span;
import org.autodiff.array.Unary;

/**
 * Plain Java on Java arrays: the reference that other backends are compared with, a start without natives, and what the
 * native backend uses for small arrays, where a call into native code costs more than the arithmetic.
 */
public final class HeapBackend implements Backend, HeapConvolution, HeapNormalization, Factorizations {
    @Override
    public String name() {
        return "heap";
    }

    @Override
    public Array allocate(DType dtype, Shape shape) {
        return Array.dense(dtype, shape, Elements.allocate(dtype, shape.size()));
    }

    @Override
    public Array full(DType dtype, Shape shape, double value) {
        Array z = allocate(dtype, shape);
        if (Double.doubleToRawLongBits(value) != 0) { // -0.0 is not what new arrays hold
            fill(z.storage(), 0, z.size(), value);
        }
        return z;
    }

    private static void fill(Object storage, int from, int to, double value) {
        if (storage instanceof float[] f) {
            Arrays.fill(f, from, to, (float) value);
        } else if (storage instanceof double[] d) {
            Arrays.fill(d, from, to, value);
        } else {
            for (int i = from; i < to; i++) {
                Elements.set(storage, i, value);
            }
        }
    }

    @Override
    public Array of(Object elements, Shape shape) {
        Array z = allocate(Elements.dtype(elements), shape);
        Elements.copy(elements, 0, 1, z.storage(), 0, 1, shape.size());
        return z;
    }

    @Override
    public Object elements(Array x) {
        return copy(x).storage();
    }

    @Override
    public double item(Array x) {
        return Elements.get(x.storage(), x.offset());
    }

    @Override
    public Array dense(Array x) {
        return x.isDense() ? x : copy(x);
    }

    @Override
    public Array copy(Array x) {
        Array z = allocate(x.dtype(), x.shape());
        if (x.isDense()) {
            Elements.copy(x.storage(), x.offset(), 1, z.storage(), 0, 1, x.size());
        } else {
            Rows.forEach(
                    x.shape(), (at, by, out, n) -> Elements.copy(x.storage(), at[0], by[0], z.storage(), out, 1, n), x);
        }
        return z;
    }

    @Override
    public Array cast(Array x, DType to) {
        Array d = dense(x);
        Array z = allocate(to, x.shape());
        for (int i = 0; i < x.size(); i++) {
            Elements.set(z.storage(), i, Elements.get(d.storage(), d.offset() + i));
        }
        return z;
    }

    @Override
    public Array unary(Unary f, Array x) {
        Array d = dense(x);
        Array z = allocate(x.dtype(), x.shape());
        if (z.storage() instanceof float[] to) {
            FloatLoops.unary(f, (float[]) d.storage(), d.offset(), to, to.length);
        } else {
            DoubleLoops.unary(f, (double[]) d.storage(), d.offset(), (double[]) z.storage(), z.size());
        }
        return z;
    }

    @Override
    public Array binary(Binary f, Array x, Array y, Shape out) {
        Array z = allocate(x.dtype(), out);
        boolean whole = x.isDense() && x.size() == out.size();
        if (whole && (y.size() == 1 || y.isDense() && y.size() == out.size())) {
            binaryRow(f, x, x.offset(), 1, y, y.offset(), y.size() == 1 ? 0 : 1, z, 0, out.size());
        } else {
            Rows.forEach(out, (at, by, to, n) -> binaryRow(f, x, at[0], by[0], y, at[1], by[1], z, to, n), x, y);
        }
        return z;
    }

    private static void binaryRow(Binary f, Array x, int xo, int xs, Array y, int yo, int ys, Array z, int zo, int n) {
        if (z.storage() instanceof float[] to) {
            FloatLoops.binary(f, (float[]) x.storage(), xo, xs, (float[]) y.storage(), yo, ys, to, zo, n);
        } else {
            DoubleLoops.binary(
                    f, (double[]) x.storage(), xo, xs, (double[]) y.storage(), yo, ys, (double[]) z.storage(), zo, n);
        }
    }

    @Override
    public Array compare(Comparator f, Array x, Array y, Shape out) {
        Array z = allocate(DType.BOOL, out);
        boolean[] to = (boolean[]) z.storage();
        Rows.forEach(
                out,
                (at, by, o, n) -> {
                    if (x.storage() instanceof long[] l && y.storage() instanceof long[] r) {
                        for (int i = 0; i < n; i++) {
                            to[o + i] = f.test(l[at[0] + i * by[0]], r[at[1] + i * by[1]]);
                        }
                        return;
                    }
                    for (int i = 0; i < n; i++) {
                        to[o + i] = f.test(
                                Elements.get(x.storage(), at[0] + i * by[0]),
                                Elements.get(y.storage(), at[1] + i * by[1]));
                    }
                },
                x,
                y);
        return z;
    }

    @Override
    public Array where(Array condition, Array x, Array y, Shape out) {
        Array z = allocate(x.dtype(), out);
        boolean[] c = (boolean[]) condition.storage();
        Rows.forEach(
                out,
                (at, by, o, n) -> {
                    for (int i = 0; i < n; i++) {
                        boolean first = c[at[0] + i * by[0]];
                        Object from = first ? x.storage() : y.storage();
                        int index = first ? at[1] + i * by[1] : at[2] + i * by[2];
                        Elements.set(z.storage(), o + i, Elements.get(from, index));
                    }
                },
                condition,
                x,
                y);
        return z;
    }

    /** The array in an order where the axes form one span. */
    private Array spanned(Array x, int... axes) {
        Array d = dense(x);
        return Span.of(d.shape(), axes) != null
                ? d
                : copy(d.permute(Span.toEnd(x.shape().rank(), axes)));
    }

    private static Span span(Array x, Array arranged, int... axes) {
        Span s = Span.of(x.shape(), axes);
        if (s != null) {
            return s;
        }
        int count = 1;
        for (int axis : axes) {
            count *= x.shape().dim(axis);
        }
        return new Span(count == 0 ? 0 : arranged.size() / count, count, 1);
    }

    @Override
    public Array sum(Array x, int... axes) {
        Array d = spanned(x, axes);
        Span s = span(x, d, axes);
        Array z = allocate(x.dtype(), Span.reduced(x.shape(), axes));
        double[] row = new double[s.inner()];
        for (int o = 0, at = d.offset(); z.size() > 0 && o < s.outer(); o++) {
            Arrays.fill(row, 0);
            for (int c = 0; c < s.count(); c++, at += s.inner()) {
                if (d.storage() instanceof float[] f) {
                    for (int i = 0; i < row.length; i++) {
                        row[i] += f[at + i];
                    }
                } else {
                    DoubleLoops.axpy(row, 0, 1, (double[]) d.storage(), at, row.length);
                }
            }
            for (int i = 0; i < row.length; i++) {
                Elements.set(z.storage(), o * row.length + i, row[i]);
            }
        }
        return z;
    }

    @Override
    public Array max(Array x, int... axes) {
        Array d = spanned(x, axes);
        Span s = span(x, d, axes);
        Array z = allocate(x.dtype(), Span.reduced(x.shape(), axes));
        for (int o = 0; o < s.outer(); o++) {
            for (int i = 0; i < s.inner(); i++) {
                int from = d.offset() + o * s.count() * s.inner() + i;
                double best = Maximum.of(d.storage(), from, s.count(), s.inner());
                Elements.set(z.storage(), o * s.inner() + i, best);
            }
        }
        return z;
    }

    @Override
    public Array argmax(Array x, int axis) {
        Array d = dense(x);
        Span s = Span.of(x.shape(), axis);
        Array z = allocate(DType.INT64, Span.reduced(x.shape(), axis));
        for (int o = 0; o < s.outer(); o++) {
            for (int i = 0; i < s.inner(); i++) {
                int best = 0;
                double top = Double.NaN;
                for (int c = 0; c < s.count(); c++) {
                    double v = Elements.get(d.storage(), d.offset() + (o * s.count() + c) * s.inner() + i);
                    if (c == 0 || v > top || Double.isNaN(v) && !Double.isNaN(top)) {
                        best = c;
                        top = v;
                    }
                }
                ((long[]) z.storage())[o * s.inner() + i] = best;
            }
        }
        return z;
    }

    @Override
    public Array matmul(Array x, Array y, boolean transposeX, boolean transposeY, Shape out) {
        Array z = full(x.dtype(), out, 0);
        int rank = out.rank();
        int m = out.dim(rank - 2);
        int n = out.dim(rank - 1);
        int inner = x.shape().dim(transposeX ? -2 : -1);
        int[] xs = x.strides();
        int[] ys = y.strides();
        int xi = xs[xs.length - (transposeX ? 1 : 2)];
        int xk = xs[xs.length - (transposeX ? 2 : 1)];
        int yk = ys[ys.length - (transposeY ? 1 : 2)];
        int yj = ys[ys.length - (transposeY ? 2 : 1)];
        forEachMatrix(x, y, out, (xo, yo, zo) -> {
            if (z.storage() instanceof float[] to) {
                FloatLoops.matmul(
                        (float[]) x.storage(), xo, xi, xk, (float[]) y.storage(), yo, yk, yj, to, zo, m, inner, n);
            } else {
                DoubleLoops.matmul(
                        (double[]) x.storage(),
                        xo,
                        xi,
                        xk,
                        (double[]) y.storage(),
                        yo,
                        yk,
                        yj,
                        (double[]) z.storage(),
                        zo,
                        m,
                        inner,
                        n);
            }
        });
        return z;
    }

    /** What to do with one pair of matrices of a batch: offsets of both operands and of the dense result. */
    @FunctionalInterface
    public interface MatrixBody {
        /** Handles one product. */
        void matrices(int x, int y, int z);
    }

    /** Walks the batch of a matrix product: all axes but the last two, broadcast. */
    public static void forEachMatrix(Array x, Array y, Shape out, MatrixBody body) {
        int matrix = out.dim(-1) * out.dim(-2);
        if (matrix == 0) {
            return;
        }
        Shape batch = Shape.of(Arrays.copyOf(out.toArray(), out.rank() - 2));
        Rows.forEach(
                batch,
                (at, by, to, n) -> {
                    for (int i = 0; i < n; i++) {
                        body.matrices(at[0] + i * by[0], at[1] + i * by[1], (to + i) * matrix);
                    }
                },
                firstOfEach(x),
                firstOfEach(y));
    }

    /** The first element of each matrix, as an array over the batch axes. */
    private static Array firstOfEach(Array x) {
        int rank = x.shape().rank();
        return x.slice(rank - 1, 0, 1, 1).slice(rank - 2, 0, 1, 1).dropLast(2);
    }

    @Override
    public Array concat(List<Array> xs, int axis, Shape out) {
        Array z = allocate(xs.get(0).dtype(), out);
        int start = 0;
        for (Array x : xs) {
            int count = x.shape().dim(axis);
            copyInto(z.slice(axis, start, count, 1), x);
            start += count;
        }
        return z;
    }

    @Override
    public Array embed(Array x, int axis, int start, int step, Shape out) {
        Array z = full(x.dtype(), out, 0);
        copyInto(z.slice(axis, start, x.shape().dim(axis), step), x);
        return z;
    }

    @Override
    public Array pick(Array x, Array columns) {
        Array d = dense(x);
        Array at = dense(columns);
        Array z = allocate(x.dtype(), columns.shape());
        for (int i = 0; i < z.size(); i++) {
            int column = (int) ((long[]) at.storage())[at.offset() + i];
            Elements.set(
                    z.storage(),
                    i,
                    Elements.get(d.storage(), d.offset() + i * x.shape().dim(1) + column));
        }
        return z;
    }

    @Override
    public Array unpick(Array x, Array columns, Shape out) {
        Array d = dense(x);
        Array at = dense(columns);
        Array z = full(x.dtype(), out, 0);
        for (int i = 0; i < x.size(); i++) {
            int column = (int) ((long[]) at.storage())[at.offset() + i];
            Elements.set(z.storage(), i * out.dim(1) + column, Elements.get(d.storage(), d.offset() + i));
        }
        return z;
    }

    @Override
    public void addInto(Array target, double alpha, Array x) {
        Array d = dense(x);
        if (target.storage() instanceof float[] to) {
            FloatLoops.axpy(to, target.offset(), (float) alpha, (float[]) d.storage(), d.offset(), d.size());
        } else {
            DoubleLoops.axpy(
                    (double[]) target.storage(), target.offset(), alpha, (double[]) d.storage(), d.offset(), d.size());
        }
    }

    @Override
    public void scaleInto(Array target, double alpha) {
        for (int i = target.offset(); i < target.offset() + target.size(); i++) {
            Elements.set(target.storage(), i, alpha * Elements.get(target.storage(), i));
        }
    }

    @Override
    public void copyInto(Array target, Array x) {
        if (x.storage() == target.storage()) {
            copyInto(target, copy(x)); // a view of the target itself, which would read what is already overwritten
            return;
        }
        Rows.forEach(
                target.shape(),
                (at, by, out, n) -> Elements.copy(x.storage(), at[1], by[1], target.storage(), at[0], by[0], n),
                target,
                x);
    }

    @Override
    public void adamInto(Array parameter, Array gradient, Array m, Array v, AdamStep step) {
        double rate = step.lr() / step.correction1();
        double root = 1 / Math.sqrt(step.correction2());
        Array g = dense(gradient);
        Array packed = g.offset() == 0 ? g : copy(g);
        if (parameter.storage() instanceof float[] p) {
            FloatLoops.adam(
                    p,
                    (float[]) packed.storage(),
                    (float[]) m.storage(),
                    (float[]) v.storage(),
                    p.length,
                    (float) step.beta1(),
                    (float) (1 - step.beta1()),
                    (float) step.beta2(),
                    (float) (1 - step.beta2()),
                    (float) rate,
                    (float) root,
                    (float) step.eps());
        } else {
            DoubleLoops.adam(
                    (double[]) parameter.storage(),
                    (double[]) packed.storage(),
                    (double[]) m.storage(),
                    (double[]) v.storage(),
                    parameter.size(),
                    step.beta1(),
                    step.beta2(),
                    rate,
                    root,
                    step.eps());
        }
    }

    // Indexing.

    @Override
    public Array take(Array x, int axis, Array index) {
        return Indices.take(this, x, axis, index);
    }

    @Override
    public Array untake(Array x, int axis, Array index, Shape out) {
        return Indices.untake(this, x, axis, index, out);
    }

    @Override
    public Array gather(Array x, int axis, Array index) {
        return Indices.gather(this, x, axis, index);
    }

    @Override
    public Array scatterAdd(Array x, int axis, Array index, Shape out) {
        return Indices.scatterAdd(this, x, axis, index, out);
    }

    @Override
    public Array argsort(Array x, int axis, boolean descending) {
        return Sorting.argsort(this, x, axis, descending);
    }

    // Scans.

    @Override
    public Array accumulate(Binary f, Array x, int axis, boolean reverse) {
        return Scans.accumulate(this, f, x, axis, reverse);
    }

    @Override
    public Array recurrence(Array factors, Array terms, int axis, boolean reverse) {
        return Scans.recurrence(this, factors, terms, axis, reverse);
    }
}
