package org.autodiff.array.heap;

import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.function.IntConsumer;
import org.autodiff.array.Array;
import org.autodiff.array.Backend;
import org.autodiff.array.Buffer;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.array.Span;

/**
 * What loops over Java arrays need to know of a backend that may hold its arrays elsewhere. The defaults are those of one
 * that holds Java arrays and computes on one thread.
 */
interface Hosting extends Backend {
    /** Elements that are copied to Java at a time: they stay in the processor's cache. */
    int CHUNK = 16_384;

    /** A Java array with the elements of x: x itself where it is one already. */
    Array onHeap(Array x);

    /** The elements of a Java array where this backend would hold them. */
    Array placed(Array onHeap);

    /** A dense array with the elements of x that {@link #read} can read. */
    default Array readable(Array x) {
        return HeapArrays.dense(onHeap(x));
    }

    /** A new array with undefined contents that {@link #write} can write, to be {@link #placed} when it is complete. */
    default Array draft(DType dtype, Shape shape) {
        return HeapArrays.allocate(dtype, shape);
    }

    /** Copies n elements of a {@link #readable} array, from one on, to a Java array of its type, from {@code start} on. */
    default void read(Array x, int from, Object to, int start, int n) {
        System.arraycopy(x.storage(), x.offset() + from, to, start, n);
    }

    /** Copies n elements of a Java array, from {@code start} on, to a {@link #draft}, from one of its elements on. */
    default void write(Array z, int at, Object from, int start, int n) {
        System.arraycopy(from, start, z.storage(), at, n);
    }

    /** Whether {@link #readBits} can read it. */
    default boolean readsBits(Array x) {
        return false;
    }

    /** Copies the bits of n floats of a {@link #readable} array, from one on, to a Java array. */
    default void readBits(Array x, int from, int[] to, int n) {
        throw new UnsupportedOperationException();
    }

    /** Whether {@link #writeBits} can write it. */
    default boolean writesBits(Array z) {
        return false;
    }

    /** Makes n floats of a {@link #draft}, from one on, of their bits. */
    default void writeBits(Array z, int at, int[] from, int n) {
        throw new UnsupportedOperationException();
    }

    /** How many of n items, of so many elements each, are worth a piece of work of their own. */
    default int piece(int n, int elements) {
        return n;
    }

    /** Does pieces of work that do not depend on each other, on several threads perhaps. */
    default void share(int pieces, IntConsumer body) {
        for (int i = 0; i < pieces; i++) {
            body.accept(i);
        }
    }

    /** Whether loops over Java arrays are as near to the elements as the kernels of this backend are. */
    default boolean isNear() {
        return true;
    }

    /** Java arrays for staging, so many of at least n elements each, with undefined contents; a thread has four such sets. */
    default Object[] staging(DType dtype, int set, int count, int n) {
        Object[] all = new Object[count];
        Arrays.setAll(all, i -> dtype.newArray(n));
        return all;
    }

    /** Work on the items from {@code from} up to but without {@code to}. */
    @FunctionalInterface
    interface Range {
        /** Does it. */
        void run(int from, int to);
    }

    /** Does work on n items, of so many elements each, in pieces. */
    default void ranges(int n, int elements, Range work) {
        if (n > 0) {
            int piece = piece(n, elements);
            share((n - 1) / piece + 1, i -> work.run(i * piece, (int) Math.min(n, (i + 1L) * piece)));
        }
    }

    /**
     * A function of each line of an array: of so many elements that lie together in row-major order. Lines that are not Java
     * arrays are copied to such ones some at a time.
     *
     * @param width the elements of a line of the result
     */
    default Array mapLines(Array x, int length, DType dtype, Shape out, int width, LineFunction f) {
        Array a = readable(x);
        Array z = draft(dtype, out);
        boolean reads = a.storage() instanceof Buffer;
        boolean writes = z.storage() instanceof Buffer;
        int longest = Math.max(1, Math.max(length, width));
        int each = Math.max(1, CHUNK / longest);
        ranges(width == 0 ? 0 : out.size() / width, longest, (from, to) -> {
            int most = Math.min(each, to - from);
            Object p = reads ? staging(a.dtype(), 2, 1, most * length)[0] : a.storage();
            Object q = writes ? staging(dtype, 3, 1, most * width)[0] : z.storage();
            for (int first = from; first < to; first += each) {
                int count = Math.min(each, to - first);
                if (reads) {
                    read(a, first * length, p, 0, count * length);
                }
                for (int line = first; line < first + count; line++) {
                    int at = reads ? (line - first) * length : a.offset() + line * length;
                    f.apply(line, p, at, q, (writes ? line - first : line) * width);
                }
                if (writes) {
                    write(z, first * width, q, 0, count * width);
                }
            }
        });
        Reference.reachabilityFence(a);
        return placed(z);
    }

    /** Inner elements that are worth a copy of their own, where a line of a span is too long to be copied as a whole. */
    int COLUMNS = 64;

