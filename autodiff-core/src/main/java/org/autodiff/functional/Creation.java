package org.autodiff.functional;

import java.util.Arrays;
import java.util.function.ToIntFunction;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;

/**
 * Tensors made of nothing but their arguments: number ranges, tensors like another one, nested arrays. {@link Tensor} has the rest,
 * {@code of}, {@code zeros}, {@code ones}, {@code full}. Results are constants.
 */
public final class Creation {
    private Creation() {}

    /** The whole numbers from 0 up to, but without, an end: {@code arange(dtype, 0, end, 1)}. */
    public static Tensor arange(DType dtype, double end) {
        return arange(dtype, 0, end, 1);
    }

    /**
     * The numbers {@code start + i step} in [start, end), or in (end, start] for a negative step; rank 1, empty if there are none.
     *
     * @throws ArgumentException if a bound is not finite, the step is 0, or an INT64 gets a fraction
     */
    public static Tensor arange(DType dtype, double start, double end, double step) {
        Require.nonNull(dtype, "arange", "the element type", "pass INT64 or another one");
        Require.finite(start, "arange", "the start");
        Require.finite(end, "arange", "the end");
        Require.finite(step, "arange", "the step");
        if (step == 0) {
            throw new ArgumentException("arange: the step must not be 0; pass a positive or a negative number");
        }
        double n = Math.max(0, Math.ceil((end - start) / step));
        if (!(n <= Integer.MAX_VALUE - 8)) {
            throw new ArgumentException("arange: " + n + " numbers from " + start + " to " + end + " in steps of "
                    + step + "; an array has less than 2^31");
        }
        if (dtype == DType.INT64 && !(dtype.holds(start) && dtype.holds(step))) {
            throw new ArgumentException("arange: start " + start + " and step " + step
                    + " must be whole numbers for INT64; or choose a floating-point type");
        }
        double[] values = (double[]) DType.FLOAT64.newArray((int) n);
        Arrays.setAll(values, i -> start + i * step);
        return Tensor.of(values, values.length).to(dtype);
    }

    /**
     * Numbers at equal distances from a start to an end, both included; a single one is the start. They are counted from
     * the nearer end, so that the last is exact.
     *
     * @param dtype a floating-point type
     * @param steps how many, 0 or more
     */
    public static Tensor linspace(DType dtype, double start, double end, int steps) {
        Require.nonNull(dtype, "linspace", "the element type", "pass FLOAT64 or FLOAT32");
        Require.finite(start, "linspace", "the start");
        Require.finite(end, "linspace", "the end");
        Require.notNegative(steps, "linspace", "the number of steps");
        if (!dtype.isFloating()) {
            throw new ArgumentException("linspace: the element type is " + dtype + "; use FLOAT64 or FLOAT32");
        }
        double step = steps < 2 ? 0 : end / (steps - 1) - start / (steps - 1);
        double[] values = (double[]) DType.FLOAT64.newArray(steps);
        Arrays.setAll(values, i -> i < (steps + 1) / 2 ? start + i * step : end - (steps - 1 - i) * step);
        return Tensor.of(values, steps).to(dtype);
    }

    /** Zeros of the shape and element type of a tensor. */
    public static Tensor zerosLike(Tensor x) {
        Require.nonNull(x, "zerosLike", "the tensor", "pass one");
        return Tensor.zeros(x.dtype(), x.shape().toArray());
    }

    /** Ones of the shape and element type of a tensor. */
    public static Tensor onesLike(Tensor x) {
        Require.nonNull(x, "onesLike", "the tensor", "pass one");
        return Tensor.ones(x.dtype(), x.shape().toArray());
    }

    /** An INT64 tensor of rank 1. */
    public static Tensor tensor(int[] values) {
        Require.nonNull(values, "tensor", "the array", "pass one, of length 0 where there is nothing");
        return Tensor.of(Arrays.stream(values).asLongStream().toArray(), values.length);
    }

