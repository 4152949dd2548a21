package org.autodiff.array.heap;

import java.util.concurrent.atomic.AtomicInteger;
import org.autodiff.array.Array;
import org.autodiff.array.Buffer;
import org.autodiff.array.Shape;
import org.autodiff.array.Span;

/**
 * Loops that read and write by index along one axis. Where whole runs of elements lie together they are copied as such; else
 * an index is first turned into places in the storage, and one loop for each element type goes through those.
 */
interface Indices extends Hosting {
    @Override
    default Array take(Array x, int axis, Array index) {
        long[] at = HeapArrays.longs(index);
        int count = x.shape().dim(axis);
        Shape out = x.shape().with(axis, index.size());
        Span s = Span.of(x.shape(), axis);
        if (x.isDense() && !(x.storage() instanceof Buffer)) { // in place: lines that nobody asks for are not touched
            Array z = HeapArrays.allocate(x.dtype(), out);
            int width = s.inner();
            ranges(s.outer() * at.length, width, (first, end) -> {
                for (int row = first; row < end; row++) {
                    int from = x.offset() + (row / at.length * count + (int) at[row % at.length]) * width;
                    System.arraycopy(x.storage(), from, z.storage(), row * width, width);
                }
            });
            return placed(z);
        }
        return mapSpans(
                s,
                index.size(),
                x.dtype(),
                out,
                b -> {
                    int n = b.inner();
                    for (int line = 0; line < b.lines(); line++) {
                        int from = b.at()[0] + line * count * n;
                        int to = b.to() + line * at.length * n;
                        if (n == 1) {
                            read(b.x()[0], from, at, 0, b.z(), to, at.length);
                        } else {
                            for (int i = 0; i < at.length; i++) {
                                System.arraycopy(b.x()[0], from + (int) at[i] * n, b.z(), to + i * n, n);
                            }
                        }
                    }
                },
                x);
    }

    @Override
    default Array untake(Array x, int axis, Array index, Shape out) {
        long[] at = HeapArrays.longs(index);
        int count = out.dim(axis);
        return mapSpans(
                Span.of(x.shape(), axis),
                count,
                x.dtype(),
                out,
                b -> {
                    int n = b.inner();
                    Elements.fill(b.z(), b.to(), b.to() + b.lines() * count * n, 0);
                    for (int line = 0; line < b.lines(); line++) {
                        int from = b.at()[0] + line * at.length * n;
                        int to = b.to() + line * count * n;
                        if (n == 1) {
                            add(b.x()[0], from, b.z(), to, at, 0, at.length);
                        } else {
                            for (int i = 0; i < at.length; i++) {
                                Elements.add(b.z(), to + (int) at[i] * n, 1, b.x()[0], from + i * n, n);
                            }
                        }
                    }
                },
                x);
    }

    @Override
    default Array gather(Array x, int axis, Array index) {
        long[] at = HeapArrays.longs(index);
        Shape picked = index.shape();
        if (picked.size() > 0 && picked.with(axis, 1).equals(x.shape().with(axis, 1))) {
            Span s = Span.of(x.shape(), axis);
            int count = picked.dim(axis);
            return mapSpans(
                    s,
                    count,
                    x.dtype(),
                    picked,
                    b -> each(s.inner(), count, b, (line, first, row) -> {
                        int from = b.at()[0] + line * s.count() * b.inner();
                        int to = b.to() + (line * count + row) * b.inner();
                        if (b.inner() == 1) {
                            read(b.x()[0], from, at, first, b.z(), to, count);
                        } else {
                            pick(b.x()[0], from, at, first, b.z(), to, b.inner());
                        }
                    }),
                    x);
        }
        Array d = HeapArrays.dense(onHeap(x));
        Array z = HeapArrays.allocate(x.dtype(), picked);
        read(d.storage(), d.offset(), places(at, picked, axis, x.shape()), 0, z.storage(), 0, z.size());
        return placed(z);
    }

