package org.autodiff.array.heap;

import org.autodiff.array.Array;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;

/** Floating-point arrays as {@code double[]}, for loops that need only one precision. */
final class Doubles {
    private Doubles() {}

    /** The elements in row-major order, from 0 on; not to be written to, for they may be the array's own. */
    static double[] of(Array x) {
        Object elements = dense(x);
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

    /** The elements in row-major order in a Java array of the array's type, from 0 on; perhaps its own. */
    static Object dense(Array x) {
        if (x.isDense() && x.offset() == 0) {
            return x.storage();
        }
        Object z = Elements.allocate(x.dtype(), x.size());
        Rows.forEach(x.shape(), (at, by, out, n) -> Elements.copy(x.storage(), at[0], by[0], z, out, 1, n), x);
        return z;
    }

    /** An array of these elements in one of the precisions. */
    static Array array(double[] elements, DType dtype, Shape shape) {
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
