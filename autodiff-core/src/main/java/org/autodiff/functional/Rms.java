package org.autodiff.functional;

import java.util.Arrays;
import org.autodiff.array.Shape;
import org.autodiff.error.Require;
import org.autodiff.op.Attrs;
import org.autodiff.op.Attrs.Axes;

/** The axes of a mean, ascending, and the number that is added to it. */
record Rms(int[] axes, double eps) implements Attrs {
    /** Copies the axes. */
    public Rms {
        Require.nonNull(axes, "Rms", "axes", "pass whole numbers");
        axes = axes.clone();
    }

    @Override
    public Rms batched(int size) {
        return new Rms(Arrays.stream(axes).map(axis -> axis + 1).toArray(), eps);
    }

    @Override
    public int[] axes() {
        return axes.clone();
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Rms other && Arrays.equals(axes, other.axes) && eps == other.eps;
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(axes) + Double.hashCode(eps);
    }

    @Override
    public void check(String op, Shape first) {
        new Axes(axes, true).check(op, first);
        Normalization.requireEps(op, eps);
    }

    @Override
    public String toString() {
        return "axes=" + Arrays.toString(axes) + " eps=" + eps;
    }
}
