package org.autodiff.functional;

import java.util.Arrays;
import org.autodiff.Tensor;
import org.autodiff.array.Shape;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;
import org.autodiff.op.Composite;

/** Padding: elements added before and after each axis of a tensor. */
public final class Padding {
    private Padding() {}

    /** What is padded with. */
    public enum Mode {
        /** A number. */
        CONSTANT,
        /** The elements inside, mirrored at the outermost one, which is not repeated. */
        REFLECT,
        /** The outermost element. */
        REPLICATE,
        /** The elements from the other end. */
        CIRCULAR
    }

    /** x padded with zeros; see {@link #pad(Tensor, Mode, int...)}. */
    public static Tensor pad(Tensor x, int... amounts) {
        Require.nonNull(amounts, "pad", "amounts", "pass whole numbers");
        Require.nonNull(x, "pad", "x", "pass a tensor");
        return padded(x, Mode.CONSTANT, 0, amounts);
    }

    /** x padded with a number; see {@link #pad(Tensor, Mode, int...)}. */
    @Composite("x_{k_i} \\text{ inside, else } c")
    public static Tensor padConstant(Tensor x, double value, int... amounts) {
        Require.nonNull(amounts, "padConstant", "amounts", "pass whole numbers");
        Require.nonNull(x, "padConstant", "x", "pass a tensor");
        return padded(x, Mode.CONSTANT, value, amounts);
    }

    /**
     * x padded before and after its last axes. Negative amounts take elements away.
     *
     * @param mode where the added elements come from, constants being zeros; reflected ones must be fewer than the axis
     *     has, circular ones no more
     * @param amounts pairs (before, after) of the last axis, the one before it, and so on, as in PyTorch
     */
    @Composite("x_{k_i}")
    public static Tensor pad(Tensor x, Mode mode, int... amounts) {
        Require.nonNull(amounts, "pad", "amounts", "pass whole numbers");
        Require.nonNull(x, "pad", "x", "pass a tensor");
        return padded(x, mode, 0, amounts);
    }

    private static Tensor padded(Tensor x, Mode mode, double value, int[] amounts) {
        Tensor z = x;
        if (amounts.length % 2 != 0 || amounts.length / 2 > z.rank()) {
            throw new ShapeException("pad: " + Arrays.toString(amounts) + " does not fit shape " + z.shape()
                    + "; give a pair (before, after) for the last axis, then for the one before it, at most "
                    + z.rank() + " pairs");
        }
        for (int i = 0; i < amounts.length / 2; i++) {
            int axis = z.rank() - 1 - i;
            int before = amounts[2 * i];
            int after = amounts[2 * i + 1];
            if (before != 0 || after != 0) {
                z = mode == Mode.CONSTANT
                        ? constant(z, axis, before, after, value)
                        : inner(z, axis, before, after, mode);
            }
        }
        return z;
    }

    private static ShapeException misfit(Shape shape, int axis, int before, int after, String why) {
        return new ShapeException(
                "pad: " + before + " before and " + after + " after axis " + axis + " of shape " + shape + ": " + why);
    }

    private static Tensor constant(Tensor x, int axis, int before, int after, double value) {
        long n = x.shape().dim(axis);
        long size = n + before + after;
        long kept = n + Math.min(0, before) + Math.min(0, after);
        if (kept < 0 || size > Integer.MAX_VALUE) {
            throw misfit(
                    x.shape(), axis, before, after, "the axis has too few elements to take so many away, or too many");
        }
        int start = Math.max(0, -before);
        Tensor inside = x.slice(axis, start, start + (int) kept);
        Tensor number = Tensor.scalar(x.dtype(), value);
        Tensor[] parts = new Tensor[1 + (before > 0 ? 1 : 0) + (after > 0 ? 1 : 0)];
        int at = 0;
        if (before > 0) {
            parts[at++] = number.expand(x.shape().with(axis, before).toArray());
        }
        parts[at++] = inside;
        if (after > 0) {
            parts[at] = number.expand(x.shape().with(axis, after).toArray());
        }
        return parts.length == 1 ? inside : Tensor.concat(axis, parts);
    }

    private static Tensor inner(Tensor x, int axis, int before, int after, Mode mode) {
        int n = x.shape().dim(axis);
        long size = (long) n + before + after;
        int most = mode == Mode.REFLECT ? n - 1 : mode == Mode.CIRCULAR ? n : n == 0 ? 0 : Integer.MAX_VALUE;
        if (before > most || after > most) {
            throw misfit(
                    x.shape(),
                    axis,
                    before,
                    after,
                    "at most " + Math.max(0, most) + " elements can be added at an end in mode " + mode);
        }
        if (size < 0 || size > Integer.MAX_VALUE) {
            throw misfit(x.shape(), axis, before, after, "the axis would get size " + size);
        }
        long[] from = new long[(int) size];
        for (int i = 0; i < from.length; i++) {
            int at = i - before;
            from[i] = switch (mode) {
                case REFLECT -> n - 1 - Math.abs(n - 1 - Math.abs(at));
                case REPLICATE -> Math.max(0, Math.min(n - 1, at));
                default -> Math.floorMod(at, n);
            };
        }
        return x.indexSelect(axis, Tensor.of(from, from.length));
    }
}
