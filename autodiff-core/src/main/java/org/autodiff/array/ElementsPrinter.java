package org.autodiff.array;

import java.util.List;

/** Prints the elements of an array in nested brackets, cutting long axes in the middle. */
final class ElementsPrinter {
    /** Elements shown at either end of an axis that is cut. */
    private static final int EDGE = 3;

    private final Object elements;
    private final DType dtype;
    private final Shape shape;
    private final StringBuilder out = new StringBuilder();

    private ElementsPrinter(Array x) {
        this.elements = Backend.get().elements(cut(x, 0));
        this.dtype = x.dtype();
        this.shape = x.shape();
    }

    static String print(Array x) {
        ElementsPrinter p = new ElementsPrinter(x);
        p.axis(0, 0);
        return p.out.toString();
    }

    /** The elements that are shown, so that an array of any size can be printed. */
    private static Array cut(Array x, int axis) {
        if (axis == x.shape().rank()) {
            return x;
        }
        int n = x.shape().dim(axis);
        if (n <= 2 * EDGE) {
            return cut(x, axis + 1);
        }
        Array first = cut(x.slice(axis, 0, EDGE, 1), axis + 1);
        Array last = cut(x.slice(axis, n - EDGE, EDGE, 1), axis + 1);
        return Backend.get().concat(List.of(first, last), axis, first.shape().with(axis, 2 * EDGE));
    }

    private void axis(int axis, int row) {
        if (axis == shape.rank()) {
            out.append(element(row));
            return;
        }
        int n = shape.dim(axis);
        int shown = Math.min(n, 2 * EDGE);
        out.append('[');
        for (int i = 0; i < shown; i++) {
            out.append(i > 0 ? ", " : "").append(n > shown && i == EDGE ? "..., " : "");
            axis(axis + 1, row * shown + i);
        }
        out.append(']');
    }

    private String element(int i) {
        return switch (dtype) {
            case FLOAT32 -> String.valueOf(((float[]) elements)[i]);
            case FLOAT64 -> String.valueOf(((double[]) elements)[i]);
            case INT64 -> String.valueOf(((long[]) elements)[i]);
            case BOOL -> String.valueOf(((boolean[]) elements)[i]);
        };
    }
}