    /**
     * A function of arrays that are seen as one span, part by part: some lines at a time, or, where those are long, some
     * columns of one.
     *
     * @param results the size of the span's axis in the result
     */
    default Array mapSpans(Span s, int results, DType dtype, Shape out, SpanBlock.Body f, Array... xs) {
        Array[] a = new Array[xs.length];
        Arrays.setAll(a, k -> readable(xs[k]));
        Array z = draft(dtype, out);
        if (out.size() > 0) {
            int count = Math.max(s.count(), results);
            boolean divided = s.inner() > COLUMNS && (long) count * s.inner() > CHUNK;
            int columns = divided ? Math.min(s.inner(), Math.max(COLUMNS, CHUNK / count)) : s.inner();
            int blocks = (s.inner() - 1) / columns + 1;
            int each = divided ? 1 : Math.max(1, CHUNK / (count * columns));
            ranges(s.outer() * blocks, count * columns, (from, to) -> {
                Object[] p = new Object[a.length];
                int[] at = new int[a.length];
                int most = Math.min(each, to - from);
                Object[] staged =
                        divided || anyIsApart(a) ? staging(a[0].dtype(), 2, a.length, most * s.count() * columns) : p;
                boolean writes = divided || z.storage() instanceof Buffer;
                Object q = writes ? staging(dtype, 3, 1, most * results * columns)[0] : z.storage();
                for (int first = from; first < to; first += each) {
                    int lines = Math.min(each, to - first);
                    int line = first / blocks;
                    int column = first % blocks * columns;
                    int n = Math.min(columns, s.inner() - column);
                    for (int k = 0; k < a.length; k++) {
                        boolean reads = divided || a[k].storage() instanceof Buffer;
                        p[k] = reads ? staged[k] : a[k].storage();
                        at[k] = reads ? 0 : a[k].offset() + line * s.count() * s.inner();
                        for (int row = 0; divided && row < s.count(); row++) {
                            read(a[k], (line * s.count() + row) * s.inner() + column, p[k], row * n, n);
                        }
                        if (reads && !divided) {
                            read(a[k], line * s.count() * n, p[k], 0, lines * s.count() * n);
                        }
                    }
                    f.run(new SpanBlock(p, at, q, writes ? 0 : line * results * n, line, lines, column, n));
                    for (int row = 0; divided && row < results; row++) {
                        write(z, (line * results + row) * s.inner() + column, q, row * n, n);
                    }
                    if (writes && !divided) {
                        write(z, line * results * n, q, 0, lines * results * n);
                    }
                }
            });
        }
        Reference.reachabilityFence(a);
        return placed(z);
    }

    private static boolean anyIsApart(Array[] all) {
        return Arrays.stream(all).anyMatch(x -> x.storage() instanceof Buffer);
    }

    /** A function of n elements of each operand, in Java arrays from an offset on, whose results stand from {@code to} on. */
    @FunctionalInterface
    interface ChunkFunction {
        /** Computes them. */
        void apply(Object[] x, int[] at, Object z, int to, int n);
    }

    /** Elements of a chunk: several operands of so many stay in the first level of the cache. */
    int FEW = 4096;

    /** A function of each element of arrays that are broadcast to {@code out}, chunk by chunk. */
    default Array mapChunks(DType dtype, Shape out, ChunkFunction f, Array... xs) {
        int most = Math.min(FEW, out.size());
        Array[] a = new Array[xs.length];
        boolean[] one = new boolean[xs.length];
        for (int k = 0; k < a.length; k++) {
            Array wide = xs[k].shape().equals(out) ? xs[k] : xs[k].expand(out);
            one[k] = wide.isOneNumber() && out.size() > 1;
            Array number = xs[k].dropLast(xs[k].shape().rank()); // an axis of size 1 would not go into one chunk
            a[k] = readable(one[k] ? number.expand(out.size() > most ? Shape.of(most) : out) : wide);
        }
        Array z = draft(dtype, out);
        ranges(out.size(), 1, (from, to) -> {
            Object[] p = new Object[a.length];
            int[] at = new int[a.length];
            Object[] staged = anyIsApart(a) ? staging(a[0].dtype(), 2, a.length, most) : p;
            boolean writes = z.storage() instanceof Buffer;
            Object q = writes ? staging(dtype, 3, 1, most)[0] : z.storage();
            for (int first = from; first < to; first += most) {
                int n = Math.min(most, to - first);
                for (int k = 0; k < a.length; k++) {
                    boolean reads = a[k].storage() instanceof Buffer;
                    p[k] = reads ? staged[k] : a[k].storage();
                    at[k] = reads ? 0 : a[k].offset() + (one[k] ? 0 : first);
                    if (reads && !(one[k] && first > from)) {
                        read(a[k], one[k] ? 0 : first, p[k], 0, n);
                    }
                }
                f.apply(p, at, q, writes ? 0 : first, n);
                if (writes) {
                    write(z, first, q, 0, n);
                }
            }
        });
        Reference.reachabilityFence(a);
        return placed(z);
    }

    /** Computes one line of a result from one line of an operand. */
    @FunctionalInterface
    interface LineFunction {
        /** Reads line number {@code line} of the operand in x from {@code at} on, and writes that of the result in z from {@code to}. */
        void apply(int line, Object x, int at, Object z, int to);
    }

    /**
     * A part of arrays that are seen as spans, in Java arrays: so many lines of operands {@code [lines, count, inner]} and of a
     * result {@code [lines, results, inner]}, each dense.
     *
     * @param x the arrays that hold the operands
     * @param at where the part begins in each of them
     * @param z the array that holds the result
     * @param to where the part begins in it
     * @param line the number of the first line in the whole
     * @param column the first of the inner indices in the whole
     */
    record SpanBlock(Object[] x, int[] at, Object z, int to, int line, int lines, int column, int inner) {
        /** Computes the result of a part. */
        @FunctionalInterface
        interface Body {
            /** From its operands. */
            void run(SpanBlock b);
        }
    }
}
