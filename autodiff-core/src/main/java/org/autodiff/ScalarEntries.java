package org.autodiff;

import java.lang.ref.SoftReference;
import java.util.Arrays;

/**
 * The scalar slots of a tape, as columns: operation, inputs, value and partial derivatives of each. A slot costs 34 bytes
 * and no object; recorded and swept this way an operation takes about ten nanoseconds, as linked objects it takes 190.
 */
final class ScalarEntries {
    /** Each thread keeps its last columns for its next tape: filling fresh pages costs more than the recording. */
    private static final ThreadLocal<SoftReference<ScalarEntries>> SPARE = new ThreadLocal<>();

    private static final int INITIAL = 1024;

    /** What the slot is: a leaf, a constant, or the number of an operation (see {@link Tape}). */
    short[] code = new short[INITIAL];

    int[] left = new int[INITIAL];
    /** The second input, or -1. */
    int[] right = new int[INITIAL];

    double[] value = new double[INITIAL];
    double[] byLeft = new double[INITIAL];
    double[] byRight = new double[INITIAL];
    double[] cotangent = new double[0];

    private ScalarEntries() {}

    static ScalarEntries take() {
        SoftReference<ScalarEntries> spare = SPARE.get();
        ScalarEntries c = spare == null ? null : spare.get();
        if (c == null) {
            return new ScalarEntries();
        }
        SPARE.remove();
        return c;
    }

    /** Keeps them for the next tape of this thread. */
    void giveBack() {
        SPARE.set(new SoftReference<>(this));
    }

    int capacity() {
        return code.length;
    }

    void grow(int atLeast) {
        int n = Math.max(atLeast, 2 * code.length);
        code = Arrays.copyOf(code, n);
        left = Arrays.copyOf(left, n);
        right = Arrays.copyOf(right, n);
        value = Arrays.copyOf(value, n);
        byLeft = Arrays.copyOf(byLeft, n);
        byRight = Arrays.copyOf(byRight, n);
    }

    /** Room for the cotangents of the first n slots, set to -0.0: the one number that adds without changing anything. */
    double[] cotangents(int n) {
        if (cotangent.length < n) {
            cotangent = new double[Math.max(n, code.length)];
        }
        Arrays.fill(cotangent, 0, n, ABSENT);
        return cotangent;
    }

    /** Marks a slot that no cotangent has reached. */
    static final double ABSENT = -0.0;

    static boolean isAbsent(double cotangent) {
        return Double.doubleToRawLongBits(cotangent) == Long.MIN_VALUE;
    }
}
