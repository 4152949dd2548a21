package org.autodiff.array.heap;

/**
 * A matrix in a Java array: element (i, j) lies at {@code at + i * down + j * along}.
 *
 * @param storage a {@code float[]} or {@code double[]}
 */
record Strided(Object storage, int at, int down, int along) {
    /** A dense one at the start of an array, or its transpose. */
    static Strided dense(double[] values, int columns, boolean transpose) {
        return transpose ? new Strided(values, 0, 1, columns) : new Strided(values, 0, columns, 1);
    }
}
