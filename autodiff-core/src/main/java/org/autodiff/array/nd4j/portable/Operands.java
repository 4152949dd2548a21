package org.autodiff.array.nd4j.portable;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.autodiff.array.Array;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What one primitive of the portable backend passes to ND4J. Java arrays are copied to the device for it, and go at its
 * end. The end also waits for the device: memory that comes back to the pool may be used by any thread at once.
 */
final class Operands implements AutoCloseable {
    private final PortableBackend backend;
    /** Kept reachable, for the collector gives back the memory of arrays that nobody can reach. */
    private final List<Array> held = new ArrayList<>(4);

    private final List<INDArray> made = new ArrayList<>(2);
    private final List<DeviceMemory> scratch = new ArrayList<>(2);

    Operands(PortableBackend backend) {
        this.backend = backend;
    }

    /** The array, however strided, as ND4J sees it. */
    INDArray of(Array x) {
        held.add(x);
        if (PortableBackend.isHosted(x)) {
            return PortableBackend.deviceMemory(x).view(x);
        }
        Array narrow = backend.heap().dense(PortableBackend.once(x));
        INDArray flat = DeviceMemory.upload(whole(narrow));
        made.add(flat);
        return DeviceMemory.view(flat, x.shape(), repeating(narrow, x.shape()), 0, narrow.size() == x.size());
    }

    /** The elements of a dense array as a Java array of just their number. */
    private static Object whole(Array d) {
        int from = d.offset();
        int to = from + d.size();
        if (d.storage() instanceof float[] f) {
            return f.length == d.size() ? f : Arrays.copyOfRange(f, from, to);
        }
        double[] all = (double[]) d.storage();
        return all.length == d.size() ? all : Arrays.copyOfRange(all, from, to);
    }

    /** The strides of a dense array when it is expanded to a shape of the same rank. */
    private static int[] repeating(Array narrow, Shape to) {
        int[] strides = narrow.strides();
        for (int i = 0; i < strides.length; i++) {
            strides[i] = narrow.shape().dim(i) == to.dim(i) ? strides[i] : 0;
        }
        return strides;
    }

    /** One number, as an array of rank 0. */
    INDArray number(DType dtype, double value) {
        INDArray one = DeviceMemory.number(dtype, value);
        made.add(one);
        return one;
    }

    /** Memory with undefined contents until the end of this call. */
    INDArray scratch(DType dtype, Shape shape) {
        DeviceMemory memory = backend.take(dtype, shape.size());
        scratch.add(memory);
        return memory.view(Array.dense(dtype, shape, memory));
    }

    @Override
    public void close() {
        Nd4j.getExecutioner().commit();
        made.forEach(INDArray::close);
        scratch.forEach(backend::give);
        Reference.reachabilityFence(held);
    }
}