    @Override
    default Array scatterAdd(Array x, int axis, Array index, Shape out) {
        long[] at = HeapArrays.longs(index);
        if (x.size() > 0 && x.shape().with(axis, 1).equals(out.with(axis, 1))) {
            Span s = Span.of(x.shape(), axis);
            int count = out.dim(axis);
            return mapSpans(
                    s,
                    count,
                    x.dtype(),
                    out,
                    b -> {
                        Elements.fill(b.z(), b.to(), b.to() + b.lines() * count * b.inner(), 0);
                        each(s.inner(), s.count(), b, (line, first, row) -> {
                            int from = b.at()[0] + (line * s.count() + row) * b.inner();
                            int to = b.to() + line * count * b.inner();
                            if (b.inner() == 1) {
                                add(b.x()[0], from, b.z(), to, at, first, s.count());
                            } else {
                                addPicked(b.x()[0], from, b.z(), to, at, first, b.inner());
                            }
                        });
                    },
                    x);
        }
        Array d = HeapArrays.dense(onHeap(x));
        Array z = HeapArrays.allocate(x.dtype(), out);
        add(d.storage(), d.offset(), z.storage(), 0, places(at, index.shape(), axis, out), 0, x.size());
        return placed(z);
    }

    /** A line, or, where several lie beside each other, a row of them, and the index that belongs to it. */
    @FunctionalInterface
    interface IndexedRow {
        /** Goes through it; {@code first} is where its indices begin. */
        void run(int line, int first, int row);
    }

    /** The lines of a block, or their rows, of which the index has so many. */
    private static void each(int inner, int count, SpanBlock b, IndexedRow body) {
        for (int line = 0; line < b.lines(); line++) {
            int begin = (b.line() + line) * count * inner + b.column();
            for (int row = 0; row < (b.inner() == 1 ? 1 : count); row++) {
                body.run(line, begin + row * inner, row);
            }
        }
    }

    @Override
    default int firstOutside(Array index, long bound) {
        long[] at = HeapArrays.longs(index);
        AtomicInteger found = new AtomicInteger(Integer.MAX_VALUE);
        ranges(index.size(), 1, (from, to) -> {
            long[] signs = new long[Math.min(512, to - from)]; // an element is negative as soon as an index is outside
            for (int i = from; i < to; i += signs.length) {
                collectSigns(at, i, bound - 1, signs, Math.min(signs.length, to - i));
            }
            long any = 0;
            for (long sign : signs) {
                any |= sign;
            }
            for (int i = from; any < 0 && i < to; i++) {
                if (at[i] < 0 || at[i] >= bound) {
                    found.accumulateAndGet(i, Math::min);
                    return;
                }
            }
        });
        return found.get() == Integer.MAX_VALUE ? -1 : found.get();
    }

    private static void collectSigns(long[] at, int from, long last, long[] signs, int n) {
        for (int i = 0; i < n; i++) {
            signs[i] |= at[from + i] | last - at[from + i]; // vector code, unlike a search
        }
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

    /** {@code z[to + i] = x[at + index[first + i] * n + i]} for a row of n elements. */
    private static void pick(Object x, int at, long[] index, int first, Object z, int to, int n) {
        if (x instanceof float[] from) {
            float[] f = (float[]) z;
            for (int i = 0; i < n; i++) {
                f[to + i] = from[at + (int) index[first + i] * n + i];
            }
        } else if (x instanceof double[] from) {
            double[] d = (double[]) z;
            for (int i = 0; i < n; i++) {
                d[to + i] = from[at + (int) index[first + i] * n + i];
            }
        } else {
            for (int i = 0; i < n; i++) {
                System.arraycopy(x, at + (int) index[first + i] * n + i, z, to + i, 1);
            }
        }
    }

    /** {@code z[to + index[first + i] * n + i] += x[at + i]} for a row of n elements. */
    private static void addPicked(Object x, int at, Object z, int to, long[] index, int first, int n) {
        if (x instanceof float[] from) {
            float[] f = (float[]) z;
            for (int i = 0; i < n; i++) {
                f[to + (int) index[first + i] * n + i] += from[at + i];
            }
        } else {
            for (int i = 0; i < n; i++) {
                Elements.add(z, to + (int) index[first + i] * n + i, 1, x, at + i, 1);
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
