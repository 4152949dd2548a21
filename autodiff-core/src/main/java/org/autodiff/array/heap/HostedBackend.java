package org.autodiff.array.heap;

import java.lang.management.ManagementFactory;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.function.BiFunction;
import java.util.function.LongToDoubleFunction;
import javax.management.JMException;
import javax.management.ObjectName;
import org.autodiff.array.Arena;
import org.autodiff.array.Array;
import org.autodiff.array.Backend;
import org.autodiff.array.Buffer;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.array.math.SymmetricEigen;

/**
 * A backend with pooled memory of its own, in which its larger floating-point arrays lie. Each primitive that is not worth a
 * kernel, or whose kernel is wrong, is a loop over Java arrays, on copies.
 *
 * @param <M> the memory
 */
public abstract class HostedBackend<M extends Memory> extends LoopBackend {
    /** The largest array that stays a Java array, in elements; measured (docs/design/0002). */
    public static final int SMALL = 1024;

    private final Backend heap = new HeapBackend();
    private final Pool<M> pool;

    /** @param source new memory for so many elements */
    protected HostedBackend(BiFunction<DType, Integer, M> source) {
        this.pool = new Pool<>(source, HostedBackend::trim);
    }

    /** The backend on Java arrays. */
    public final Backend heap() {
        return heap;
    }

    @Override
    public final long memoryInUse() {
        return pool.used();
    }

    @Override
    public final long systemAllocations() {
        return pool.allocations();
    }

    /** Memory for at least n elements that the caller owns, until it is given back. */
    public final M take(DType dtype, int n) {
        return pool.take(dtype, n);
    }

    /** Takes memory back. */
    public final void give(M memory) {
        pool.give(memory);
    }

    /** A new array with undefined contents in memory that belongs to the innermost scope, else to the garbage collector. */
    protected final Array hosted(DType dtype, Shape shape) {
        Buffer buffer = leased(dtype, shape.size());
        Arena arena = Arena.current();
        if (arena != null) {
            arena.add(buffer.lease());
        } else {
            buffer.keep();
            buffer.lease().release();
        }
        return Array.dense(dtype, shape, buffer);
    }

    /** Memory for n elements that the caller owns, until the lease is released. */
    protected final Buffer leased(DType dtype, int n) {
        M memory = pool.take(dtype, n);
        return new Buffer(memory, pool.lease(memory));
    }

    /** Whether an array lies in memory of the backend, not on the Java heap. */
    public static boolean isHosted(Array x) {
        return x.storage() instanceof Buffer;
    }

    /** The memory of such an array, or an error when it has been given back. */
    public static Object memory(Array x) {
        return ((Buffer) x.storage()).memory();
    }

    /** Copies x, which lies in {@code from}, to a view of the same shape in {@code to}; both are float buffers, or double ones. */
    protected final void copyStrided(Array x, java.nio.Buffer from, Array z, java.nio.Buffer to) {
        StridedCopy.copy(this, x, from, z, to);
    }

    /** Copies the elements of x, in row-major order, from memory that no such buffer can index into a Java array. */
    protected static void readStrided(Array x, LongToDoubleFunction memory, Object to) {
        Rows.forEach(
                x.shape(),
                (at, by, out, n) -> {
                    for (int i = 0; i < n; i++) {
                        Elements.set(to, out + i, memory.applyAsDouble(at[0] + (long) i * by[0]));
                    }
                },
                x);
    }

    /** Copies the elements of a Java array, in row-major order, to the places of z in such memory. */
    protected static void writeStrided(Object from, Array z, FarWriter memory) {
        Rows.forEach(
                z.shape(),
                (at, by, out, n) -> {
                    int run = by[0] == 1 ? n : 1;
                    for (int i = 0; i < n; i += run) {
                        memory.write(at[0] + i * by[0], from, out + i, run);
                    }
                },
                z);
    }

    /** Copies n elements of a Java array, from one on, to memory from an element on. */
    @FunctionalInterface
    protected interface FarWriter {
        /** Does it. */
        void write(int to, Object elements, int start, int n);
    }

    /** The storage of an array on the Java heap as such a buffer. */
    protected static java.nio.Buffer wrapped(Array onHeap) {
        return onHeap.storage() instanceof float[] f
                ? FloatBuffer.wrap(f)
                : DoubleBuffer.wrap((double[]) onHeap.storage());
    }

    /** Gives each column of an n x n matrix the sign that makes the first of its largest components positive. */
    protected static void orient(double[] columns, int n) {
        SymmetricEigen.orient(columns, 0, n);
    }

    /** Whether it is one number, repeated along all axes, as the gradient of a sum is. */
    protected static boolean repeatsOneNumber(Array x) {
        return x.size() > 1 && x.isOneNumber();
    }

    /** Axes that only repeat (stride 0) cut back to size 1, so that a kernel broadcasts them itself. */
    protected static Array narrow(Array x) {
        if (x.isDense()) {
            return x;
        }
        Array z = x;
        int[] strides = x.strides();
        for (int axis = 0; axis < strides.length; axis++) {
            if (strides[axis] == 0) {
                z = z.slice(axis, 0, 1, 1);
            }
        }
        return z;
    }

    /** What two shapes broadcast to, with a rank. */
    protected static Shape spanned(Shape a, Shape b, int rank) {
        int[] dims = new int[rank];
        for (int i = 1; i <= rank; i++) {
            int p = i <= a.rank() ? a.dim(-i) : 1;
            int q = i <= b.rank() ? b.dim(-i) : 1;
            dims[rank - i] = p == 1 ? q : p;
        }
        return Shape.of(dims);
    }

    /**
     * Gives back to the system what the heap of the C library keeps, as glibc does with what lies between blocks in use: by the command {@code System.trim_native_heap} of the JVM, which JDK 17.0.9 and later
     * have on Linux; elsewhere it does nothing.
     */
    private static void trim() {
        try {
            ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "systemTrimNativeHeap",
                            new Object[0],
                            new String[0]);
        } catch (JMException | RuntimeException e) {
            return; // no such command here: then the process keeps what it has, and uses it again
        }
    }
}
