package org.autodiff.functional;

import java.util.function.BinaryOperator;
import java.util.function.DoublePredicate;
import org.autodiff.Call;
import org.autodiff.Tensor;
import org.autodiff.Vmap;
import org.autodiff.array.Array;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.IndexException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;
import org.autodiff.functional.Loss.Reduction;
import org.autodiff.op.ShapeRule;

/** Checks of the arguments of losses. Each message names the loss, both shapes or the value, and the remedy. */
final class LossArguments {
    private LossArguments() {}

    /** All inputs of one shape: what a loss compares is never broadcast. */
    static final ShapeRule ALIKE = (op, in, attrs) -> {
        for (int i = 1; i < in.length; i++) {
            requireAlike(op, "input", in[0], "target", in[i]);
        }
        return in[0];
    };

    /** The reduced losses of an input and a target of one floating-point type and one shape. */
    static Tensor losses(String op, Tensor input, Tensor target, Reduction reduction, BinaryOperator<Tensor> losses) {
        Require.choice(reduction, op, "the reduction", Reduction.MEAN);
        requireAlike(op, "input", input, "target", target);
        return reduction.of(op, losses.apply(input, target));
    }

    /** Two tensors of one floating-point type and one shape. */
    static void requireAlike(String op, String left, Tensor a, String right, Tensor b) {
        TensorArguments.requireType(op, left, a, right, b);
        requireAlike(op, left, a.shape(), right, b.shape());
    }

    private static void requireAlike(String op, String left, Shape a, String right, Shape b) {
        if (!a.equals(b)) {
            throw new ShapeException(op + ": the " + left + " has shape " + a + ", the " + right + " " + b
                    + "; they must be equal. Losses do not broadcast, for that hides mistakes: reshape or expand one");
        }
    }

    /** A weight that broadcasts to the input, and does not widen it. */
    static Tensor requireWeight(String op, Tensor input, String name, Tensor weight) {
        TensorArguments.requireType(op, "input", input, name, weight);
        if (!weight.shape().broadcastsTo(input.shape())) {
            throw new ShapeException(op + ": the " + name + " of shape " + weight.shape()
                    + " does not broadcast to the input's shape " + input.shape());
        }
        return weight;
    }

    /** One weight for each class. */
    static Tensor requireClassWeight(String op, Tensor input, int classes, Tensor weight) {
        TensorArguments.requireType(op, "input", input, "weight", weight);
        if (weight.rank() != 1 || weight.size() != classes) {
            throw new ShapeException(op + ": the weight has shape " + weight.shape() + " for an input of shape "
                    + input.shape() + "; it must be [" + classes + "], one number for each class");
        }
        return weight;
    }

    /** Numbers from 0 to 1; NaN passes, for a loss carries it on. */
    static void requireProbabilities(String op, String name, Tensor p) {
        if (!isWithin(p, 0, 1)) {
            require(op, name, p, v -> !(v < 0 || v > 1), "probabilities from 0 to 1");
        }
    }

    /** Numbers from 0 on; NaN passes. */
    static void requireNotNegative(String op, String name, Tensor x) {
        if (!isWithin(x, 0, Float.MAX_VALUE)) {
            require(op, name, x, v -> !(v < 0), "0 or more");
        }
    }

    /** Nothing but 1 and -1. */
    static Tensor requireSigns(String op, Tensor target) {
        require(op, "target", target, v -> v == 1 || v == -1, "1 or -1 (for labels y of 0 and 1: y.mul(2).sub(1))");
        return target;
    }

    /** Whether the backend can say so without giving the elements away. */
    private static boolean isWithin(Tensor x, double low, double high) {
        Tensor constant = Vmap.numbers(x).stopGradient();
        boolean[] within = {false};
        Call.byKernel(
                (b, in) -> {
                    within[0] = b.isWithin(in[0], low, high);
                    return new Array[0];
                },
                constant);
        return within[0];
    }

    private static void require(String op, String name, Tensor x, DoublePredicate good, String what) {
        Tensor constant = Vmap.numbers(x).stopGradient(); // what is read for a check only is no part of a derivative
        float[] floats = x.dtype() == DType.FLOAT32 ? constant.toFloats() : null;
        double[] doubles = floats == null ? constant.toDoubles() : null;
        for (int i = 0; i < constant.size(); i++) {
            double v = floats != null ? floats[i] : doubles[i];
            if (!good.test(v)) {
                throw new ArgumentException(op + ": the " + name + " of shape " + x.shape() + " is " + v
                        + " at position " + i + "; its elements must be " + what);
            }
        }
    }

    /** Class indices in range. */
    static void requireLabels(String op, long[] labels, int classes) {
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] >= classes) {
                throw new IndexException(op + ": label " + labels[i] + " at position " + i + " is outside the "
                        + classes + " classes; "
                        + (classes == 0 ? "there is none to name" : "labels run from 0 to " + (classes - 1))
                        + (labels[i] < 0 ? " (for one that marks what to leave out, set ignoreIndex)" : ""));
            }
        }
    }

    /** INT64 class indices. */
    static void requireIndices(String op, Tensor labels) {
        TensorArguments.requireUsable(op, "target", labels);
        if (labels.dtype() != DType.INT64) {
            throw new DTypeException(op + ": the labels are " + labels.dtype()
                    + "; they must be INT64 class indices, Tensor.of(long[])");
        }
    }

    /** A number above 0, which may be infinite. */
    static void requireAboveZero(String name, double value) {
        if (!(value > 0)) {
            throw new ArgumentException(name + " is " + value + "; it must be greater than 0");
        }
    }

    /** The product with weights, of which null stands for ones. An infinite number times a weight of 0 is 0: it does not count. */
    static Tensor weighted(Tensor x, Tensor weights) {
        if (weights == null) {
            return x;
        }
        if (TensorArguments.isFinite(x)) {
            return x.mul(weights);
        }
        Tensor out = x.stopGradient().isInf().logicalAnd(weights.stopGradient().eq(0));
        return out.where(Tensor.scalar(x.dtype(), 0), x).mul(weights);
    }
}
