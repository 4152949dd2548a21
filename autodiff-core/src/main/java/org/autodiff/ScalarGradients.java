package org.autodiff;

import java.util.Arrays;

/** What sweeps have brought to the scalar slots of a tape; {@link ScalarEntries#ABSENT} where nothing has arrived. */
final class ScalarGradients {
    private double[] sums = new double[0];
    private double[] last = new double[0];

    /** Lets go of the cotangents of an earlier sweep, before the next one. */
    void forget() {
        last = new double[0];
    }

    /** Keeps the cotangents of the first n slots, for views of the tape. */
    void keep(double[] cotangents, int n) {
        last = Arrays.copyOf(cotangents, n);
    }

    /** The cotangent of the last sweep, if the tape keeps them, or else the sum of a leaf's. */
    double adjoint(int slot) {
        return slot < last.length ? last[slot] : of(slot);
    }

    /** The sum of the derivatives by a leaf. */
    double of(int slot) {
        return slot < sums.length ? sums[slot] : ScalarEntries.ABSENT;
    }

    void add(int slot, double g) {
        if (slot >= sums.length) {
            int old = sums.length;
            sums = Arrays.copyOf(sums, Math.max(slot + 1, 2 * old));
            Arrays.fill(sums, old, sums.length, ScalarEntries.ABSENT);
        }
        sums[slot] += g;
    }

    void clear(int slot) {
        if (slot < sums.length) {
            sums[slot] = ScalarEntries.ABSENT;
        }
    }
}
