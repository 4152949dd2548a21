package org.autodiff.nn.layer;

import java.util.Arrays;
import org.autodiff.Tensor;
import org.autodiff.array.Shape;
import org.autodiff.error.IndexException;
import org.autodiff.error.Require;

/** An axis split into several, row-major: the inverse of {@link Flatten}. */
public final class Unflatten extends Layer {
    private final int axis;
    private final int[] sizes;

    /** A layer that splits an axis, where negative ones count from the end, into axes of the given sizes. */
    public Unflatten(int axis, int... sizes) {
        this.axis = axis;
        this.sizes = Require.positive(sizes, owner(), "the sizes");
    }

    @Override
    protected Tensor compute(Tensor x) {
        if (axis >= x.rank() || axis < -x.rank()) {
            throw new IndexException("axis " + axis + " is out of range for the input " + x.shape());
        }
        int at = axis < 0 ? axis + x.rank() : axis;
        int product = Shape.of(sizes).size();
        if (x.shape().dim(at) != product) {
            throw misfit("size " + product + " along axis " + axis, x, "the sizes must multiply to that of the axis");
        }
        int[] from = x.shape().toArray();
        int[] to = new int[from.length - 1 + sizes.length];
        System.arraycopy(from, 0, to, 0, at);
        System.arraycopy(sizes, 0, to, at, sizes.length);
        System.arraycopy(from, at + 1, to, at + sizes.length, from.length - at - 1);
        return x.reshape(to);
    }

    @Override
    protected String extraRepr() {
        return "axis=" + axis + ", sizes=" + Arrays.toString(sizes);
    }
}
