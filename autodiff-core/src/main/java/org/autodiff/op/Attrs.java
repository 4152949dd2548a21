package org.autodiff.op;

import java.util.Arrays;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;

/**
 * The attributes of one application of an operation: a record of the operation's own. They are printed in listings, so
 * {@code toString} shows values only.
 */
public interface Attrs {
    /** No attributes. */
    record None() implements Attrs {
        /** The only value that is needed. */
        public static final None NONE = new None();

        @Override
        public String toString() {
            return "";
        }
    }

    /** The axes of a reduction, ascending, and whether they stay with size 1. */
    record Axes(int[] axes, boolean keepDims) implements Attrs {
        @Override
        public String toString() {
            return "axes=" + Arrays.toString(axes) + (keepDims ? " keepDims" : "");
        }
    }

    /** One axis. */
    record Axis(int axis) implements Attrs {
        @Override
        public String toString() {
            return "axis=" + axis;
        }
    }

    /** A shape to reach. */
    record To(Shape shape) implements Attrs {
        @Override
        public String toString() {
            return "to=" + shape;
        }
    }

    /** An order of axes: axis i of the result is axis {@code order[i]} of the input. */
    record Order(int[] order) implements Attrs {
        @Override
        public String toString() {
            return "order=" + Arrays.toString(order);
        }
    }

    /** Indices start, start + step, ..., {@code count} of them, of an axis that has {@code size}. */
    record Range(int axis, int start, int count, int step, int size) implements Attrs {
        @Override
        public String toString() {
            return "axis=" + axis + " start=" + start + " count=" + count + (step == 1 ? "" : " step=" + step);
        }
    }

    /** Which operands of a matrix product are read as their transposes. */
    record Transposes(boolean left, boolean right) implements Attrs {
        /** Neither. */
        public static final Transposes NEITHER = new Transposes(false, false);

        @Override
        public String toString() {
            return (left ? "left^T" : "") + (left && right ? " " : "") + (right ? "right^T" : "");
        }
    }

    /** An element type to reach. */
    record Type(DType dtype) implements Attrs {
        @Override
        public String toString() {
            return dtype.label();
        }
    }

    /** The number of columns. */
    record Columns(int count) implements Attrs {
        @Override
        public String toString() {
            return "columns=" + count;
        }
    }
}
