package org.autodiff.functional;

import org.autodiff.Tensor;
import org.autodiff.Vmap;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;

/** Checks of tensors that are arguments of functions. Each message names the function, the argument and the remedy. */
final class TensorArguments {
    private TensorArguments() {}

    /** A tensor that is not null, and can be read on this thread. */
    static void requireUsable(String op, String name, Tensor x) {
        if (x == null) {
            throw new ArgumentException(op + ": the " + name + " is null");
        }
        x.requireUsable(op);
    }

    /** A tensor of a floating-point type. */
    static void requireFloating(String op, String name, Tensor x) {
        requireUsable(op, name, x);
        if (!x.dtype().isFloating()) {
            throw new DTypeException(op + ": the " + name + " is " + x.dtype()
                    + "; it must be FLOAT32 or FLOAT64, convert with to(...)");
        }
    }

    /** Two tensors of one floating-point type. */
    static void requireType(String op, String left, Tensor a, String right, Tensor b) {
        requireFloating(op, left, a);
        requireUsable(op, right, b);
        if (a.dtype() != b.dtype()) {
            throw new DTypeException(op + ": the " + left + " is " + a.dtype() + ", the " + right + " " + b.dtype()
                    + "; convert one with to(...)");
        }
    }

    /** Whether all elements are finite; a sum that overflows counts as if not. */
    static boolean isFinite(Tensor x) {
        return x.size() == 0
                || Double.isFinite(Vmap.numbers(x).stopGradient().sum().item());
    }
}
