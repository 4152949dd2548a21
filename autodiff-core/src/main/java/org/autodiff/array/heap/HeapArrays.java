package org.autodiff.array.heap;

import java.util.Arrays;
import org.autodiff.array.Array;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;

/** Arrays whose storage is a Java array. */
final class HeapArrays {
    private HeapArrays() {}

    /** A new array of zeros. */
    static Array allocate(DType dtype, Shape shape) {
        return Array.dense(dtype, shape, dtype.newArray(shape.size()));
    }

    /** The array itself if it is dense, else a dense copy. */
    static Array dense(Array x) {
        return x.isDense() ? x : copy(x);
    }

    /** A dense copy. */
    static Array copy(Array x) {
        Array z = allocate(x.dtype(), x.shape());
        if (x.isDense()) {
            Elements.copy(x.storage(), x.offset(), 1, z.storage(), 0, 1, x.size());
        } else {
            Rows.forEach(
                    x.shape(), (at, by, out, n) -> Elements.copy(x.storage(), at[0], by[0], z.storage(), out, 1, n), x);
        }
        return z;
    }

    /** {@code target = x}; the target may be any view. */
    static void copyInto(Array target, Array x) {
        if (x.storage() == target.storage()) {
            copyInto(target, copy(x)); // a view of the target itself, which would read what is already overwritten
            return;
        }
        Rows.forEach(
                target.shape(),
                (at, by, out, n) -> Elements.copy(x.storage(), at[1], by[1], target.storage(), at[0], by[0], n),
                target,
                x);
    }

    /** The elements in row-major order in a Java array of their type, from 0 on; not to be written to, it may be x's own. */
    static Object packed(Array x) {
        return x.isDense() && x.offset() == 0 ? x.storage() : copy(x).storage();
    }

    /** The elements of an index, and nothing behind them, as there is behind the first part of a larger one. */
    static long[] longs(Array index) {
        long[] all = (long[]) packed(index);
        return all.length == index.size() ? all : Arrays.copyOf(all, index.size());
    }

    /** The same as a {@code double[]}, for loops that need only one precision. */
    static double[] doubles(Array x) {
        Object elements = packed(x);
        if (elements instanceof double[] d) {
            return d;
        }
        float[] f = (float[]) elements;
        double[] d = new double[x.size()];
        for (int i = 0; i < d.length; i++) {
            d[i] = f[i];
        }
        return d;
    }

    /** An array of these elements, rounded to one of the precisions. */
    static Array of(double[] elements, DType dtype, Shape shape) {
        if (dtype == DType.FLOAT64) {
            return Array.dense(dtype, shape, elements);
        }
        float[] f = new float[elements.length];
        for (int i = 0; i < f.length; i++) {
            f[i] = (float) elements[i];
        }
        return Array.dense(dtype, shape, f);
    }
}
