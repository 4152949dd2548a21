package org.autodiff.array.nd4j;

import java.nio.Buffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.autodiff.array.Array;
import org.autodiff.array.Shape;
import org.autodiff.array.Span;
import org.bytedeco.javacpp.Pointer;

/**
 * Rows of native arrays taken or added up by index, where they lie: only the rows that are named are read. ND4J's own
 * gather and scatter kernels end the process at an index out of range, and its scatter is three times slower.
 */
final class NativeRows {
    /** Elements in a row from which a copy of each by itself is cheaper than one of the whole array to Java and back. */
    private static final int LEAST = 8;

    /** How many elements are copied to Java in the time of one call. */
    private static final int FEW = 64;

    private final NativeArrays backend;

    NativeRows(NativeArrays backend) {
        this.backend = backend;
    }

    /** Whether so many slices along an axis of a shape, each of several rows in x, are worth a call for each row. */
    static boolean fits(Array x, Shape shape, int axis, int slices) {
        if (!NativeArrays.isHosted(x)
                || !x.isDense()
                || shape.size() == 0
                || !Block.of(x).isNear()) {
            return false;
        }
        Span s = Span.of(shape, axis);
        return s.inner() >= LEAST || (long) s.outer() * slices < shape.size() / FEW;
    }

    /** The slices of an axis of a dense native array at indices, one after the other. */
    Array take(Array x, int axis, Array index) {
        Array z = backend.allocate(x.dtype(), x.shape().with(axis, index.size()));
        long[] at = (long[]) backend.elements(index);
        Span s = Span.of(x.shape(), axis);
        int n = s.inner();
        Buffer from = Block.of(x).view();
        Buffer to = NativeArrays.isHosted(z) ? Block.of(z).view() : null;
        backend.ranges(s.outer() * at.length, n, (first, end) -> {
            for (int row = first; row < end; row++) {
                int start = x.offset() + (row / at.length * s.count() + (int) at[row % at.length]) * n;
                if (to == null) {
                    Block.of(x).read(start, z.storage(), row * n, n);
                } else if (from instanceof FloatBuffer f) {
                    ((FloatBuffer) to).put(row * n, f, start, n);
                } else {
                    ((DoubleBuffer) to).put(row * n, (DoubleBuffer) from, start, n);
                }
            }
        });
        NativeArrays.hold(x, z);
        return z;
    }

    /**
     * Zeros of the shape {@code out} with each slice of a dense native array added at its index. Each piece has some rows of
     * the result to itself and looks for what belongs there, so that sums do not depend on who does what.
     */
    Array untake(Array x, int axis, Array index, Shape out) {
        Array z = backend.allocateNative(x.dtype(), out);
        long[] at = (long[]) backend.elements(index);
        Span s = Span.of(out, axis);
        int n = s.inner();
        backend.spread().groups(s.outer() * s.count(), n, (first, end) -> {
            Object[] rows = backend.staging(x.dtype(), 2, 2, n);
            Pointer.memset(
                    Block.of(z).at(first * n),
                    0,
                    (long) (end - first) * n * x.dtype().bytes());
            for (int o = first / s.count(); o * s.count() < end; o++) {
                for (int i = 0; i < at.length; i++) {
                    int row = o * s.count() + (int) at[i];
                    if (row >= first && row < end) {
                        Block.of(x).read(x.offset() + (o * at.length + i) * n, rows[0], 0, n);
                        Block.of(z).read(row * n, rows[1], 0, n);
                        add(rows[1], rows[0], n);
                        Block.of(z).write(row * n, rows[1], 0, n);
                    }
                }
            }
        });
        NativeArrays.hold(x, z);
        return z;
    }

    private static void add(Object to, Object row, int n) {
        if (to instanceof float[] z) {
            float[] x = (float[]) row;
            for (int i = 0; i < n; i++) {
                z[i] += x[i];
            }
        } else {
            double[] z = (double[]) to;
            double[] x = (double[]) row;
            for (int i = 0; i < n; i++) {
                z[i] += x[i];
            }
        }
    }
}
