package org.autodiff.array;

import org.autodiff.error.BackendException;
import org.autodiff.error.Require;

/** The type of a tensor's elements. It is stated by each tensor; there is no global default to switch. */
public enum DType {
    /** IEEE 754 single precision; what networks train in. */
    FLOAT32("f32", 4, true),
    /** IEEE 754 double precision; what gradients are checked in. */
    FLOAT64("f64", 8, true),
    /** 64-bit signed integers: class labels and indices. */
    INT64("i64", 8, false),
    /** Truth values: masks and the results of comparisons. */
    BOOL("bool", 1, false);

    private final String label;
    private final int bytes;
    private final boolean floating;

    DType(String label, int bytes, boolean floating) {
        this.label = label;
        this.bytes = bytes;
        this.floating = floating;
    }

    /** The short name in listings: {@code f32}, {@code f64}, {@code i64}, {@code bool}. */
    public String label() {
        return label;
    }

    /** The size of one element in bytes. */
    public int bytes() {
        return bytes;
    }

    /** Whether values of this type can be differentiated. */
    public boolean isFloating() {
        return floating;
    }

    /** A new Java array of zeros that holds n elements of this type, such as a {@code float[]}. */
    public Object newArray(int n) {
        Require.notNegative(n, "DType.newArray", "the number of elements");
        try {
            return switch (this) {
                case FLOAT32 -> new float[n];
                case FLOAT64 -> new double[n];
                case INT64 -> new long[n];
                case BOOL -> new boolean[n];
            };
        } catch (OutOfMemoryError e) {
            throw new BackendException("out of memory: no room in the Java heap for " + n + " elements of " + this
                    + "; use smaller tensors, or raise -Xmx");
        }
    }

    /** Whether an element can stand for a number, rounded at most: INT64 needs whole numbers of its range. */
    public boolean holds(double value) {
        return this != INT64 || value == Math.rint(value) && value >= -0x1p63 && value < 0x1p63;
    }
}
