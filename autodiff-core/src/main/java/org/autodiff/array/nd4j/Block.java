package org.autodiff.array.nd4j;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import org.autodiff.array.Array;
import org.autodiff.array.DType;
import org.autodiff.array.heap.HostedBackend;
import org.autodiff.array.heap.Memory;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.OpaqueDataBuffer;

/**
 * A piece of native memory, pooled and used again for arrays of any shape that fits. The pointers are made once: they
 * cost more than the kernels they are passed to. Nobody may change their position.
 */
final class Block extends Memory {
    /** Bytes in a cache line, and in the longest vector. */
    private static final int ALIGNMENT = 64;

    private final NativeOps ops;
    /** The memory as it came from the system, and the part of it that is used. */
    final OpaqueDataBuffer memory;

    final OpaqueDataBuffer handle;
    final Pointer pointer;
    /** Only one of these two is there. */
    final FloatPointer floats;

    final DoublePointer doubles;
    private volatile Buffer view;
    private volatile IntBuffer bits;

    /** The bytes of the memory before that part. */
    final int skip;

    private Block(NativeOps ops, DType dtype, int capacity, OpaqueDataBuffer memory) {
        super(dtype, capacity);
        this.ops = ops;
        this.memory = memory;
        Pointer begin = ops.dbPrimaryBuffer(memory);
        this.skip = (int) (-begin.address() & (ALIGNMENT - 1));
        this.handle = ops.dbCreateView(memory, capacity, skip);
        Pointer start = new BytePointer(begin).getPointer(skip);
        boolean single = dtype == DType.FLOAT32;
        this.floats = single ? new FloatPointer(start).capacity(capacity) : null;
        this.doubles = single ? null : new DoublePointer(start).capacity(capacity);
        this.pointer = single ? floats : doubles;
    }

    /** New memory that begins at a multiple of {@link #ALIGNMENT}: a whole vector is then never split over cache lines. */
    static Block allocate(Natives natives, DType dtype, int capacity) {
        NativeOps ops = natives.ops();
        int spare = ALIGNMENT / dtype.bytes();
        OpaqueDataBuffer memory = ops.allocateDataBuffer(
                (long) capacity + spare, Natives.type(dtype).toInt(), false);
        natives.check("allocateDataBuffer", capacity);
        Pointer begin = memory == null ? null : ops.dbPrimaryBuffer(memory);
        if (begin == null || begin.isNull()) {
            throw refused(dtype, capacity, null);
        }
        return new Block(ops, dtype, capacity, memory);
    }

    /** The block in which an array lies, or an error when it has been given back. */
    static Block of(Array x) {
        return (Block) HostedBackend.memory(x);
    }

    @Override
    protected void free() {
        ops.deleteDataBuffer(handle);
        ops.deleteDataBuffer(memory);
    }

    /** The memory, or its first 2 GiB, as a {@code FloatBuffer} or {@code DoubleBuffer}, for strided reading. */
    Buffer view() {
        if (view == null) {
            view = dtype == DType.FLOAT32 ? buffer().asFloatBuffer() : buffer().asDoubleBuffer();
        }
        return view;
    }

    /** The bits of its floats. */
    IntBuffer bits() {
        if (bits == null) {
            bits = buffer().asIntBuffer();
        }
        return bits;
    }

    private ByteBuffer buffer() {
        return new Pointer(pointer)
                .capacity(bytes())
                .limit(bytes())
                .asByteBuffer()
                .order(ByteOrder.nativeOrder());
    }

    /**
     * A pointer to an element, which nobody may move. Its address differs, not its position: memcpy and memset would take
     * a position for bytes.
     */
    Pointer at(int offset) {
        if (offset == 0) {
            return pointer;
        }
        return dtype == DType.FLOAT32 ? floats.getPointer(offset) : doubles.getPointer(offset);
    }

    /** A pointer of the caller's own to the first element, whose position may be changed. */
    Pointer cursor() {
        return dtype == DType.FLOAT32 ? new FloatPointer(floats) : new DoublePointer(doubles);
    }

    /** Whether {@link #view} sees all of it. */
    boolean isNear() {
        return bytes() <= Integer.MAX_VALUE;
    }

    /** Copies elements into a Java array of this type. */
    void read(int offset, Object to, int start, int n) {
        if (view() instanceof FloatBuffer f && offset + n <= f.capacity()) {
            f.get(offset, (float[]) to, start, n);
        } else if (view() instanceof DoubleBuffer d && offset + n <= d.capacity()) {
            d.get(offset, (double[]) to, start, n);
        } else if (dtype == DType.FLOAT32) {
            ((FloatPointer) at(offset)).get((float[]) to, start, n);
        } else {
            ((DoublePointer) at(offset)).get((double[]) to, start, n);
        }
    }

    /** Copies elements from a Java array of this type. */
    void write(int offset, Object from, int start, int n) {
        if (view() instanceof FloatBuffer f && offset + n <= f.capacity()) {
            f.put(offset, (float[]) from, start, n);
        } else if (view() instanceof DoubleBuffer d && offset + n <= d.capacity()) {
            d.put(offset, (double[]) from, start, n);
        } else if (dtype == DType.FLOAT32) {
            ((FloatPointer) at(offset)).put((float[]) from, start, n);
        } else {
            ((DoublePointer) at(offset)).put((double[]) from, start, n);
        }
    }
}
