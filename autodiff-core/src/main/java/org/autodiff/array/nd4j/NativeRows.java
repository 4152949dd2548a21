package org.autodiff.array.nd4j;

import org.autodiff.array.Array;
import org.autodiff.array.Shape;
import org.autodiff.array.Span;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Rows of native arrays taken or added up by index, where they lie: only the rows that are named are read. ND4J's own
 * gather and scatter kernels end the process at an index out of range, and its scatter is three times slower.
 */
final class NativeRows {
    /** Elements in a row from which a call for each is cheaper than a copy of the whole array to Java and back. */
    private static final int LEAST = 16;

    /** How many elements are copied to Java in the time of one call. */
    private static final int FEW = 64;

    private final NativeArrays backend;

    NativeRows(NativeArrays backend) {
        this.backend = backend;
    }

    /** Whether so many slices along an axis of a shape, each of several rows in x, are worth a call for each row. */
    static boolean fits(Array x, Shape shape, int axis, int slices) {
        if (!NativeArrays.isHosted(x) || !x.isDense() || shape.size() == 0) {
            return false;
        }
        Span s = Span.of(shape, axis);
        return s.inner() >= LEAST || (long) s.outer() * slices < shape.size() / FEW;
    }

    /** The slices of an axis of a dense native array at indices, one after the other. */
    Array take(Array x, int axis, Array index) {
        Array z = backend.allocate(x.dtype(), x.shape().with(axis, index.size()));
        if (z.size() == 0) {
            return z;
        }
        long[] at = (long[]) backend.elements(index);
        Span s = Span.of(x.shape(), axis);
        int n = s.inner();
        Pointer from = Block.of(x).cursor();
        Pointer to = NativeArrays.isHosted(z) ? Block.of(z).cursor() : null;
        for (int o = 0, row = 0; o < s.outer(); o++) {
            for (long line : at) {
                from.position(x.offset() + (o * s.count() + line) * n);
                if (to == null) {
                    read(from, z.storage(), row * n, n);
                } else {
                    Blas.copy(n, from, to.position((long) row * n));
                }
                row++;
            }
        }
        NativeArrays.hold(x, z);
        return z;
    }

    private static void read(Pointer from, Object to, int start, int n) {
        if (from instanceof FloatPointer f) {
            f.get((float[]) to, start, n);
        } else {
            ((DoublePointer) from).get((double[]) to, start, n);
        }
    }

    /** Zeros of the shape {@code out} with each slice of a dense native array added at its index. */
    Array untake(Array x, int axis, Array index, Shape out) {
        Array z = backend.full(x.dtype(), out, 0);
        long[] at = (long[]) backend.elements(index);
        Span s = Span.of(out, axis);
        int n = s.inner();
        Pointer from = Block.of(x).cursor();
        Pointer to = Block.of(z).cursor();
        for (int o = 0, row = 0; o < s.outer(); o++) {
            for (long line : at) {
                from.position(x.offset() + (long) row++ * n);
                to.position((o * s.count() + line) * n);
                Blas.axpy(n, 1, from, to);
            }
        }
        NativeArrays.hold(x, z);
        return z;
    }
}
