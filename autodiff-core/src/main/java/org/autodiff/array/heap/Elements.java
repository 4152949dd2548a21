package org.autodiff.array.heap;

import java.util.Arrays;
import org.autodiff.array.DType;

/** The Java arrays that hold elements: {@code float[]}, {@code double[]}, {@code long[]} and {@code boolean[]}. */
final class Elements {
    private Elements() {}

    /** The element type that belongs to a Java array. */
    static DType dtype(Object elements) {
        if (elements instanceof float[]) {
            return DType.FLOAT32;
        }
        if (elements instanceof double[]) {
            return DType.FLOAT64;
        }
        if (elements instanceof long[]) {
            return DType.INT64;
        }
        if (elements instanceof boolean[]) {
            return DType.BOOL;
        }
        throw new IllegalArgumentException("not a storage: " + elements);
    }

    /** One element as a number; a truth value is 0 or 1. */
    static double get(Object elements, int i) {
        if (elements instanceof float[] f) {
            return f[i];
        }
        if (elements instanceof double[] d) {
            return d[i];
        }
        return elements instanceof long[] l ? l[i] : ((boolean[]) elements)[i] ? 1 : 0;
    }

    /** Sets one element, converted as Java's casts do; a truth value is whether the number differs from 0. */
    static void set(Object elements, int i, double value) {
        if (elements instanceof float[] f) {
            f[i] = (float) value;
        } else if (elements instanceof double[] d) {
            d[i] = value;
        } else if (elements instanceof long[] l) {
            l[i] = (long) value;
        } else {
            ((boolean[]) elements)[i] = value != 0;
        }
    }

    /** Sets n elements, converted as {@link #set} does. */
    static void convert(Object from, int at, Object to, int out, int n) {
        if (to instanceof float[] z && from instanceof boolean[] x) {
            for (int i = 0; i < n; i++) {
                z[out + i] = (float) (x[at + i] ? 1 : 0); // the conversion keeps it free of branches
            }
        } else if (to instanceof double[] z && from instanceof boolean[] x) {
            for (int i = 0; i < n; i++) {
                z[out + i] = (double) (x[at + i] ? 1 : 0);
            }
        } else if (to instanceof double[] z && from instanceof float[] x) {
            for (int i = 0; i < n; i++) {
                z[out + i] = x[at + i];
            }
        } else if (to instanceof float[] z && from instanceof double[] x) {
            for (int i = 0; i < n; i++) {
                z[out + i] = (float) x[at + i];
            }
        } else {
            for (int i = 0; i < n; i++) {
                set(to, out + i, get(from, at + i));
            }
        }
    }

    /** Sets the elements of a range. */
    static void fill(Object elements, int from, int to, double value) {
        if (elements instanceof float[] f) {
            Arrays.fill(f, from, to, (float) value);
        } else if (elements instanceof double[] d) {
            Arrays.fill(d, from, to, value);
        } else {
            for (int i = from; i < to; i++) {
                set(elements, i, value);
            }
        }
    }

    /** {@code target += alpha * x} for n elements of one numeric type. */
    static void add(Object target, int to, double alpha, Object x, int at, int n) {
        if (target instanceof float[] f) {
            FloatLoops.axpy(f, to, (float) alpha, (float[]) x, at, n);
        } else if (target instanceof double[] d) {
            DoubleLoops.axpy(d, to, alpha, (double[]) x, at, n);
        } else {
            long[] l = (long[]) target;
            for (int i = 0; i < n; i++) {
                l[to + i] += (long) alpha * ((long[]) x)[at + i];
            }
        }
    }

    /** Copies {@code n} elements of one type, every {@code stride}-th of the source and every {@code step}-th of the target. */
    static void copy(Object from, int at, int stride, Object to, int out, int step, int n) {
        if (stride == 1 && step == 1) {
            System.arraycopy(from, at, to, out, n);
        } else if (from instanceof float[] x) {
            float[] z = (float[]) to;
            for (int i = 0; i < n; i++) {
                z[out + i * step] = x[at + i * stride];
            }
        } else if (from instanceof double[] x) {
            double[] z = (double[]) to;
            for (int i = 0; i < n; i++) {
                z[out + i * step] = x[at + i * stride];
            }
        } else if (from instanceof long[] x) {
            long[] z = (long[]) to;
            for (int i = 0; i < n; i++) {
                z[out + i * step] = x[at + i * stride];
            }
        } else {
            boolean[] x = (boolean[]) from;
            boolean[] z = (boolean[]) to;
            for (int i = 0; i < n; i++) {
                z[out + i * step] = x[at + i * stride];
            }
        }
    }
}
