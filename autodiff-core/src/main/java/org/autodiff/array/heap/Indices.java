package org.autodiff.array.heap;

import java.util.Arrays;
import java.util.Comparator;
import org.autodiff.array.Array;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.array.Span;

/** Loops that read and write by index along one axis. */
final class Indices {
    private Indices() {}

    static Array take(HeapBackend b, Array x, int axis, Array index) {
        Array d = b.dense(x);
        long[] at = (long[]) b.elements(index);
        Span s = Span.of(x.shape(), axis);
        Array z = b.allocate(x.dtype(), x.shape().with(axis, at.length));
        for (int o = 0, to = 0; z.size() > 0 && o < s.outer(); o++) {
            for (int c = 0; c < at.length; c++, to += s.inner()) {
                int from = d.offset() + (o * s.count() + (int) at[c]) * s.inner();
                Elements.copy(d.storage(), from, 1, z.storage(), to, 1, s.inner());
            }
        }
        return z;
    }

    static Array untake(HeapBackend b, Array x, int axis, Array index, Shape out) {
        Array d = b.dense(x);
        long[] at = (long[]) b.elements(index);
        Span s = Span.of(out, axis);
        Array z = b.full(x.dtype(), out, 0);
        for (int o = 0, from = d.offset(); x.size() > 0 && o < s.outer(); o++) {
            for (int c = 0; c < at.length; c++, from += s.inner()) {
                int to = (o * s.count() + (int) at[c]) * s.inner();
                for (int i = 0; i < s.inner(); i++) {
                    add(z, to + i, d, from + i);
                }
            }
        }
        return z;
    }

    private static void add(Array z, int to, Array x, int from) {
        if (z.storage() instanceof long[] l) {
            l[to] += ((long[]) x.storage())[from];
        } else {
            double sum = Elements.get(z.storage(), to) + Elements.get(x.storage(), from);
            Elements.set(z.storage(), to, sum);
        }
    }

    /** What to do with one element of an index: its own place, and that of the element that it names. */
    @FunctionalInterface
    private interface Named {
        void element(int place, int named);
    }

    /** Walks an index in row-major order; {@code of} is the dense shape whose elements it names along an axis. */
    private static void forEach(HeapBackend b, Array index, int axis, Shape of, Named body) {
        long[] at = (long[]) b.elements(index);
        int[] strides = of.strides();
        int[] where = new int[of.rank()];
        Shape shape = index.shape();
        for (int i = 0; i < at.length; i++) {
            int offset = 0;
            for (int k = 0; k < where.length; k++) {
                offset += strides[k] * (k == axis ? (int) at[i] : where[k]);
            }
            body.element(i, offset);
            for (int k = where.length - 1; k >= 0 && ++where[k] == shape.dim(k); k--) {
                where[k] = 0;
            }
        }
    }

    static Array gather(HeapBackend b, Array x, int axis, Array index) {
        Array d = b.dense(x);
        Array z = b.allocate(x.dtype(), index.shape());
        forEach(
                b,
                index,
                axis,
                x.shape(),
                (place, named) -> Elements.copy(d.storage(), d.offset() + named, 1, z.storage(), place, 1, 1));
        return z;
    }

    static Array scatterAdd(HeapBackend b, Array x, int axis, Array index, Shape out) {
        Array d = b.dense(x);
        Array z = b.full(x.dtype(), out, 0);
        forEach(b, index, axis, out, (place, named) -> add(z, named, d, d.offset() + place));
        return z;
    }

    static Array argsort(HeapBackend b, Array x, int axis, boolean descending) {
        Array d = b.dense(x);
        Span s = Span.of(x.shape(), axis);
        Array z = b.allocate(DType.INT64, x.shape());
        long[] to = (long[]) z.storage();
        Integer[] order = new Integer[s.count()];
        for (int line = 0; z.size() > 0 && line < s.outer() * s.inner(); line++) {
            int first = line / s.inner() * s.count() * s.inner() + line % s.inner();
            Arrays.setAll(order, i -> i);
            Comparator<Integer> byValue = Comparator.comparingDouble(
                    i -> Elements.get(d.storage(), d.offset() + first + i * s.inner()) + 0.0);
            Arrays.sort(order, descending ? byValue.reversed() : byValue); // -0.0 + 0.0 is 0.0: they are equal
            for (int i = 0; i < order.length; i++) {
                to[first + i * s.inner()] = order[i];
            }
        }
        return z;
    }
}
