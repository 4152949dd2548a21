package org.autodiff.nn.data;

import java.util.function.IntFunction;
import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;

/** A copy of a tensor's values on the Java heap, from which rows of the first axis are taken. */
final class TensorRows {
    private final int[] shape;
    private final int width;
    // a Java array of the element type, and the way from such an array to a tensor
    private final Object values;
    private final IntFunction<Object> allocate;
    private final Assemble assemble;

    private interface Assemble {
        Tensor tensor(Object values, int[] shape);
    }

    private TensorRows(Tensor source, Object values, IntFunction<Object> allocate, Assemble assemble) {
        this.shape = source.shape().toArray();
        this.width = shape[0] == 0 ? 0 : source.size() / shape[0];
        this.values = values;
        this.allocate = allocate;
        this.assemble = assemble;
    }

    static TensorRows of(Tensor source) {
        switch (source.dtype()) {
            case FLOAT32:
                return new TensorRows(source, source.toFloats(), float[]::new, (v, s) -> Tensor.of((float[]) v, s));
            case FLOAT64:
                return new TensorRows(source, source.toDoubles(), double[]::new, (v, s) -> Tensor.of((double[]) v, s));
            case INT64:
                return new TensorRows(source, source.toLongs(), long[]::new, (v, s) -> Tensor.of((long[]) v, s));
            default:
                throw new ArgumentException("TensorDataset: rows of " + source.dtype()
                        + " are not supported; convert the tensor with to(DType.INT64)");
        }
    }

    /** The rows at the given places, which must be valid. */
    Tensor take(int[] indices) {
        long size = (long) indices.length * width;
        if (size > Integer.MAX_VALUE - 8) {
            throw new ArgumentException("TensorDataset: " + indices.length + " rows of " + width + " elements are "
                    + size + "; an array has less than 2^31, take fewer rows at once");
        }
        Object taken = allocate.apply((int) size);
        for (int i = 0; i < indices.length; i++) {
            System.arraycopy(values, indices[i] * width, taken, i * width, width);
        }
        int[] takenShape = shape.clone();
        takenShape[0] = indices.length;
        return assemble.tensor(taken, takenShape);
    }
}
