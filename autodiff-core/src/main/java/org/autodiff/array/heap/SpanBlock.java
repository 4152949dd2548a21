package org.autodiff.array.heap;

/**
 * A part of arrays that are seen as spans, in Java arrays: so many lines of operands {@code [lines, count, inner]} and of a
 * result {@code [lines, results, inner]}, each dense.
 *
 * @param x the arrays that hold the operands
 * @param at where the part begins in each of them
 * @param z the array that holds the result
 * @param to where the part begins in it
 * @param line the number of the first line in the whole
 * @param column the first of the inner indices in the whole
 */
record SpanBlock(Object[] x, int[] at, Object z, int to, int line, int lines, int column, int inner) {
    /** Computes the result of a part. */
    @FunctionalInterface
    interface Body {
        /** From its operands. */
        void run(SpanBlock b);
    }
}
