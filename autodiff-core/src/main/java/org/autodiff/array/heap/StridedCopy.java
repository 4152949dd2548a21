package org.autodiff.array.heap;

import java.nio.Buffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.function.LongToDoubleFunction;
import org.autodiff.array.Array;

/** Reads the elements of a strided view out of memory outside of the Java heap. */
final class StridedCopy {
    private StridedCopy() {}

    /** Copies the elements of x, which lie in this memory, in row-major order into a Java array of its type. */
    static void read(Array x, Buffer memory, Object to) {
        if (to instanceof float[] z) {
            FloatBuffer from = ((FloatBuffer) memory).duplicate();
            Rows.forEach(
                    x.shape(),
                    (at, by, out, n) -> {
                        if (by[0] == 1) {
                            from.position(at[0]).get(z, out, n);
                        } else {
                            for (int i = 0; i < n; i++) {
                                z[out + i] = from.get(at[0] + i * by[0]);
                            }
                        }
                    },
                    x);
        } else {
            DoubleBuffer from = (DoubleBuffer) memory;
            read(x, i -> from.get((int) i), to);
        }
    }

    /** The same by an index that goes on where that of a Java buffer ends, after 2 GiB. */
    static void read(Array x, LongToDoubleFunction from, Object to) {
        Rows.forEach(
                x.shape(),
                (at, by, out, n) -> {
                    for (int i = 0; i < n; i++) {
                        Elements.set(to, out + i, from.applyAsDouble(at[0] + (long) i * by[0]));
                    }
                },
                x);
    }
}
