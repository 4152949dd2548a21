package org.autodiff.op;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.IndexException;
import org.autodiff.error.Require;

/**
 * The attributes of one application of an operation, as a record. They are printed in listings, so
 * {@code toString} shows values only.
 */
public interface Attrs {
    /** Throws where they do not fit the first input of the operation: an axis that it does not have, for instance. */
    default void check(String op, Shape first) {}

    /**
     * Those of the same operation on inputs that have one more axis in front, of this size; the same where they name no axis and
     * no shape.
     */
    default Attrs batched(int size) {
        return this;
    }

    /** No attributes. */
    record None() implements Attrs {
        /** The empty attributes. */
        public static final None NONE = new None();

        @Override
        public String toString() {
            return "";
        }
    }

    private static void requireAxis(String op, int axis, Shape shape) {
        if (axis < 0 || axis >= shape.rank()) {
            throw new IndexException(op + ": axis " + axis + " is out of range for shape " + shape + ": "
                    + (shape.rank() == 0 ? "rank 0 has no axes" : "attributes count from 0 to " + (shape.rank() - 1)));
        }
    }

    /**
     * The axes of a reduction, ascending, and whether they stay with size 1. It keeps a copy of the array, and hands out
     * copies.
     */
    record Axes(int[] axes, boolean keepDims) implements Attrs {
        /**
         * These axes of a shape, in any order; negative ones count from the end, none given means all. Rank 0 counts as one
         * axis, as in NumPy and PyTorch.
         */
        public static Axes of(String op, Shape shape, boolean keepDims, int... axes) {
            Require.nonNull(axes, "Axes.of", "axes", "pass whole numbers");
            Require.nonNull(shape, "Axes.of", "shape", "pass Shape.of(sizes)");
            int[] sorted = new int[axes.length == 0 ? shape.rank() : axes.length];
            Shape named = shape.rank() == 0 ? Shape.of(1) : shape;
            for (int i = 0; i < sorted.length; i++) {
                sorted[i] = axes.length == 0 ? i : named.axis(op, axes[i]);
            }
            Arrays.sort(sorted);
            for (int i = 1; i < sorted.length; i++) {
                if (sorted[i] == sorted[i - 1]) {
                    throw new IndexException(
                            op + ": axis " + sorted[i] + " is named twice in " + Arrays.toString(axes));
                }
            }
            return new Axes(shape.rank() == 0 ? new int[0] : sorted, keepDims);
        }

        /** Copies the axes. */
        public Axes {
            axes = Require.nonNull(axes, "Axes", "the array of axes", "pass whole numbers")
                    .clone();
        }

        /** The axes, as a new array. */
        @Override
        public int[] axes() {
            return axes.clone();
        }

        /** Whether the other has the same numbers. */
        @Override
        public boolean equals(Object o) {
            return o instanceof Axes a && keepDims == a.keepDims && Arrays.equals(axes, a.axes);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(axes) + Boolean.hashCode(keepDims);
        }

        @Override
        public Axes batched(int size) {
            return new Axes(Arrays.stream(axes).map(axis -> axis + 1).toArray(), keepDims);
        }

        @Override
        public void check(String op, Shape first) {
            Require.nonNull(first, "Axes.check", "first", "pass Shape.of(sizes)");
            for (int i = 0; i < axes.length; i++) {
                requireAxis(op, axes[i], first);
                if (i > 0 && axes[i] <= axes[i - 1]) {
                    throw new IndexException(op + ": the axes " + Arrays.toString(axes)
                            + " are not ascending; name each once, the lowest first");
                }
            }
        }

        @Override
        public String toString() {
            return "axes=" + Arrays.toString(axes) + (keepDims ? " keepDims" : "");
        }
    }

    /** The axis that an operation works along. */
    record Axis(int axis) implements Attrs {
        @Override
        public Axis batched(int size) {
            return new Axis(axis + 1);
        }

        @Override
        public void check(String op, Shape first) {
            Require.nonNull(first, "Axis.check", "first", "pass Shape.of(sizes)");
            requireAxis(op, axis, first);
        }

        @Override
        public String toString() {
            return "axis=" + axis;
        }
    }

    /** The target shape of a broadcast, an expansion or a reshape. */
    record To(Shape shape) implements Attrs {
        @Override
        public To batched(int size) {
            Require.nonNull(shape, "To.batched", "the shape", "pass Shape.of(sizes)");
            return new To(shape.prepend(size));
        }

        @Override
        public String toString() {
            return "to=" + shape;
        }
    }

    /**
     * An order of axes: axis i of the result is axis {@code order[i]} of the input. It keeps a copy of the array, and hands
     * out copies.
     */
    record Order(int[] order) implements Attrs {
        /** Copies the order. */
        public Order {
            order = Require.nonNull(order, "Order", "the order of axes", "pass whole numbers")
                    .clone();
        }

        /** The order, as a new array. */
        @Override
        public int[] order() {
            return order.clone();
        }

        @Override
        public Order batched(int size) {
            return new Order(IntStream.rangeClosed(0, order.length)
                    .map(i -> i == 0 ? 0 : order[i - 1] + 1)
                    .toArray());
        }

        /** Whether the other has the same numbers. */
        @Override
        public boolean equals(Object o) {
            return o instanceof Order p && Arrays.equals(order, p.order);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(order);
        }

        @Override
        public String toString() {
            return "order=" + Arrays.toString(order);
        }
    }

    /** Indices start, start + step, ..., {@code count} of them, of an axis that has {@code size}. */
    record Range(int axis, int start, int count, int step, int size) implements Attrs {
        @Override
        public Range batched(int samples) {
            return new Range(axis + 1, start, count, step, size);
        }

        @Override
        public void check(String op, Shape first) {
            Require.nonNull(first, "Range.check", "first", "pass Shape.of(sizes)");
            requireAxis(op, axis, first);
            long last = start + (count - 1L) * step;
            if (start < 0 || count < 0 || step < 1 || size < 0 || count > 0 && last >= size) {
                throw new IndexException(op + ": " + count + " indices from " + start + " by " + step
                        + " do not lie within an axis of size " + size);
            }
        }

        @Override
        public String toString() {
            return "axis=" + axis + " start=" + start + " count=" + count + (step == 1 ? "" : " step=" + step);
        }
    }

    /** Which operands of a matrix product are read as their transposes. */
    record Transposes(boolean left, boolean right) implements Attrs {
        /** Both operands as they are. */
        public static final Transposes NEITHER = new Transposes(false, false);

        @Override
        public String toString() {
            return (left ? "left^T" : "") + (left && right ? " " : "") + (right ? "right^T" : "");
        }
    }

    /** The target element type of a conversion. */
    record Type(DType dtype) implements Attrs {
        @Override
        public String toString() {
            return dtype.label();
        }
    }

    /** The number of columns of a result. */
    record Columns(int count) implements Attrs {
        @Override
        public String toString() {
            return "columns=" + count;
        }
    }

    /** The order of a derivative. */
    record Derivatives(int n) implements Attrs {
        private static final int MOST = 100;

        @Override
        public void check(String op, Shape first) {
            if (n < 0 || n > MOST) {
                throw new ArgumentException(op + ": the order " + n + " of the derivative is not one of 0 to " + MOST);
            }
        }

        @Override
        public String toString() {
            return "order=" + n;
        }
    }
}
