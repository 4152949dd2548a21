package org.autodiff.array.nd4j;

import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.List;
import org.autodiff.array.Array;
import org.autodiff.array.DType;
import org.autodiff.array.Reach;
import org.autodiff.array.Shape;
import org.autodiff.array.Span;
import org.autodiff.array.heap.Blending;
import org.autodiff.array.heap.Elements;
import org.autodiff.array.heap.MaxWindows;
import org.autodiff.array.heap.Maximum;

/**
 * Java loops over the lines of native arrays (the last axis, or the last few), which are copied to Java some at a time and
 * shared out over the cores. ND4J's own kernels for this lose NaN, or end the process at an index out of range.
 */
final class NativeLines {
    /** Elements that are copied at a time: they stay in the processor's cache. */
    private static final int CHUNK = 16_384;

    private final NativeBackend backend;

    NativeLines(NativeBackend backend) {
        this.backend = backend;
    }

    /** Whether an index along an axis of a shape has as many lines as it, the axis being the last. */
    static boolean fits(Array x, Shape whole, int axis, Array index) {
        int last = whole.rank() - 1;
        return axis == last
                && NativeBackend.isNative(x)
                && index.size() > 0
                && index.shape().with(last, 1).equals(whole.with(last, 1));
    }

    /** Work on some lines, which have been copied; the first of them is number {@code first}. */
    @FunctionalInterface
    private interface Lines {
        void run(Object chunk, int first, int count);
    }

    /** Copies lines of a length out of a native array, chunk by chunk, on all cores. */
    private void forEach(Array source, int lines, int length, Lines body) {
        Array x = source.isDense() ? source : backend.flat(source);
        int each = Math.max(1, CHUNK / Math.max(1, length));
        backend.spread().ranges(lines, Math.max(1, length), (from, to) -> {
            Object chunk = staging(0, x, Math.min(each, to - from) * length);
            for (int first = from; first < to; first += each) {
                int count = Math.min(each, to - first);
                NativeBackend.block(x).read(x.offset() + first * length, chunk, 0, count * length);
                body.run(chunk, first, count);
            }
        });
        Reference.reachabilityFence(x);
    }

    /** This thread's Java array for the lines of x, or for what becomes of them, of at least n elements. */
    private Object staging(int number, Array x, int n) {
        return backend.kernel().rows(x.dtype(), 2 + number, 1, n)[0];
    }

    /** For each index the element of its line of x. */
    Array gather(Array x, Array index) {
        int length = x.shape().dim(-1);
        int lines = x.size() / length;
        int picked = index.shape().dim(-1);
        long[] at = indices(index);
        Array z = backend.allocateNative(x.dtype(), index.shape());
        forEach(x, lines, length, (chunk, first, count) -> {
            Object to = staging(1, x, count * picked);
            for (int line = 0; line < count; line++) {
                int from = (first + line) * picked;
                if (chunk instanceof float[] f) {
                    read(f, line * length, at, from, (float[]) to, line * picked, picked);
                } else {
                    read((double[]) chunk, line * length, at, from, (double[]) to, line * picked, picked);
                }
            }
            NativeBackend.block(z).write(first * picked, to, 0, count * picked);
        });
        return backend.settled(z);
    }

    private static void read(float[] line, int at, long[] index, int from, float[] to, int z, int n) {
        for (int i = 0; i < n; i++) {
            to[z + i] = line[at + (int) index[from + i]];
        }
    }

    private static void read(double[] line, int at, long[] index, int from, double[] to, int z, int n) {
        for (int i = 0; i < n; i++) {
            to[z + i] = line[at + (int) index[from + i]];
        }
    }

