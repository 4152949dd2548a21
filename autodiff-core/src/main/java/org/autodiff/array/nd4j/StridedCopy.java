package org.autodiff.array.nd4j;

import java.nio.Buffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.autodiff.array.Array;
import org.autodiff.array.heap.Rows;
import org.bytedeco.javacpp.indexer.DoubleIndexer;
import org.bytedeco.javacpp.indexer.FloatIndexer;

/** Reads the elements of a strided view out of memory outside of the Java heap. */
final class StridedCopy {
    private StridedCopy() {}

    /** Copies the elements of x, which lie in this block, in row-major order into a Java array of its type. */
    static void read(Array x, Block block, Object to) {
        if (block.bytes() <= Integer.MAX_VALUE) {
            read(x, block.view(), to);
        } else {
            readFar(x, block, to);
        }
    }

    /** By an index that goes on where that of a Java buffer ends, after 2 GiB: as fast, but for rows that lie together. */
    static void readFar(Array x, Block block, Object to) {
        if (to instanceof float[] z) {
            FloatIndexer from = FloatIndexer.create(block.floats);
            Rows.forEach(
                    x.shape(),
                    (at, by, out, n) -> {
                        for (int i = 0; i < n; i++) {
                            z[out + i] = from.get(at[0] + (long) i * by[0]);
                        }
                    },
                    x);
        } else {
            double[] z = (double[]) to;
            DoubleIndexer from = DoubleIndexer.create(block.doubles);
            Rows.forEach(
                    x.shape(),
                    (at, by, out, n) -> {
                        for (int i = 0; i < n; i++) {
                            z[out + i] = from.get(at[0] + (long) i * by[0]);
                        }
                    },
                    x);
        }
    }

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
            double[] z = (double[]) to;
            DoubleBuffer from = ((DoubleBuffer) memory).duplicate();
            Rows.forEach(
                    x.shape(),
                    (at, by, out, n) -> {
                        for (int i = 0; i < n; i++) {
                            z[out + i] = from.get(at[0] + i * by[0]);
                        }
                    },
                    x);
        }
    }
}
