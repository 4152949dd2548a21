package org.autodiff.array.heap;

import java.util.Arrays;
import org.autodiff.array.Array;
import org.autodiff.array.Binary;
import org.autodiff.array.Comparator;
import org.autodiff.array.DType;
import org.autodiff.array.Fused;
import org.autodiff.array.Unary;
import org.autodiff.array.vector.DoubleVectors;
import org.autodiff.array.vector.FloatBits;
import org.autodiff.array.vector.FloatVectors;

/**
 * Java arrays for the values of {@link Fused} functions, and what computes one from others, some elements at a time: all of
 * them stay in the processor's cache. For one thread.
 *
 * <p>A float is there as a number, as its bits, or as both: whatever the steps that read it want. What is read from memory comes in
 * the form that is wanted first.
 */
final class Registers {
    /** The elements of a register. */
    static final int LENGTH = FloatVectors.LENGTH;

    private static final int GROUP = 8;

    private static final int NUMBERS = 1;
    private static final int BITS = 2;

    private final DType dtype;
    private final FloatVectors floats;
    private final FloatBits comparisons;
    private final DoubleVectors doubles;
    private Object[] arrays = new Object[0];
    private int[][] bits = new int[0][];
    private int[] forms = new int[0];
    /** The number that fills a register, NaN where several may. */
    private double[] fillings = new double[0];

    private Array[] sources = new Array[0];
    private Hosting host;
    private int at;

    Registers(DType dtype) {
        this.dtype = dtype;
        this.floats = dtype == DType.FLOAT32 ? new FloatVectors() : null;
        this.comparisons = dtype == DType.FLOAT32 ? new FloatBits() : null;
        this.doubles = dtype == DType.FLOAT32 ? null : new DoubleVectors();
    }

    /** The Java array of that number; several are made at a time, so that they lie alike (see {@link FloatVectors#ROOM}). */
    Object array(int number) {
        if (number >= arrays.length) {
            int old = arrays.length;
            int all = (number / GROUP + 1) * GROUP;
            arrays = Arrays.copyOf(arrays, all);
            bits = Arrays.copyOf(bits, all);
            forms = Arrays.copyOf(forms, all);
            fillings = Arrays.copyOf(fillings, all);
            sources = Arrays.copyOf(sources, all);
            for (int i = old; i < all; i++) {
                arrays[i] = dtype.newArray(floats != null ? FloatVectors.ROOM : DoubleVectors.ROOM);
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

    /** {@code z = f(x, y)} for the first n elements of Java arrays. */
    void binary(Binary f, Object x, Object y, Object z, int n) {
        if (floats == null) {
            doubles.apply(f, (double[]) x, (double[]) y, (double[]) z, n);
        } else {
            floats.apply(f, (float[]) x, (float[]) y, (float[]) z, n);
        }
    }

    // Steps.

    /** Where elements of arrays are from now on: in a backend, from one on. */
    void begin(Hosting in, int from) {
        host = in;
        at = from;
    }

    /** Has a register hold n times one number. */
    void fill(int place, double value, int n) {
        Elements.fill(array(place), 0, n, value);
        forms[place] = NUMBERS;
        fillings[place] = value;
    }

    /** Has a register hold elements of an array, once they are looked at. */
    void load(int place, Array source) {
        array(place);
        sources[place] = source;
        forms[place] = 0;
        fillings[place] = Double.NaN;
    }

    /** Computes the value of a step that reads others. */
    void run(Fused.Step step, int[] places, int place, int n) {
        array(place);
        double filling = step instanceof Fused.Test s ? fillings[places[s.y()]] : Double.NaN;
        fillings[place] = Double.NaN;
        if (step instanceof Fused.One s && floats != null && FloatBits.has(s.f())) {
            FloatBits.apply(s.f(), bits(places[s.x()], n), bits(place), n);
            forms[place] = BITS;
        } else if (step instanceof Fused.One s) {
            unary(s.f(), numbers(places[s.x()], n), arrays[place], n);
            forms[place] = NUMBERS;
        } else if (step instanceof Fused.Two s) {
            binary(s.f(), numbers(places[s.x()], n), numbers(places[s.y()], n), arrays[place], n);
            forms[place] = NUMBERS;
        } else if (floats == null) {
            runOnDoubles(step, places, place, n);
        } else if (step instanceof Fused.Test s && !Double.isNaN(filling)) {
            FloatBits.compare(s.f(), bits(places[s.x()], n), (float) filling, bits(place), n);
            forms[place] = BITS;
        } else if (step instanceof Fused.Test s) {
            comparisons.compare(s.f(), bits(places[s.x()], n), bits(places[s.y()], n), bits(place), n);
            forms[place] = BITS;
        } else {
            Fused.Choice s = (Fused.Choice) step;
            int[] c = bits(places[s.c()], n);
            FloatBits.choose(c, bits(places[s.x()], n), bits(places[s.y()], n), bits(place), n);
            forms[place] = BITS;
        }
    }

    /** Writes the elements of a register to an array. */
    void store(int place, Array z, int n) {
        if (forms[place] == BITS && host.writesBits(z)) {
            host.writeBits(z, at, bits[place], n);
        } else {
            host.write(z, at, numbers(place, n), 0, n);
        }
    }

    private Object numbers(int place, int n) {
        if (forms[place] == 0) {
            host.read(sources[place], at, arrays[place], 0, n);
        } else if (forms[place] == BITS) {
            floats.numbers(bits[place], (float[]) arrays[place], n);
        }
        forms[place] |= NUMBERS;
        return arrays[place];
    }

    private int[] bits(int place, int n) {
        int[] z = bits(place);
        if (forms[place] == 0 && host.readsBits(sources[place])) {
            host.readBits(sources[place], at, z, n);
        } else if ((forms[place] & BITS) == 0) {
            floats.bits((float[]) numbers(place, n), z, n);
        }
        forms[place] |= BITS;
        return z;
    }

    private int[] bits(int place) {
        if (bits[place] == null) {
            bits[place] = new int[FloatVectors.ROOM];
        }
        return bits[place];
    }

    private void runOnDoubles(Fused.Step step, int[] places, int place, int n) {
        double[] z = (double[]) arrays[place];
        if (step instanceof Fused.Test s) {
            test(s.f(), (double[]) numbers(places[s.x()], n), (double[]) numbers(places[s.y()], n), z, n);
        } else {
            Fused.Choice s = (Fused.Choice) step;
            double[] c = (double[]) numbers(places[s.c()], n);
            choose(c, (double[]) numbers(places[s.x()], n), (double[]) numbers(places[s.y()], n), z, n);
        }
        forms[place] = NUMBERS;
    }

    private static void test(Comparator f, double[] x, double[] y, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = f.test(x[i], y[i]) ? 1 : 0;
        }
    }

    private static void choose(double[] c, double[] x, double[] y, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = c[i] != 0 ? x[i] : y[i];
        }
    }
}
