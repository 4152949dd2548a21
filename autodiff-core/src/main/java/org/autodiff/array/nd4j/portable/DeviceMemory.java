package org.autodiff.array.nd4j.portable;

import java.nio.Buffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import org.autodiff.array.Array;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.array.heap.Memory;
import org.autodiff.array.nd4j.Natives;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Memory of the device that ND4J computes on: a flat array of ND4J's, which no workspace of the caller's owns. The arrays
 * that are passed to ND4J are views of it, so only this one is ever closed.
 */
final class DeviceMemory extends Memory {
    private static final long[] ONE = {1};

    private final INDArray flat;

    private DeviceMemory(DType dtype, int capacity, INDArray flat) {
        super(dtype, capacity);
        this.flat = flat;
    }

    static DeviceMemory allocate(DType dtype, int capacity) {
        try {
            INDArray flat = Nd4j.createUninitializedDetached(Natives.type(dtype), 'c', capacity);
            return new DeviceMemory(dtype, capacity, flat);
        } catch (RuntimeException | OutOfMemoryError e) {
            throw refused(dtype, capacity, e);
        }
    }

    /** A flat array of ND4J's own with these elements, for the caller to close. */
    static INDArray upload(Object elements) {
        try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            return elements instanceof float[] f
                    ? Nd4j.create(f, new long[] {f.length}, ONE, 'c', Natives.type(DType.FLOAT32))
                    : Nd4j.create(
                            (double[]) elements,
                            new long[] {((double[]) elements).length},
                            ONE,
                            'c',
                            Natives.type(DType.FLOAT64));
        }
    }

    /** One number as an array of rank 0, for the caller to close. */
    static INDArray number(DType dtype, double value) {
        try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            return Nd4j.scalar(Natives.type(dtype), value);
        }
    }

    /** The array as ND4J sees it. */
    INDArray view(Array x) {
        return view(flat, x.shape(), x.strides(), x.offset(), x.isDense());
    }

    /** The elements of a flat array of ND4J's, seen in another shape. */
    static INDArray view(INDArray flat, Shape shape, int[] strides, int offset, boolean dense) {
        int rank = shape.rank();
        long[] dims = new long[rank];
        long[] steps = new long[rank];
        for (int i = 0; i < rank; i++) {
            dims[i] = shape.dim(i);
            steps[i] = strides[i];
        }
        // 0 says that the elements are not evenly spaced: kernels then go by the strides, those of 0 included
        return Nd4j.create(flat.data(), dims, steps, offset, dense ? 1 : 0, 'c');
    }

    /** One element. */
    double get(int i) {
        return flat.getDouble((long) i);
    }

    /** All elements, copied from the device where that has memory of its own. They are for reading only. */
    Buffer host() {
        DataBuffer data = flat.data();
        boolean fits = bytes() <= Integer.MAX_VALUE;
        if (dtype == DType.FLOAT32) {
            return fits ? data.asNioFloat() : FloatBuffer.wrap(data.asFloat());
        }
        return fits ? data.asNioDouble() : DoubleBuffer.wrap(data.asDouble());
    }

    @Override
    protected void free() {
        flat.close();
    }
}