    /** Zeros with each element of x added to its line at its index. */
    Array scatterAdd(Array x, Array index, Shape out) {
        int length = out.dim(-1);
        int picked = index.shape().dim(-1);
        long[] at = indices(index);
        Array z = backend.allocateNative(x.dtype(), out);
        forEach(x, out.size() / length, picked, (chunk, first, count) -> {
            int each = Math.max(1, CHUNK / length);
            Object to = staging(1, x, Math.min(each, count) * length);
            for (int line = 0; line < count; line += each) {
                int n = Math.min(each, count - line);
                if (to instanceof float[] f) {
                    Arrays.fill(f, 0, n * length, 0);
                    add((float[]) chunk, line * picked, at, (first + line) * picked, f, picked, length, n * picked);
                } else {
                    double[] d = (double[]) to;
                    Arrays.fill(d, 0, n * length, 0);
                    add((double[]) chunk, line * picked, at, (first + line) * picked, d, picked, length, n * picked);
                }
                NativeBackend.block(z).write((first + line) * length, to, 0, n * length);
            }
        });
        return backend.settled(z);
    }

    private static void add(float[] x, int xo, long[] index, int from, float[] z, int picked, int length, int n) {
        for (int i = 0, line = 0; i < n; line += length) {
            for (int end = i + picked; i < end; i++) {
                z[line + (int) index[from + i]] += x[xo + i];
            }
        }
    }

    private static void add(double[] x, int xo, long[] index, int from, double[] z, int picked, int length, int n) {
        for (int i = 0, line = 0; i < n; line += length) {
            for (int end = i + picked; i < end; i++) {
                z[line + (int) index[from + i]] += x[xo + i];
            }
        }
    }

    private long[] indices(Array index) {
        Array d = backend.dense(index);
        return d.offset() == 0 ? (long[]) d.storage() : (long[]) backend.elements(index);
    }

    /** For each window over the last axes the index of its maximum. */
    Array maxIndex(Array x, List<Reach> reaches, Shape out) {
        int[] dims = x.shape().toArray();
        MaxWindows windows =
                new MaxWindows(Arrays.copyOfRange(dims, dims.length - reaches.size(), dims.length), reaches);
        long[] z = new long[out.size()];
        int planes = x.size() / windows.plane;
        forEach(x, planes, windows.plane, (chunk, first, count) -> {
            for (int i = 0; i < count; i++) {
                int to = (first + i) * windows.count;
                if (chunk instanceof float[] f) {
                    windows.find(f, i * windows.plane, z, to);
                } else {
                    windows.find((double[]) chunk, i * windows.plane, z, to);
                }
            }
        });
        return Array.dense(DType.INT64, out, z);
    }

    /** The maximum of each line of so many elements. */
    Array max(Array x, int length, Shape out) {
        Array z = backend.heap().allocate(x.dtype(), out);
        forEach(x, x.size() / length, length, (chunk, first, count) -> {
            for (int i = 0; i < count; i++) {
                Elements.set(z.storage(), first + i, Maximum.of(chunk, i * length, length, 1));
            }
        });
        return backend.placed(z);
    }

    /** Lines multiplied by a sparse matrix. */
    Array blend(Array x, int axis, int[] start, double[][] weights) {
        Span s = Span.of(x.shape(), axis);
        Array z = backend.allocateNative(x.dtype(), x.shape().with(axis, start.length));
        forEach(x, s.outer(), s.count() * s.inner(), (chunk, first, count) -> {
            Blending m = new Blending(start, weights, s.count(), s.inner());
            Object to = staging(1, x, count * m.rows());
            for (int i = 0; i < count; i++) {
                m.blend(chunk, i * m.columns(), to, i * m.rows());
            }
            NativeBackend.block(z).write(first * m.rows(), to, 0, count * m.rows());
        });
        return backend.settled(z);
    }

    /** Lines multiplied by the transpose of a sparse matrix. */
    Array unblend(Array x, int axis, int[] start, double[][] weights, int size) {
        Span s = Span.of(x.shape(), axis);
        Array z = backend.allocateNative(x.dtype(), x.shape().with(axis, size));
        forEach(x, s.outer(), s.count() * s.inner(), (chunk, first, count) -> {
            Blending m = new Blending(start, weights, size, s.inner());
            Object to = Elements.allocate(x.dtype(), count * m.columns()); // zeros
            for (int i = 0; i < count; i++) {
                m.unblend(chunk, i * m.rows(), to, i * m.columns());
            }
            NativeBackend.block(z).write(first * m.columns(), to, 0, count * m.columns());
        });
        return backend.settled(z);
    }
}
