package org.autodiff.array.heap;

import java.util.Arrays;
import java.util.List;
import org.autodiff.array.Array;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.array.Span;

/** The primitives that are loops over Java arrays wherever the elements lie; a backend overrides those that it does better. */
abstract class LoopBackend extends RowLoops
        implements Factorizations, HeapConvolution, HeapNormalization, Indices, Masks, Recurrence, Scans, Sorting {
    @Override
    public Array of(Object elements, Shape shape) {
        Array z = HeapArrays.allocate(Elements.dtype(elements), shape);
        Elements.copy(elements, 0, 1, z.storage(), 0, 1, shape.size());
        return placed(z);
    }

    @Override
    public Array dense(Array x) {
        return x.isDense() ? x : copy(x);
    }

    @Override
    public Array cast(Array x, DType to) {
        return mapChunks(to, x.shape(), (a, at, z, first, n) -> Elements.convert(a[0], at[0], z, first, n), x);
    }

    /** An arranged array seen as a span over the axes of a reduction, which form one or are its last. */
    static Span span(Array x, Array arranged, int... axes) {
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
    public Array max(Array x, int... axes) {
        Array rows = maxInLoops(x, Span.of(x.shape(), axes), Span.reduced(x.shape(), axes));
        if (rows != null) {
            return rows;
        }
        boolean spans = Span.of(x.shape(), axes) != null;
        Array d = spans
                ? x
                : HeapArrays.copy(onHeap(x).permute(Span.toEnd(x.shape().rank(), axes)));
        Span s = span(x, d, axes);
        int length = s.count() * s.inner();
        return mapLines(d, length, x.dtype(), Span.reduced(x.shape(), axes), s.inner(), (outer, from, at, z, to) -> {
            for (int i = 0; i < s.inner(); i++) {
                Elements.set(z, to + i, Maximum.of(from, at + i, s.count(), s.inner()));
            }
        });
    }

    @Override
    public Array argmax(Array x, int axis) {
        Span s = Span.of(x.shape(), axis);
        return mapSpans(
                s,
                1,
                DType.INT64,
                Span.reduced(x.shape(), axis),
                b -> {
                    for (int i = 0; i < b.lines() * b.inner(); i++) {
                        int first = b.at()[0] + i / b.inner() * s.count() * b.inner() + i % b.inner();
                        ((long[]) b.z())[b.to() + i] = Maximum.indexOf(b.x()[0], first, s.count(), b.inner());
                    }
                },
                x);
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
        int count = x.shape().dim(axis);
        Array z = step == 1 ? allocate(x.dtype(), out) : full(x.dtype(), out, 0);
        if (step == 1) {
            clear(z.slice(axis, 0, start, 1));
            clear(z.slice(axis, start + count, out.dim(axis) - start - count, 1));
        }
        copyInto(z.slice(axis, start, count, step), x);
        return z;
    }

    /** Sets a view to zero. */
    private void clear(Array z) {
        if (z.size() > 0) {
            copyInto(z, full(z.dtype(), Shape.SCALAR, 0).expand(z.shape()));
        }
    }

    @Override
    public Array pick(Array x, Array columns) {
        Array d = HeapArrays.dense(onHeap(x));
        long[] at = HeapArrays.longs(columns);
        Array z = HeapArrays.allocate(x.dtype(), columns.shape());
        for (int i = 0; i < z.size(); i++) {
            int from = d.offset() + i * x.shape().dim(1) + (int) at[i];
            Elements.set(z.storage(), i, Elements.get(d.storage(), from));
        }
        return placed(z);
    }

    @Override
    public Array unpick(Array x, Array columns, Shape out) {
        Array d = HeapArrays.dense(onHeap(x));
        long[] at = HeapArrays.longs(columns);
        Array z = HeapArrays.allocate(x.dtype(), out);
        for (int i = 0; i < x.size(); i++) {
            Elements.set(z.storage(), i * out.dim(1) + (int) at[i], Elements.get(d.storage(), d.offset() + i));
        }
        return placed(z);
    }

    /** Where each matrix of a batch of products begins in an operand, whose leading axes broadcast to those of the result. */
    public static int[] matrices(Array x, Shape out) {
        if (out.size() == 0) {
            return new int[0];
        }
        int rank = x.shape().rank();
        Array firsts = x.slice(rank - 1, 0, 1, 1).slice(rank - 2, 0, 1, 1).dropLast(2);
        Shape batch = Shape.of(Arrays.copyOf(out.toArray(), out.rank() - 2));
        int[] all = new int[batch.size()];
        Rows.forEach(
                batch,
                (at, by, to, n) -> {
                    for (int i = 0; i < n; i++) {
                        all[to + i] = at[0] + i * by[0];
                    }
                },
                firsts);
        return all;
    }
}
