package org.autodiff.array.heap;

import org.autodiff.array.Array;
import org.autodiff.array.Shape;

/**
 * Walks the elements of up to three strided operands in the row-major order of a common shape, one innermost row at a
 * time. Axes over which all operands advance evenly are merged first, so that rows are as long as they can be.
 */
final class Rows {
    /** What to do with a row: {@code n} elements of each operand from its offset with its stride. */
    @FunctionalInterface
    interface Body {
        /** Handles the row whose results start at {@code out} in dense order. */
        void row(int[] offsets, int[] strides, int out, int n);
    }

    private Rows() {}

    /** Walks operands that are broadcast to {@code shape}. */
    static void forEach(Shape shape, Body body, Array... operands) {
        if (shape.size() == 0) {
            return;
        }
        int k = operands.length;
        int[] offsets = new int[k];
        int[][] strides = new int[k][];
        for (int i = 0; i < k; i++) {
            Array wide = operands[i].shape().equals(shape) ? operands[i] : operands[i].expand(shape);
            offsets[i] = wide.offset();
            strides[i] = wide.strides();
        }
        int[] dims = new int[Math.max(1, shape.rank())];
        int[][] steps = new int[k][dims.length];
        int rank = merge(shape, strides, dims, steps);
        int n = dims[rank - 1];
        int[] inner = new int[k];
        for (int i = 0; i < k; i++) {
            inner[i] = steps[i][rank - 1];
        }
        int[] index = new int[rank];
        for (int out = 0; out < shape.size(); out += n) {
            body.row(offsets, inner, out, n);
            for (int axis = rank - 2; axis >= 0; axis--) {
                index[axis]++;
                boolean more = index[axis] < dims[axis];
                for (int i = 0; i < k; i++) {
                    offsets[i] += more ? steps[i][axis] : -(dims[axis] - 1) * steps[i][axis];
                }
                if (more) {
                    break;
                }
                index[axis] = 0;
            }
        }
    }

    /** Fills dims and steps with the merged axes, and says how many there are (at least one). */
    static int merge(Shape shape, int[][] strides, int[] dims, int[][] steps) {
        int rank = 0;
        for (int axis = 0; axis < shape.rank(); axis++) {
            int d = shape.dim(axis);
            if (d == 1) {
                continue;
            }
            boolean joins = rank > 0;
            for (int i = 0; joins && i < strides.length; i++) {
                joins = steps[i][rank - 1] == d * strides[i][axis];
            }
            if (!joins) {
                dims[rank++] = 1;
            }
            dims[rank - 1] *= d;
            for (int i = 0; i < strides.length; i++) {
                steps[i][rank - 1] = strides[i][axis];
            }
        }
        if (rank == 0) {
            dims[0] = 1;
            return 1;
        }
        return rank;
    }
}
