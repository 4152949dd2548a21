package org.autodiff.array.heap;

import java.util.Arrays;
import org.autodiff.array.Array;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.error.MatrixException;

/**
 * Matrices on the last two axes of an array, unpacked to doubles one after the other: in single precision, too, so that
 * results are right to rounding there.
 *
 * @param values the elements, row-major; a copy
 * @param count the number of matrices
 * @param rows their rows
 * @param columns their columns
 */
record Matrices(double[] values, int count, int rows, int columns) {
    static Matrices of(Array x) {
        double[] values = HeapArrays.doubles(x);
        if (values == x.storage()) {
            values = values.clone();
        }
        return new Matrices(
                values, batch(x.shape(), 2).size(), x.shape().dim(-2), x.shape().dim(-1));
    }

    /** Zeros for as many matrices, of other sizes. */
    Matrices like(int newRows, int newColumns) {
        return new Matrices(new double[count * newRows * newColumns], count, newRows, newColumns);
    }

    /** The first element of matrix i. */
    int at(int i) {
        return i * rows * columns;
    }

    /** Each matrix replaced by the mean of it and its transpose. */
    Matrices symmetrize() {
        for (int m = 0; m < count; m++) {
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < i; j++) {
                    int a = at(m) + i * columns + j;
                    int b = at(m) + j * columns + i;
                    values[a] = 0.5 * values[a] + 0.5 * values[b];
                    values[b] = values[a];
                }
            }
        }
        return this;
    }

    Array pack(DType dtype, Shape shape) {
        return HeapArrays.of(values, dtype, shape);
    }

    /** A shape without its last axes. */
    static Shape batch(Shape x, int last) {
        return Shape.of(Arrays.copyOf(x.toArray(), x.rank() - last));
    }

    /** The error for matrix i of an array, of which a property is missing. */
    static MatrixException error(Shape shape, int i, String what) {
        return new MatrixException((shape.rank() == 2 ? "the matrix" : "matrix " + i) + " of " + shape + " " + what);
    }
}
