package org.autodiff.array;

/**
 * A dense array seen as {@code [outer, count, inner]}, where {@code count} runs over the axes of a reduction: element
 * {@code (o, c, i)} lies at {@code (o * count + c) * inner + i}.
 */
public record Span(int outer, int count, int inner) {
    /** The span of one axis, of any size: {@code outer} is what lies before it, {@code inner} what lies behind. */
    public static Span of(Shape shape, int axis) {
        int outer = 1;
        int inner = 1;
        for (int i = 0; i < shape.rank(); i++) {
            outer *= i < axis ? shape.dim(i) : 1;
            inner *= i > axis ? shape.dim(i) : 1;
        }
        return new Span(outer, shape.dim(axis), inner);
    }

    /** The span of axes (ascending), or null where axes of a size other than 1 that stay lie between them. */
    public static Span of(Shape shape, int[] axes) {
        int outer = 1;
        int count = 1;
        int inner = 1;
        boolean begun = false;
        int next = 0;
        for (int axis = 0; axis < shape.rank(); axis++) {
            int d = shape.dim(axis);
            boolean reduced = next < axes.length && axes[next] == axis;
            if (reduced) {
                next++;
            }
            if (d == 1) {
                continue;
            }
            if (reduced) {
                if (begun && inner > 1) {
                    return null;
                }
                begun = true;
                count *= d;
            } else if (begun) {
                inner *= d;
            } else {
                outer *= d;
            }
        }
        return new Span(outer, count, inner);
    }

    /** The shape that is left when the axes keep size 1. */
    public static Shape reduced(Shape shape, int... axes) {
        int[] dims = shape.toArray();
        for (int axis : axes) {
            dims[axis] = 1;
        }
        return Shape.of(dims);
    }

    /** The order of axes that brings the given ones (ascending) to the end. */
    public static int[] toEnd(int rank, int... axes) {
        int[] order = new int[rank];
        int kept = 0;
        int next = 0;
        for (int axis = 0; axis < rank; axis++) {
            if (next < axes.length && axes[next] == axis) {
                order[rank - axes.length + next++] = axis;
            } else {
                order[kept++] = axis;
            }
        }
        return order;
    }
}
