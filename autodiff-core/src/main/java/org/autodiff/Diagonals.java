package org.autodiff;

import java.util.Arrays;
import org.autodiff.array.Shape;
import org.autodiff.error.IndexException;
import org.autodiff.error.ShapeException;
import org.autodiff.op.Attrs.Range;
import org.autodiff.op.Composite;

/**
 * Diagonals and triangles of matrices. Diagonal k runs from element {@code (0, k)}, or {@code (-k, 0)} for a negative k: 0 is the main one,
 * positive ones lie above it.
 */
public sealed interface Diagonals permits Tensor {
    private Tensor me() {
        return (Tensor) this;
    }

    /** The elements on diagonal k and below, zero above; of the last two axes. */
    @Composite("[j \\le i + k] x_{ij}")
    default Tensor tril(int k) {
        return triangle("tril", k, true);
    }

    /** The elements on the main diagonal and below. */
    default Tensor tril() {
        return tril(0);
    }

    /** The elements on diagonal k and above, zero below; of the last two axes. */
    @Composite("[j \\ge i + k] x_{ij}")
    default Tensor triu(int k) {
        return triangle("triu", k, false);
    }

    /** The elements on the main diagonal and above. */
    default Tensor triu() {
        return triu(0);
    }

    private Tensor triangle(String op, long k, boolean lower) {
        Shape s = me().shape();
        if (s.rank() < 2) {
            throw new ShapeException(op + ": the shape is " + s + "; it must have two axes or more");
        }
        int n = s.dim(-1);
        boolean[] kept = new boolean[Shape.of(s.dim(-2), n).size()];
        for (int i = 0; i < kept.length; i++) {
            long above = i % n - i / n - k;
            kept[i] = lower ? above <= 0 : above >= 0;
        }
        return Tensor.of(kept, s.dim(-2), n).where(me(), me().constant(0));
    }

    /** Of a vector the square matrix with it on diagonal k; of a matrix its diagonal k. */
    @Composite("[j = i + k] x_{\\min(i,j)} \\text{ or } x_{i, i + k}")
    default Tensor diag(int k) {
        int rank = me().rank();
        if (rank != 1 && rank != 2) {
            throw new ShapeException("diag: the shape is " + me().shape()
                    + "; it must be a vector or a matrix (diagonal and diagEmbed take batches)");
        }
        return rank == 1 ? diagEmbed(k) : diagonal(k, 0, 1);
    }

    /** Of a vector the diagonal matrix; of a matrix its main diagonal. */
    default Tensor diag() {
        return diag(0);
    }

    /** Square matrices over the last two axes of the result, zero but for the last axis of this on diagonal k. */
    @Composite("[j = i + k] x_{\\min(i,j)}")
    default Tensor diagEmbed(int k) {
        Tensor x = me();
        if (x.rank() == 0) {
            throw new ShapeException("diagEmbed: the shape is []; it must have one axis or more");
        }
        int length = x.shape().dim(-1);
        long n = length + Math.abs((long) k);
        if (n * n > Integer.MAX_VALUE) {
            throw new ShapeException("diagEmbed: diagonal " + k + " from shape " + x.shape() + " makes a matrix of " + n
                    + " by " + n + ", more than 2^31-1 elements");
        }
        int size = (int) n;
        int axis = x.rank() - 1;
        Range at = new Range(axis, length == 0 ? 0 : start(k, size), length, size + 1, size * size);
        int[] dims = Arrays.copyOf(x.shape().toArray(), axis + 2);
        dims[axis] = size;
        dims[axis + 1] = size;
        return Movement.EMBED.apply(at, x).reshape(dims);
    }

    /** Where diagonal k starts in row-major order. */
    private static int start(int k, int columns) {
        return k >= 0 ? k : -k * columns;
    }

    /** Diagonal k of the matrices over two axes; it runs along the last axis of the result. */
    @Composite("x_{i, i + k}")
    default Tensor diagonal(int k, int axis1, int axis2) {
        int a = me().shape().axis("diagonal", axis1);
        int b = me().shape().axis("diagonal", axis2);
        int rank = me().rank();
        if (a == b) {
            throw new IndexException("diagonal: axis " + axis1 + " and axis " + axis2 + " of shape " + me().shape()
                    + " are the same; a matrix has two");
        }
        Tensor x = me().movedim(new int[] {a, b}, new int[] {rank - 2, rank - 1});
        int rows = x.shape().dim(-2);
        int columns = x.shape().dim(-1);
        int length = (int) Math.max(0, Math.min(rows + Math.min(0L, k), columns - Math.max(0L, k)));
        Tensor lines = x.flatten(rank - 2, rank - 1);
        Range along = new Range(
                rank - 2,
                length == 0 ? 0 : start(k, columns),
                length,
                columns + 1,
                lines.shape().dim(-1));
        return Movement.SLICE.apply(along, lines);
    }

    /** The main diagonal of the matrices over the first two axes; it runs along the last axis of the result. */
    default Tensor diagonal() {
        return diagonal(0, 0, 1);
    }

    /** The sum of the main diagonal of a matrix. */
    @Composite("\\sum_i x_{ii}")
    default Tensor trace() {
        if (me().rank() != 2) {
            throw new ShapeException("trace: the shape is " + me().shape()
                    + "; it must be a matrix (diagonal(0, -2, -1).sum(-1) takes batches)");
        }
        return diagonal().sum();
    }
}
