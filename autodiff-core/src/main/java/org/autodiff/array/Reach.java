package org.autodiff.array;

import java.util.Arrays;

/**
 * What windows read along one axis: the window for index i of the result reads {@code count[i]} indices from {@code
 * first[i]} by {@code step}, all within the axis, and at least one.
 */
public record Reach(int[] first, int[] count, int step) {
    /** Copies the arrays. */
    public Reach {
        first = first.clone();
        count = count.clone();
    }

    /** The first index of each window, as a new array. */
    @Override
    public int[] first() {
        return first.clone();
    }

    /** How many indices each window reads, as a new array. */
    @Override
    public int[] count() {
        return count.clone();
    }

    /** How many indices window i reads. */
    public int count(int i) {
        return count[i];
    }

    /** Whether the other has the same numbers. */
    @Override
    public boolean equals(Object o) {
        return o instanceof Reach r && step == r.step && Arrays.equals(first, r.first) && Arrays.equals(count, r.count);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Arrays.hashCode(first) + Arrays.hashCode(count)) + step;
    }

    @Override
    public String toString() {
        return "first " + Arrays.toString(first) + " count " + Arrays.toString(count) + " step " + step;
    }
}
