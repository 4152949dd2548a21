package org.autodiff;

import org.autodiff.op.Attrs.Axes;
import org.autodiff.op.Composite;

/** How values spread around their mean, over some axes or all. */
public sealed interface Statistics permits Tensor {
    private Tensor me() {
        return (Tensor) this;
    }

    /** The unbiased variance of all elements: rank 0. */
    default Tensor var() {
        return var(1, false);
    }

    /** The unbiased variance over axes, which vanish. */
    default Tensor var(int... axes) {
        return var(1, false, axes);
    }

    /**
     * The mean squared distance from the mean over axes (none given: all), which stay with size 1 if {@code keepDims}.
     * The sum is divided by the number of elements less {@code correction}: 1 for the unbiased estimate, 0 for the
     * variance of these values themselves. NaN where that leaves nothing, as in NumPy and PyTorch.
     */
    @Composite("\\frac1{n-c} \\sum_i (x_i - \\bar x)^2")
    default Tensor var(double correction, boolean keepDims, int... axes) {
        Axes over = Reduced.axes("var", me(), keepDims, axes);
        Tensor squares = me().sub(me().mean(true, over.axes())).square().sum(keepDims, over.axes());
        double count = 1;
        for (int axis : over.axes()) {
            count *= me().shape().dim(axis);
        }
        return squares.div(Math.max(0, count - correction));
    }

    /** The square root of the unbiased variance of all elements: rank 0. */
    default Tensor std() {
        return std(1, false);
    }

    /** The square root of the unbiased variance over axes, which vanish. */
    default Tensor std(int... axes) {
        return std(1, false, axes);
    }

    /** The square root of {@link #var(double, boolean, int...)}. The gradient of values that are all equal is 0. */
    @Composite("\\sqrt{\\frac1{n-c} \\sum_i (x_i - \\bar x)^2}")
    default Tensor std(double correction, boolean keepDims, int... axes) {
        Tensor var = var(correction, keepDims, axes);
        Tensor none = var.eq(0);
        return none.where(var.constant(0), none.where(var.constant(1), var).sqrt()); // no gradient from the root of 0
    }
}
