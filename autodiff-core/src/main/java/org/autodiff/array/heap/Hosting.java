package org.autodiff.array.heap;

import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.function.IntConsumer;
import org.autodiff.array.Array;
import org.autodiff.array.Backend;
import org.autodiff.array.Buffer;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;

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

    /** Copies n elements of a {@link #readable} array, from one on, to the start of a Java array of its type. */
    default void read(Array x, int from, Object to, int n) {
        System.arraycopy(x.storage(), x.offset() + from, to, 0, n);
    }

    /** Copies the first n elements of a Java array to a {@link #draft}, from one of its elements on. */
    default void write(Array z, int at, Object from, int n) {
        System.arraycopy(from, 0, z.storage(), at, n);
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
                    read(a, first * length, p, count * length);
                }
                for (int line = first; line < first + count; line++) {
                    int at = reads ? (line - first) * length : a.offset() + line * length;
                    f.apply(line, p, at, q, (writes ? line - first : line) * width);
                }
                if (writes) {
                    write(z, first * width, q, count * width);
                }
            }
        });
        Reference.reachabilityFence(a);
        return placed(z);
    }
}
