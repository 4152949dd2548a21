package org.autodiff.array;

import java.util.Arrays;
import org.autodiff.error.IndexException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;

/** The sizes of a tensor's axes, outermost first. Rank 0 is a single number. Immutable. */
public final class Shape {
    /** The most axes that a shape can have: the native kernels keep shapes in buffers of this many. */
    public static final int MAX_RANK = 32;

    /** Rank 0: one element. */
    public static final Shape SCALAR = new Shape(new int[0]);

    private final int[] dims;
    private final int size;

    private Shape(int[] dims) {
        this(null, dims);
    }

    /** @param op the operation that messages name, or null */
    private Shape(String op, int[] dims) {
        if (dims.length > MAX_RANK) {
            throw new ShapeException(named(op) + "a shape of " + dims.length + " axes; tensors have at most " + MAX_RANK
                    + ", merge some by flatten or reshape");
        }
        this.dims = dims;
        long n = 1;
        boolean empty = false;
        for (int d : dims) {
            empty |= d == 0;
        }
        for (int d : dims) {
            if (d < 0) {
                throw new ShapeException(
                        named(op) + "shape " + Arrays.toString(dims) + ": a size is negative; sizes are 0 or more");
            }
            n = empty ? 0 : n * d;
            if (n > Integer.MAX_VALUE) {
                throw new ShapeException(named(op) + "shape " + Arrays.toString(dims)
                        + ": more than 2^31-1 elements; split the tensor along an axis");
            }
        }
        this.size = (int) n;
    }

    /** A shape of these sizes, each 0 or more, with at most 2^31-1 elements together. */
    public static Shape of(int... dims) {
        requireNonNull("shape", dims);
        return dims.length == 0 ? SCALAR : new Shape(dims.clone());
    }

    /** The same for an operation, which the error names if there is no such shape. */
    public static Shape of(String op, int... dims) {
        requireNonNull(op, dims);
        return dims.length == 0 ? SCALAR : new Shape(op, dims.clone());
    }

    private static String named(String op) {
        return op == null ? "" : op + ": ";
    }

    private static void requireNonNull(String owner, int[] dims) {
        Require.nonNull(dims, owner, "the array of sizes", "pass no sizes for rank 0");
    }

    /** The number of axes. */
    public int rank() {
        return dims.length;
    }

    /** The number of elements. */
    public int size() {
        return size;
    }

    /** The size of an axis; negative axes count from the end. */
    public int dim(int axis) {
        return dims[axis(axis)];
    }

    /** The axis as a number from 0 to rank-1; negative ones count from the end. */
    public int axis(int axis) {
        return axis(null, axis);
    }

    /** The same for an operation, which the error names if there is no such axis. */
    public int axis(String op, int axis) {
        int a = axis < 0 ? axis + dims.length : axis;
        if (a < 0 || a >= dims.length) {
            throw new IndexException(named(op) + "axis " + axis + " is out of range for shape " + this + "; "
                    + (dims.length == 0
                            ? "a tensor of rank 0 has no axes"
                            : "use " + -dims.length + " to " + (dims.length - 1)));
        }
        return a;
    }

    /** Whether this shape broadcasts to another: its sizes, aligned at the last axis, are equal to that one's or 1. */
    public boolean broadcastsTo(Shape to) {
        Require.nonNull(to, "Shape.broadcastsTo", "to", "pass Shape.of(sizes)");
        int lead = to.dims.length - dims.length;
        boolean good = lead >= 0;
        for (int i = 0; good && i < dims.length; i++) {
            good = dims[i] == 1 || dims[i] == to.dims[lead + i];
        }
        return good;
    }

    /** The sizes as a new array. */
    public int[] toArray() {
        return dims.clone();
    }

    /** This shape with the size of one axis replaced. */
    public Shape with(int axis, int dim) {
        int[] d = dims.clone();
        d[axis(axis)] = dim;
        return new Shape(d);
    }

    /** This shape with one more axis in front. */
    public Shape prepend(int dim) {
        int[] d = new int[dims.length + 1];
        d[0] = dim;
        System.arraycopy(dims, 0, d, 1, dims.length);
        return new Shape(d);
    }

    /** The strides of a dense row-major array of this shape, in elements. */
    public int[] strides() {
        int[] s = new int[dims.length];
        int step = 1;
        for (int i = dims.length - 1; i >= 0; i--) {
            s[i] = step;
            step *= Math.max(1, dims[i]);
        }
        return s;
    }

    @Override
    public boolean equals(Object o) {
        return this == o || o instanceof Shape && Arrays.equals(dims, ((Shape) o).dims);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dims);
    }

    /** The sizes in brackets: {@code [32, 10]}; {@code []} for rank 0. */
    @Override
    public String toString() {
        return Arrays.toString(dims);
    }
}
