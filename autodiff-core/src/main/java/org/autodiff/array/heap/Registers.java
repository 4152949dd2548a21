package org.autodiff.array.heap;

import java.util.Arrays;
import org.autodiff.array.Binary;
import org.autodiff.array.Comparator;
import org.autodiff.array.DType;
import org.autodiff.array.Fused;
import org.autodiff.array.Unary;
import org.autodiff.array.vector.DoubleVectors;
import org.autodiff.array.vector.FloatVectors;

/**
 * Java arrays for the values of {@link Fused} functions, and what computes one from others, some elements at a time: all of
 * them stay in the processor's cache. For one thread.
 */
final class Registers {
    /** The elements of a register. */
    static final int LENGTH = FloatVectors.LENGTH;

    private final DType dtype;
    private final FloatVectors floats;
    private final DoubleVectors doubles;
    private Object[] arrays = new Object[0];

    Registers(DType dtype) {
        this.dtype = dtype;
        this.floats = dtype == DType.FLOAT32 ? new FloatVectors() : null;
        this.doubles = dtype == DType.FLOAT32 ? null : new DoubleVectors();
    }

    /** The Java array of that number. */
    Object array(int number) {
        if (number >= arrays.length) {
            int old = arrays.length;
            arrays = Arrays.copyOf(arrays, number + 1);
            for (int i = old; i <= number; i++) {
                arrays[i] = dtype.newArray(LENGTH);
            }
        }
        return arrays[number];
    }

    /** {@code z = f(x)} for the first n elements of Java arrays. */
    void unary(Unary f, Object x, Object z, int n) {
        if (floats != null) {
            floats.apply(f, (float[]) x, (float[]) z, n);
        } else {
            doubles.apply(f, (double[]) x, (double[]) z, n);
        }
    }

    /** Computes the value of a step that reads others. */
    void run(Fused.Step step, int[] places, int place, int n) {
        Object z = array(place);
        if (step instanceof Fused.One s) {
            unary(s.f(), array(places[s.x()]), z, n);
        } else if (step instanceof Fused.Two s) {
            binary(s.f(), array(places[s.x()]), array(places[s.y()]), z, n);
        } else if (step instanceof Fused.Test s) {
            test(s.f(), array(places[s.x()]), array(places[s.y()]), z, n);
        } else {
            Fused.Choice s = (Fused.Choice) step;
            choose(array(places[s.c()]), array(places[s.x()]), array(places[s.y()]), z, n);
        }
    }

    /** {@code z = f(x, y)} for the first n elements of Java arrays. */
    void binary(Binary f, Object x, Object y, Object z, int n) {
        if (floats == null) {
            doubles.apply(f, (double[]) x, (double[]) y, (double[]) z, n);
        } else {
            floats.apply(f, (float[]) x, (float[]) y, (float[]) z, n);
        }
    }

    private void test(Comparator f, Object x, Object y, Object z, int n) {
        if (floats != null) {
            floats.compare(f, (float[]) x, (float[]) y, (float[]) z, n);
        } else {
            test(f, (double[]) x, (double[]) y, (double[]) z, n);
        }
    }

    private static void test(Comparator f, double[] x, double[] y, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = f.test(x[i], y[i]) ? 1f : 0f;
        }
    }

    private void choose(Object c, Object x, Object y, Object z, int n) {
        if (floats != null) {
            floats.choose((float[]) c, (float[]) x, (float[]) y, (float[]) z, n);
        } else {
            choose((double[]) c, (double[]) x, (double[]) y, (double[]) z, n);
        }
    }

    private static void choose(double[] c, double[] x, double[] y, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = c[i] != 0 ? x[i] : y[i];
        }
    }
}
