package org.autodiff;

import org.autodiff.array.Array;
import org.autodiff.array.Backend;
import org.autodiff.array.Buffer;
import org.autodiff.array.DType;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;

/**
 * Changes of leaves and detached tensors in place, as optimisers make them: no gradient flows through them, and a tape
 * that has recorded the old values refuses to sweep through them. No other thread may read or change the tensor meanwhile: it
 * could see some elements old and some new. This is not checked.
 */
public final class InPlace {
    private InPlace() {}

    /** {@code target += alpha * x}; x has the target's shape and type. */
    public static void addScaled(Tensor target, double alpha, Tensor x) {
        finite("addScaled", "alpha", alpha);
        fits("addScaled", target, x);
        Array values = x.array("addScaled");
        Backend.get().addInto(target.mutable("addScaled"), alpha, values);
    }

    /** {@code target *= alpha}. */
    public static void scale(Tensor target, double alpha) {
        finite("scale", "alpha", alpha);
        fits("scale", target, target);
        Backend.get().scaleInto(target.mutable("scale"), alpha);
    }

    /** {@code target = values}; of the target's shape and type. */
    public static void assign(Tensor target, Tensor values) {
        fits("assign", target, values);
        Array from = values.array("assign");
        Backend.get().copyInto(target.mutable("assign"), from);
    }

    /**
     * Gives a floating-point leaf or detached tensor another floating-point element type: the same tensor with its values rounded
     * to the type, and without gradient. Nothing happens if it has the type.
     */
    public static void convert(Tensor target, DType dtype) {
        Require.nonNull(target, "convert", "the tensor", "pass a leaf or a detached tensor");
        Require.nonNull(dtype, "convert", "the element type", "pass FLOAT32 or FLOAT64");
        if (!target.dtype().isFloating() || !dtype.isFloating()) {
            throw new DTypeException("convert: from " + target.dtype() + " to " + dtype
                    + "; both must be floating-point, to(...) makes a new tensor of any type");
        }
        if (target.dtype() == dtype) {
            return;
        }
        Array values = Backend.get().dense(Backend.get().cast(target.mutable("convert"), dtype));
        if (values.storage() instanceof Buffer b) {
            b.keep();
        }
        target.array = values;
        target.zeroGrad();
        target.registration = null; // an open tape knows it as what it was
    }

    /**
     * One step of Adam (Kingma and Ba 2015) in one pass, as PyTorch computes it: {@code m = b1 m + (1 - b1) g},
     * {@code v = b2 v + (1 - b2) g^2}, {@code target -= lr / (1 - b1^t) * m / (sqrt(v / (1 - b2^t)) + eps)}. The gradient
     * and both moments have the target's shape and type.
     *
     * @param step the number t of this step, from 1
     */
    public static void adam(
            Tensor target,
            Tensor grad,
            Tensor m,
            Tensor v,
            double lr,
            double beta1,
            double beta2,
            double eps,
            int step) {
        finite("adam", "lr", lr);
        finite("adam", "eps", eps);
        if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1) || step < 1) {
            throw new ArgumentException("adam: beta1 " + beta1 + " and beta2 " + beta2
                    + " must lie in [0, 1), and step " + step + " be 1 or more");
        }
        fits("adam", target, grad);
        fits("adam", target, m);
        fits("adam", target, v);
        if (target == m || target == v || m == v) {
            throw new ArgumentException("adam: the parameter and its two moments must be three tensors");
        }
        Array g = grad.array("adam");
        Backend.AdamStep s =
                new Backend.AdamStep(lr, beta1, beta2, eps, 1 - Math.pow(beta1, step), 1 - Math.pow(beta2, step));
        Backend.get().adamInto(target.mutable("adam"), g, m.mutable("adam"), v.mutable("adam"), s);
    }

    /**
     * Takes a leaf out of training: from now on it counts as a constant, to which no gradient flows. The gradient it has is
     * dropped, so that no optimiser moves it. What tapes have recorded with it stays, but brings it nothing any more.
     *
     * @throws ArgumentException if the tensor is not a leaf
     */
    public static void freeze(Tensor leaf) {
        Require.nonNull(leaf, "InPlace.freeze", "leaf", "pass a tensor");
        frozen("freeze", leaf, true);
        leaf.zeroGrad();
    }

    /**
     * Makes a frozen leaf one that requires its gradient again.
     *
     * @throws ArgumentException if the tensor is not a leaf
     */
    public static void unfreeze(Tensor leaf) {
        Require.nonNull(leaf, "InPlace.unfreeze", "leaf", "pass a tensor");
        frozen("unfreeze", leaf, false);
    }

    /** Whether a tensor is a leaf that is frozen. */
    public static boolean isFrozen(Tensor tensor) {
        Require.nonNull(tensor, "InPlace.isFrozen", "tensor", "pass a tensor");
        return tensor.cell != null && tensor.cell.frozen;
    }

    private static void frozen(String op, Tensor leaf, boolean yes) {
        if (leaf.cell == null || !leaf.cell.leaf) {
            throw new ArgumentException(op + ": " + leaf.describe() + " is not a leaf; no gradient is kept for it");
        }
        leaf.cell.frozen = yes;
        leaf.registration = null; // an open tape knows it as what it was
    }

    private static void finite(String op, String name, double value) {
        if (!Double.isFinite(value)) {
            throw new ArgumentException(op + ": " + name + " is " + value + "; it must be a finite number");
        }
    }

    private static void fits(String op, Tensor target, Tensor x) {
        if (target == null || x == null) {
            throw new ArgumentException(op + ": a tensor is null; pass tensors of one shape and type");
        }
        if (!x.shape().equals(target.shape())) {
            throw new ShapeException(op + ": shapes " + target.shape() + " and " + x.shape() + " must be equal");
        }
        if (x.dtype() != target.dtype() || !x.dtype().isFloating() && !op.equals("assign")) {
            throw new DTypeException(op + ": element types " + target.dtype() + " and " + x.dtype()
                    + " must be equal and floating-point; convert with to(...)");
        }
    }
}
