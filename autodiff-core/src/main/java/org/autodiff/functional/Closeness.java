package org.autodiff.functional;

import org.autodiff.Tensor;

/** Equality of tensors up to a tolerance, element by element and as a whole; without gradient. */
public final class Closeness {
    private Closeness() {}

    /**
     * Whether {@code |x - y| <= atol + rtol |y|}, element by element, both broadcast; BOOL. Infinities of one sign are close
     * to each other.
     *
     * @param equalNan whether NaN is close to NaN
     */
    public static Tensor isClose(Tensor x, Tensor y, double rtol, double atol, boolean equalNan) {
        TensorArguments.requireType("isClose", "first tensor", x, "second tensor", y);
        Tensor near = x.sub(y).abs().le(y.abs().mul(rtol).add(atol));
        Tensor finite = y.isFinite().logicalAnd(near);
        Tensor close = finite.logicalOr(x.eq(y));
        return equalNan ? close.logicalOr(x.isNan().logicalAnd(y.isNan())) : close;
    }

    /** Whether all elements are close, with PyTorch's tolerances: 1e-5 relative and 1e-8 absolute. */
    public static boolean allClose(Tensor x, Tensor y) {
        return allClose(x, y, 1e-5, 1e-8, false);
    }

    /** Whether all elements are close; see {@link #isClose}. */
    public static boolean allClose(Tensor x, Tensor y, double rtol, double atol, boolean equalNan) {
        for (boolean close : isClose(x, y, rtol, atol, equalNan).stopGradient().toBooleans()) {
            if (!close) {
                return false;
            }
        }
        return true;
    }
}
