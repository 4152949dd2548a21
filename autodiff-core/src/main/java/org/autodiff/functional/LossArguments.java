package org.autodiff.functional;

import java.util.function.DoublePredicate;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.IndexException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;
import org.autodiff.functional.Loss.Reduction;
import org.autodiff.op.ShapeRule;

/** What losses ask of their arguments. Each message names the loss, both shapes or the value, and the remedy. */
final class LossArguments {
    private LossArguments() {}

    /** All inputs of one shape: what a loss compares is never broadcast. */
    static final ShapeRule ALIKE = (op, in, attrs) -> {
        for (int i = 1; i < in.length; i++) {
            if (!in[i].equals(in[0])) {
                throw differ(op, "input", in[0], "target", in[i]);
            }
        }
        return in[0];
    };

    /** Two tensors of one floating-point type and one shape. */
    static void requireAlike(String op, String left, Tensor a, String right, Tensor b) {
        requireType(op, left, a, right, b);
        if (!a.shape().equals(b.shape())) {
            throw differ(op, left, a.shape(), right, b.shape());
        }
    }

    private static ShapeException differ(String op, String left, Shape a, String right, Shape b) {
        return new ShapeException(op + ": the " + left + " has shape " + a + ", the " + right + " " + b
                + "; they must be equal. Losses do not broadcast, for that hides mistakes: reshape or expand one");
    }

    /** A tensor that is there, and can be read on this thread. */
    static void requireUsable(String op, String name, Tensor x) {
        if (x == null) {
            throw new ArgumentException(op + ": the " + name + " is null");
        }
        x.requireUsable(op);
    }

    /** What becomes of the losses, which has to be said. */
    static void requireReduction(String op, Reduction reduction) {
        Require.nonNull(reduction, op, "the reduction", "the usual one is Reduction.MEAN");
    }

    /** Settings of a loss; {@code usual} makes the usual ones. */
    static void requireOptions(String op, Record options, String usual) {
        Require.nonNull(options, op, "the options", "start from " + usual);
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

    /** A weight that broadcasts to the input, and does not widen it. */
    static void requireWeight(String op, Tensor input, String name, Tensor weight) {
        requireType(op, "input", input, name, weight);
        if (!weight.shape().broadcastsTo(input.shape())) {
            throw new ShapeException(op + ": the " + name + " of shape " + weight.shape()
                    + " does not broadcast to the input's shape " + input.shape());
        }
    }

    /** One weight for each class. */
    static void requireClassWeight(String op, Tensor input, int classes, Tensor weight) {
        requireType(op, "input", input, "weight", weight);
        if (weight.rank() != 1 || weight.size() != classes) {
            throw new ShapeException(op + ": the weight has shape " + weight.shape() + " for an input of shape "
                    + input.shape() + "; it must be [" + classes + "], one number for each class");
        }
    }

    /** Numbers from 0 to 1; NaN passes, for a loss carries it on. */
    static void requireProbabilities(String op, String name, Tensor p) {
        requireEach(op, name, p, 0, 1, "probabilities from 0 to 1");
    }

    /** Numbers from 0 on; NaN passes. */
    static void requireNotNegative(String op, String name, Tensor x) {
        requireEach(op, name, x, 0, Double.POSITIVE_INFINITY, "0 or more");
    }

    private static void requireEach(String op, String name, Tensor x, double low, double high, String what) {
        require(op, name, x, v -> !(v < low || v > high), what);
    }

    /** Nothing but 1 and -1. */
    static void requireSigns(String op, Tensor target) {
        require(op, "target", target, v -> v == 1 || v == -1, "1 or -1 (for labels y of 0 and 1: y.mul(2).sub(1))");
    }

    private static void require(String op, String name, Tensor x, DoublePredicate good, String what) {
        Tensor constant = x.stopGradient(); // what is read for a check only is no part of a derivative
        float[] floats = x.dtype() == DType.FLOAT32 ? constant.toFloats() : null;
        double[] doubles = floats == null ? constant.toDoubles() : null;
        for (int i = 0; i < x.size(); i++) {
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
        requireUsable(op, "target", labels);
        if (labels.dtype() != DType.INT64) {
            throw new DTypeException(op + ": the labels are " + labels.dtype()
                    + "; they must be INT64 class indices, Tensor.of(long[])");
        }
    }

    /** A setting within bounds. */
    static void requireSetting(String name, double value, boolean good, String what) {
        if (!good) {
            throw new ArgumentException(name + " is " + value + "; it must be " + what);
        }
    }
}
