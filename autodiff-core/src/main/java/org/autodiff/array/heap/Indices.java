package org.autodiff.array.heap;

import org.autodiff.array.Array;
import org.autodiff.array.Shape;
import org.autodiff.array.Span;

/**
 * Loops that read and write by index along one axis. Where whole runs of elements lie together they are copied as such; else
 * an index is first turned into places in the storage, and one loop for each element type goes through those.
 */
final class Indices {
    private Indices() {}

    static Array take(HeapBackend b, Array x, int axis, Array index) {
        Array d = b.dense(x);
        Span s = Span.of(x.shape(), axis);
        int count = index.size();
        Array z = b.allocate(x.dtype(), x.shape().with(axis, count));
        if (z.size() == 0) {
            return z;
        }
        if (s.inner() == 1) {
            read(d, lines(b, s, index), z);
            return z;
        }
        int[] rows = lines(b, new Span(s.outer(), s.count(), 1), index);
        for (int row = 0; row < rows.length; row++) {
            int from = d.offset() + rows[row] * s.inner();
            System.arraycopy(d.storage(), from, z.storage(), row * s.inner(), s.inner());
        }
        return z;
    }

    static Array untake(HeapBackend b, Array x, int axis, Array index, Shape out) {
        Array d = b.dense(x);
        Span s = Span.of(out, axis);
        Array z = b.full(x.dtype(), out, 0);
        if (x.size() == 0) {
            return z;
        }
        if (s.inner() == 1) {
            add(d, lines(b, s, index), z);
            return z;
        }
        int[] rows = lines(b, new Span(s.outer(), s.count(), 1), index);
        for (int row = 0; row < rows.length; row++) {
            addRow(d, row * s.inner(), z, rows[row] * s.inner(), s.inner());
        }
        return z;
    }

    static Array gather(HeapBackend b, Array x, int axis, Array index) {
        Array z = b.allocate(x.dtype(), index.shape());
        read(b.dense(x), places(b, index, axis, x.shape()), z);
        return z;
    }

    static Array scatterAdd(HeapBackend b, Array x, int axis, Array index, Shape out) {
        Array z = b.full(x.dtype(), out, 0);
        add(b.dense(x), places(b, index, axis, out), z);
        return z;
    }

    /** For each line of a span and each index the number of the element that it names. */
    private static int[] lines(HeapBackend b, Span s, Array index) {
        Array d = b.dense(index);
        long[] at = (long[]) d.storage();
        int count = index.size();
        int[] places = new int[s.outer() * count];
        for (int o = 0, to = 0; o < s.outer(); o++) {
            for (int c = 0; c < count; c++) {
                places[to++] = o * s.count() + (int) at[d.offset() + c];
            }
        }
        return places;
    }

    /** For each element of an index, in row-major order, the number of the element of a dense shape that it names. */
    private static int[] places(HeapBackend b, Array index, int axis, Shape of) {
        Array d = b.dense(index);
        long[] at = (long[]) d.storage();
        int[] places = new int[index.size()];
        int last = of.rank() - 1;
        int[] strides = of.strides();
        int step = strides[axis];
        int along = axis == last ? 0 : 1;
        int n = index.shape().dim(last);
        int[] row = new int[last];
        for (int i = 0; i < places.length; i += n) {
            int first = 0;
            for (int k = 0; k < last; k++) {
                first += k == axis ? 0 : strides[k] * row[k];
            }
            for (int j = 0; j < n; j++) {
                places[i + j] = first + along * j + step * (int) at[d.offset() + i + j];
            }
            for (int k = last - 1; k >= 0 && ++row[k] == index.shape().dim(k); k--) {
                row[k] = 0;
            }
        }
        return places;
    }

    /** {@code z[i] = x[places[i]]}. */
    private static void read(Array x, int[] places, Array z) {
        int o = x.offset();
        if (x.storage() instanceof float[] from) {
            float[] to = (float[]) z.storage();
            for (int i = 0; i < places.length; i++) {
                to[i] = from[o + places[i]];
            }
        } else if (x.storage() instanceof double[] from) {
            double[] to = (double[]) z.storage();
            for (int i = 0; i < places.length; i++) {
                to[i] = from[o + places[i]];
            }
        } else if (x.storage() instanceof long[] from) {
            long[] to = (long[]) z.storage();
            for (int i = 0; i < places.length; i++) {
                to[i] = from[o + places[i]];
            }
        } else {
            boolean[] from = (boolean[]) x.storage();
            boolean[] to = (boolean[]) z.storage();
            for (int i = 0; i < places.length; i++) {
                to[i] = from[o + places[i]];
            }
        }
    }

    /** {@code z[places[i]] += x[i]}, in order. */
    private static void add(Array x, int[] places, Array z) {
        int o = x.offset();
        if (x.storage() instanceof float[] from) {
            float[] to = (float[]) z.storage();
            for (int i = 0; i < places.length; i++) {
                to[places[i]] += from[o + i];
            }
        } else if (x.storage() instanceof double[] from) {
            double[] to = (double[]) z.storage();
            for (int i = 0; i < places.length; i++) {
                to[places[i]] += from[o + i];
            }
        } else {
            long[] from = (long[]) x.storage();
            long[] to = (long[]) z.storage();
            for (int i = 0; i < places.length; i++) {
                to[places[i]] += from[o + i];
            }
        }
    }

    private static void addRow(Array x, int row, Array z, int to, int n) {
        int from = x.offset() + row;
        if (z.storage() instanceof float[] f) {
            FloatLoops.axpy(f, to, 1, (float[]) x.storage(), from, n);
        } else if (z.storage() instanceof double[] d) {
            DoubleLoops.axpy(d, to, 1, (double[]) x.storage(), from, n);
        } else {
            long[] l = (long[]) z.storage();
            for (int i = 0; i < n; i++) {
                l[to + i] += ((long[]) x.storage())[from + i];
            }
        }
    }
}
