package org.autodiff;

import org.autodiff.array.Backend;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;

/** Prints the elements of a tensor in nested brackets, cutting long axes in the middle. */
final class ElementsPrinter {
    /** Elements shown at either end of an axis that is cut. */
    private static final int EDGE = 3;

    private final Object elements;
    private final DType dtype;
    private final Shape shape;
    private final StringBuilder out = new StringBuilder();

    private ElementsPrinter(Tensor t) {
        this.elements = Backend.get().elements(t.array());
        this.dtype = t.dtype();
        this.shape = t.shape();
    }

    static String print(Tensor t) {
        ElementsPrinter p = new ElementsPrinter(t);
        p.axis(0, 0, t.size());
        return p.out.toString();
    }

    private void axis(int axis, int from, int size) {
        if (axis == shape.rank()) {
            out.append(element(from));
            return;
        }
        int n = shape.dim(axis);
        int step = n == 0 ? 0 : size / n;
        out.append('[');
        for (int i = 0; i < n; i++) {
            if (i > 0) {
                out.append(", ");
            }
            if (n > 2 * EDGE && i == EDGE) {
                out.append("..., ");
                i = n - EDGE;
            }
            axis(axis + 1, from + i * step, step);
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