    /** A matrix of FLOAT64 of these rows, which are equally long. */
    public static Tensor tensor(double[][] rows) {
        int width = width(rows, r -> r.length);
        double[] all = (double[]) DType.FLOAT64.newArray(area(rows.length, width));
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, all, i * width, width);
        }
        return Tensor.of(all, rows.length, width);
    }

    /** A matrix of FLOAT32 of these rows, which are equally long. */
    public static Tensor tensor(float[][] rows) {
        int width = width(rows, r -> r.length);
        float[] all = (float[]) DType.FLOAT32.newArray(area(rows.length, width));
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, all, i * width, width);
        }
        return Tensor.of(all, rows.length, width);
    }

    /** A matrix of INT64 of these rows, which are equally long. */
    public static Tensor tensor(long[][] rows) {
        int width = width(rows, r -> r.length);
        long[] all = (long[]) DType.INT64.newArray(area(rows.length, width));
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, all, i * width, width);
        }
        return Tensor.of(all, rows.length, width);
    }

    /** A matrix of BOOL of these rows, which are equally long. */
    public static Tensor tensor(boolean[][] rows) {
        int width = width(rows, r -> r.length);
        boolean[] all = (boolean[]) DType.BOOL.newArray(area(rows.length, width));
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, all, i * width, width);
        }
        return Tensor.of(all, rows.length, width);
    }

    /** A matrix of INT64 of these rows, which are equally long. */
    public static Tensor tensor(int[][] rows) {
        int width = width(rows, r -> r.length);
        long[] all = (long[]) DType.INT64.newArray(area(rows.length, width));
        for (int i = 0; i < rows.length; i++) {
            for (int k = 0; k < width; k++) {
                all[i * width + k] = rows[i][k];
            }
        }
        return Tensor.of(all, rows.length, width);
    }

    /** A tensor of FLOAT64 and rank 3 of these matrices, which are equally large. */
    public static Tensor tensor(double[][][] matrices) {
        int height = width(matrices, m -> m.length);
        int width = matrices.length == 0 ? 0 : width(matrices[0], r -> r.length);
        Tensor rows = tensor(Arrays.stream(matrices).flatMap(Arrays::stream).toArray(double[][]::new));
        return rows.reshape(matrices.length, height, width);
    }

    /** A tensor of FLOAT32 and rank 3 of these matrices, which are equally large. */
    public static Tensor tensor(float[][][] matrices) {
        int height = width(matrices, m -> m.length);
        int width = matrices.length == 0 ? 0 : width(matrices[0], r -> r.length);
        Tensor rows = tensor(Arrays.stream(matrices).flatMap(Arrays::stream).toArray(float[][]::new));
        return rows.reshape(matrices.length, height, width);
    }

    /** The number of elements of a matrix, which an array must be able to hold. */
    private static int area(int rows, int width) {
        long size = (long) rows * width;
        if (size > Integer.MAX_VALUE - 8) {
            throw new ShapeException(
                    "tensor: " + rows + " rows of " + width + " numbers are " + size + "; an array has less than 2^31");
        }
        return (int) size;
    }

    /** The size that all parts of an array have; 0 if there are none. */
    private static <T> int width(T[] parts, ToIntFunction<T> size) {
        Require.nonNull(parts, "tensor", "the array", "pass one, of length 0 where there is nothing");
        for (int i = 0; i < parts.length; i++) {
            Require.nonNull(parts[i], "tensor", "part " + i + " of the array", "pass equally long ones");
            if (size.applyAsInt(parts[i]) != size.applyAsInt(parts[0])) {
                throw new ShapeException(
                        "tensor: part " + i + " of the array has length " + size.applyAsInt(parts[i]) + ", part 0 has "
                                + size.applyAsInt(parts[0]) + "; all must be equally long, pad the shorter ones");
            }
        }
        return parts.length == 0 ? 0 : size.applyAsInt(parts[0]);
    }
}
