package org.autodiff.array.heap;

import org.autodiff.array.Array;
import org.autodiff.array.Shape;
import org.autodiff.array.Span;

/**
 * Loops that read and write by index along one axis. Where whole runs of elements lie together they are copied as such; else
 * an index is first turned into places in the storage, and one loop for each element type goes through those.
 */
interface Indices extends Hosting {
    @Override
    default Array take(Array x, int axis, Array index) {
        Array d = HeapArrays.dense(onHeap(x));
        Span s = Span.of(x.shape(), axis);
        Array z = HeapArrays.allocate(x.dtype(), x.shape().with(axis, index.size()));
        if (z.size() > 0 && s.inner() == 1) {
            long[] places = rows(s, index);
            read(d.storage(), d.offset(), places, 0, z.storage(), 0, places.length);
        } else if (z.size() > 0) {
            long[] rows = rows(s, index);
            for (int row = 0; row < rows.length; row++) {
                int from = d.offset() + (int) rows[row] * s.inner();
                System.arraycopy(d.storage(), from, z.storage(), row * s.inner(), s.inner());
            }
        }
        return placed(z);
    }

    @Override
    default Array untake(Array x, int axis, Array index, Shape out) {
        Array d = HeapArrays.dense(onHeap(x));
        Span s = Span.of(out, axis);
        Array z = HeapArrays.allocate(x.dtype(), out);
        if (x.size() > 0 && s.inner() == 1) {
            long[] places = rows(s, index);
            add(d.storage(), d.offset(), z.storage(), 0, places, 0, places.length);
        } else if (x.size() > 0) {
            long[] rows = rows(s, index);
            for (int row = 0; row < rows.length; row++) {
                int to = (int) rows[row] * s.inner();
                Elements.add(z.storage(), to, 1, d.storage(), d.offset() + row * s.inner(), s.inner());
            }
        }
        return placed(z);
    }

    @Override
    default Array gather(Array x, int axis, Array index) {
        long[] at = (long[]) HeapArrays.packed(index);
        if (haveTheSameLines(x.shape(), axis, index.shape())) {
            int picked = index.shape().dim(-1);
            return mapLines(
                    x,
                    x.shape().dim(-1),
                    x.dtype(),
                    index.shape(),
                    picked,
                    (line, from, start, z, to) -> read(from, start, at, line * picked, z, to, picked));
        }
        Array d = HeapArrays.dense(onHeap(x));
        Array z = HeapArrays.allocate(x.dtype(), index.shape());
        read(d.storage(), d.offset(), places(at, index.shape(), axis, x.shape()), 0, z.storage(), 0, z.size());
        return placed(z);
    }

    @Override
    default Array scatterAdd(Array x, int axis, Array index, Shape out) {
        long[] at = (long[]) HeapArrays.packed(index);
        if (haveTheSameLines(out, axis, index.shape())) {
            int picked = index.shape().dim(-1);
            int length = out.dim(-1);
            return mapLines(x, picked, x.dtype(), out, length, (line, from, start, z, to) -> {
                Elements.fill(z, to, to + length, 0);
                add(from, start, z, to, at, line * picked, picked);
            });
        }
        Array d = HeapArrays.dense(onHeap(x));
        Array z = HeapArrays.allocate(x.dtype(), out);
        add(d.storage(), d.offset(), z.storage(), 0, places(at, index.shape(), axis, out), 0, x.size());
        return placed(z);
    }

    /** Whether an index along the last axis has as many lines as the shape that it points into. */
    private static boolean haveTheSameLines(Shape whole, int axis, Shape index) {
        int last = whole.rank() - 1;
        return axis == last && index.size() > 0 && index.with(last, 1).equals(whole.with(last, 1));
    }

    /** For each index, in each of the outer parts of a span, the number of the row of inner elements that it names. */
    private static long[] rows(Span s, Array index) {
        long[] at = (long[]) HeapArrays.packed(index);
        int count = index.size();
        long[] rows = new long[s.outer() * count];
        for (int o = 0, to = 0; o < s.outer(); o++) {
            for (int c = 0; c < count; c++) {
                rows[to++] = (long) o * s.count() + at[c];
            }
        }
        return rows;
    }

    /** For each element of an index, in row-major order, the number of the element of a dense shape that it names. */
    private static long[] places(long[] at, Shape index, int axis, Shape of) {
        long[] places = new long[index.size()];
        int last = of.rank() - 1;
        int[] strides = of.strides();
        int step = strides[axis];
        int along = axis == last ? 0 : 1;
        int n = index.dim(last);
        int[] row = new int[last];
        for (int i = 0; i < places.length; i += n) {
            int first = 0;
            for (int k = 0; k < last; k++) {
                first += k == axis ? 0 : strides[k] * row[k];
            }
            for (int j = 0; j < n; j++) {
                places[i + j] = first + along * j + step * at[i + j];
            }
            for (int k = last - 1; k >= 0 && ++row[k] == index.dim(k); k--) {
                row[k] = 0;
            }
        }
        return places;
    }

    /** {@code z[to + i] = x[at + index[first + i]]} for n elements. */
    private static void read(Object x, int at, long[] index, int first, Object z, int to, int n) {
        if (x instanceof float[] from) {
            float[] f = (float[]) z;
            for (int i = 0; i < n; i++) {
                f[to + i] = from[at + (int) index[first + i]];
            }
        } else if (x instanceof double[] from) {
            double[] d = (double[]) z;
            for (int i = 0; i < n; i++) {
                d[to + i] = from[at + (int) index[first + i]];
            }
        } else if (x instanceof long[] from) {
            long[] l = (long[]) z;
            for (int i = 0; i < n; i++) {
                l[to + i] = from[at + (int) index[first + i]];
            }
        } else {
            boolean[] from = (boolean[]) x;
            boolean[] b = (boolean[]) z;
            for (int i = 0; i < n; i++) {
                b[to + i] = from[at + (int) index[first + i]];
            }
        }
    }

    /** {@code z[to + index[first + i]] += x[at + i]} for n elements, in order. */
    private static void add(Object x, int at, Object z, int to, long[] index, int first, int n) {
        if (x instanceof float[] from) {
            float[] f = (float[]) z;
            for (int i = 0; i < n; i++) {
                f[to + (int) index[first + i]] += from[at + i];
            }
        } else if (x instanceof double[] from) {
            double[] d = (double[]) z;
            for (int i = 0; i < n; i++) {
                d[to + (int) index[first + i]] += from[at + i];
            }
        } else {
            long[] from = (long[]) x;
            long[] l = (long[]) z;
            for (int i = 0; i < n; i++) {
                l[to + (int) index[first + i]] += from[at + i];
            }
        }
    }
}
