package org.autodiff.functional;

import static org.autodiff.OpDef.discrete;

import java.util.Arrays;
import org.autodiff.Batching;
import org.autodiff.OpDef;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.error.Require;
import org.autodiff.op.Attrs;
import org.autodiff.op.Composite;
import org.autodiff.op.TypeRule;

/**
 * Max and average pooling: the maximum or the mean of each window over the last one to three axes. All axes before those are
 * batches, usually samples and channels.
 */
public final class Pooling {
    private Pooling() {}

    /**
     * Kernel, stride, padding and dilation of a pooling: one number for each pooled axis, or one for all.
     *
     * <p>{@code new Pool(3).withStride(2).withPadding(1)}
     *
     * @param kernel the size of a window
     * @param stride from one window to the next; none means the kernel's size
     * @param padding places before and after the input, at most half a kernel; no maximum, and 0 for a mean
     * @param dilation from one element of a window to the next; 1 for means
     * @param ceilMode whether the number of windows is rounded up: the last one may then reach beyond the padding
     * @param countIncludePad whether a mean counts the padding it covers as elements
     */
    public record Pool(
            int[] kernel, int[] stride, int[] padding, int[] dilation, boolean ceilMode, boolean countIncludePad)
            implements Attrs {
        /** Copies the numbers. */
        public Pool {
            kernel = WindowSizes.given("Pool", "the kernel", kernel);
            stride = WindowSizes.given("Pool", "the stride", stride);
            padding = WindowSizes.given("Pool", "the padding", padding);
            dilation = WindowSizes.given("Pool", "the dilation", dilation);
        }

        /** Windows of this size side by side, without padding, dilation 1. */
        public Pool(int... kernel) {
            this(kernel, new int[0], new int[] {0}, new int[] {1}, false, true);
        }

        /** These options with another stride. */
        public Pool withStride(int... each) {
            return new Pool(kernel, each, padding, dilation, ceilMode, countIncludePad);
        }

        /** These options with other padding. */
        public Pool withPadding(int... each) {
            return new Pool(kernel, stride, each, dilation, ceilMode, countIncludePad);
        }

        /** These options with another dilation. */
        public Pool withDilation(int... each) {
            return new Pool(kernel, stride, padding, each, ceilMode, countIncludePad);
        }

        /** These options with the number of windows rounded up, or down. */
        public Pool withCeilMode(boolean up) {
            return new Pool(kernel, stride, padding, dilation, up, countIncludePad);
        }

        /** These options with the padding counted in means, or not. */
        public Pool withCountIncludePad(boolean yes) {
            return new Pool(kernel, stride, padding, dilation, ceilMode, yes);
        }

        @Override
        public int[] kernel() {
            return kernel.clone();
        }

        @Override
        public int[] stride() {
            return stride.clone();
        }

        @Override
        public int[] padding() {
            return padding.clone();
        }

        @Override
        public int[] dilation() {
            return dilation.clone();
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Pool other && Arrays.deepEquals(values(), other.values());
        }

        @Override
        public int hashCode() {
            return Arrays.deepHashCode(values());
        }

        private Object[] values() {
            return new Object[] {kernel, stride, padding, dilation, ceilMode, countIncludePad};
        }

        @Override
        public String toString() {
            return "kernel=" + Arrays.toString(kernel)
                    + (stride.length == 0 ? "" : WindowSizes.shown("stride", stride, 0))
                    + WindowSizes.shown("padding", padding, 0)
                    + WindowSizes.shown("dilation", dilation, 1)
                    + (ceilMode ? " ceilMode" : "")
                    + (countIncludePad ? "" : " countIncludePad=false");
        }
    }

    /** The number of windows along each of the last axes. */
    record Windows(int[] count) implements Attrs {
        /** Copies the numbers. */
        public Windows {
            Require.nonNull(count, "Windows", "count", "pass whole numbers");
            count = count.clone();
        }

        @Override
        public int[] count() {
            return count.clone();
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Windows other && Arrays.equals(count, other.count);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(count);
        }

        @Override
        public String toString() {
            return "windows=" + Arrays.toString(count);
        }
    }

    /**
     * Maxima and their indices.
     *
     * @param values the maxima
     * @param indices for each the index, INT64, in the pooled axes flattened
     */
    public record Pooled(Tensor values, Tensor indices) {}

    public static final OpDef MAX_POOL_INDEX = discrete("maxPoolIndex")
            .forward(
                    Pool.class,
                    (b, x, out, p) -> b.maxIndex(
                            x[0],
                            PoolWindows.of("maxPoolIndex", x[0].shape(), p).reaches(),
                            out))
            .shape((op, in, attrs) -> PoolWindows.of(op, in[0], (Pool) attrs).pooled(op, in[0]))
            .type(Pooling::index)
            .samples(new Pool(2, 2), "[2,3,4,6]")
            .samples(new Pool(3).withStride(2).withPadding(1), "[2,6]")
            .samples(new Pool(2, 3).withStride(1, 2).withPadding(1, 0).withCeilMode(true), "[1,4,6]")
            .samples(new Pool(2, 2, 2).withStride(1).withDilation(2, 1, 2), "[2,3,3,4]")
            .rejects(new Pool(3, 3), "larger than", "[2,2,4]")
            .rejects(new Pool(2, 2).withPadding(2), "half", "[2,4,4]")
            .rejects(new Pool(2, 2).withStride(0), "stride", "[2,4,4]")
            .rejects(new Pool(2, 2).withDilation(0), "dilation", "[2,4,4]")
            .rejects(new Pool(0, 2), "kernel", "[2,4,4]")
            .rejects(new Pool(2, 2), "rank", "[4]")
            .rejects(new Pool(2).withPadding(1).withDilation(4), "nothing but padding", "[2,3]")
            .rejects(new Pool(2, 2).withCountIncludePad(false), "countIncludePad", "[2,4,4]")
            .rejects(new Pool(1, 1), "no elements", "[2,0,4]")
            .batched(Batching.folded(1))
            .formula("\\arg\\max_{i \\in w} x_i")
            .define();

    public static final OpDef ADAPTIVE_MAX_INDEX = discrete("adaptiveMaxIndex")
            .forward(
                    Windows.class,
                    (b, x, out, w) -> b.maxIndex(
                            x[0],
                            PoolWindows.of("adaptiveMaxIndex", x[0].shape(), w).reaches(),
                            out))
            .shape((op, in, attrs) -> PoolWindows.of(op, in[0], (Windows) attrs).pooled(op, in[0]))
            .type(Pooling::index)
            .samples(new Windows(new int[] {3, 2}), "[2,5,4]")
            .samples(new Windows(new int[] {4}), "[2,3,3]")
            .rejects(new Windows(new int[] {0, 1}), "windows", "[2,4,4]")
            .rejects(new Windows(new int[] {1, 1}), "rank", "[4]")
            .rejects(new Windows(new int[] {1, 1}), "no elements", "[2,0,4]")
            .batched(Batching.folded(1))
            .formula("\\arg\\max_{i \\in w} x_i")
            .define();

    private static DType index(String op, DType[] in, Attrs attrs) {
        TypeRule.floating(op, in, 0);
        return DType.INT64;
    }

    /** The attributes with a kernel for each of so many axes. */
    private static Pool over(String op, Tensor x, int axes, Pool pool) {
        PoolWindows.requireRank(op, x.shape(), axes);
        return new Pool(
                WindowSizes.checked(op, "kernel", pool.kernel(), axes, 1),
                pool.stride(),
                pool.padding(),
                pool.dilation(),
                pool.ceilMode(),
                pool.countIncludePad());
    }

    private static Pooled maxPool(String op, Tensor x, int axes, Pool pool) {
        Pool p = over(op, x, axes, pool);
        PoolWindows.of(op, x.shape(), p);
        return read(x, MAX_POOL_INDEX.apply(p, x), axes);
    }

    private static Pooled adaptiveMaxPool(String op, Tensor x, int axes, int... count) {
        Windows w = new Windows(WindowSizes.checked(op, "number of windows", count, axes, 1));
        PoolWindows.of(op, x.shape(), w);
        return read(x, ADAPTIVE_MAX_INDEX.apply(w, x), axes);
    }

    /** The elements of the last axes at indices: the one part of a maximum that a gradient flows through. */
    private static Pooled read(Tensor x, Tensor indices, int axes) {
        Shape s = x.shape();
        int plane = 1;
        for (int axis = s.rank() - axes; axis < s.rank(); axis++) {
            plane *= s.dim(axis);
        }
        int rows = s.size() / plane;
        Tensor flat = indices.reshape(rows, rows == 0 ? 0 : indices.size() / rows);
        Tensor values = x.reshape(rows, plane).gather(1, flat);
        return new Pooled(values.reshape(indices.shape().toArray()), indices);
    }

    private static Tensor avgPool(String op, Tensor x, int axes, Pool pool) {
        Pool p = over(op, x, axes, pool);
        return PoolWindows.means(op, x, p);
    }

    private static Tensor adaptiveAvgPool(String op, Tensor x, int axes, int... count) {
        int[] windows = WindowSizes.checked(op, "number of windows", count, axes, 1);
        PoolWindows w = PoolWindows.of(op, x.shape(), new Windows(windows));
        if (Arrays.stream(windows).allMatch(n -> n == 1)) {
            int[] last = new int[axes];
            Arrays.setAll(last, i -> i - axes);
            return x.mean(true, last);
        }
        return w.means(x);
    }

    /**
     * The index of the maximum of each window over the last axes of x, as many as the kernel has numbers, in these axes
     * flattened; INT64, without gradient.
     */
    public static Tensor maxPoolIndex(Tensor x, Pool pool) {
        return MAX_POOL_INDEX.apply(pool, x);
    }

    /** The index of the maximum of each of {@code count} windows along each of the last axes of x, which they cover evenly. */
    public static Tensor adaptiveMaxIndex(Tensor x, int... count) {
        Require.nonNull(count, "adaptiveMaxIndex", "count", "pass whole numbers");
        return ADAPTIVE_MAX_INDEX.apply(new Windows(count), x);
    }

    /** The maxima of windows of a size over the last axis of x, side by side. */
    @Composite("\\max_{i \\in w} x_i")
    public static Tensor maxPool1d(Tensor x, int kernel) {
        Require.nonNull(x, "maxPool1d", "x", "pass a tensor");
        return maxPool1d(x, new Pool(kernel));
    }

    /**
     * The maxima of windows over the last axis of x. The gradient goes to the first of equal maxima; a NaN is the maximum of its
     * window. Over an axis of size L there are {@code (L + 2 padding - dilation (kernel - 1) - 1) / stride + 1} windows,
     * rounded down, or up in ceil mode, but none that begins beyond the input and its left padding.
     */
    @Composite("\\max_{i \\in w} x_i")
    public static Tensor maxPool1d(Tensor x, Pool pool) {
        Require.nonNull(pool, "maxPool1d", "pool", "pass one, as Pool of this package");
        Require.nonNull(x, "maxPool1d", "x", "pass a tensor");
        return maxPool("maxPool1d", x, 1, pool).values();
    }

    /** The maxima of windows of a size over the last two axes of x, side by side. */
    @Composite("\\max_{i \\in w} x_i")
    public static Tensor maxPool2d(Tensor x, int... kernel) {
        Require.nonNull(x, "maxPool2d", "x", "pass a tensor");
        return maxPool2d(x, new Pool(kernel));
    }

    /** The maxima of windows over the last two axes of x, as {@link #maxPool1d(Tensor, Pool)}. */
    @Composite("\\max_{i \\in w} x_i")
    public static Tensor maxPool2d(Tensor x, Pool pool) {
        Require.nonNull(pool, "maxPool2d", "pool", "pass one, as Pool of this package");
        Require.nonNull(x, "maxPool2d", "x", "pass a tensor");
        return maxPool("maxPool2d", x, 2, pool).values();
    }

    /** The maxima of {@link #maxPool2d(Tensor, Pool)} and their indices in the last two axes, flattened. */
    @Composite("(\\max_{i \\in w} x_i, \\arg\\max_{i \\in w} x_i)")
    public static Pooled maxPool2dWithIndices(Tensor x, Pool pool) {
        Require.nonNull(pool, "maxPool2dWithIndices", "pool", "pass one, as Pool of this package");
        Require.nonNull(x, "maxPool2dWithIndices", "x", "pass a tensor");
        return maxPool("maxPool2dWithIndices", x, 2, pool);
    }

    /** The maxima of windows of a size over the last three axes of x, side by side. */
    @Composite("\\max_{i \\in w} x_i")
    public static Tensor maxPool3d(Tensor x, int... kernel) {
        Require.nonNull(x, "maxPool3d", "x", "pass a tensor");
        return maxPool3d(x, new Pool(kernel));
    }

    /** The maxima of windows over the last three axes of x, as {@link #maxPool1d(Tensor, Pool)}. */
    @Composite("\\max_{i \\in w} x_i")
    public static Tensor maxPool3d(Tensor x, Pool pool) {
        Require.nonNull(x, "maxPool3d", "x", "pass a tensor");
        return maxPool("maxPool3d", x, 3, pool).values();
    }

    /** The means of windows of a size over the last axis of x, side by side. */
    @Composite("\\frac1n \\sum_{i \\in w} x_i")
    public static Tensor avgPool1d(Tensor x, int kernel) {
        Require.nonNull(x, "avgPool1d", "x", "pass a tensor");
        return avgPool1d(x, new Pool(kernel));
    }

    /**
     * The means of windows over the last axis of x, as many as {@link #maxPool1d(Tensor, Pool)} has. A window counts what it covers of
     * the input and, unless told otherwise, of the padding, but nothing beyond that.
     */
    @Composite("\\frac1n \\sum_{i \\in w} x_i")
    public static Tensor avgPool1d(Tensor x, Pool pool) {
        Require.nonNull(pool, "avgPool1d", "pool", "pass one, as Pool of this package");
        Require.nonNull(x, "avgPool1d", "x", "pass a tensor");
        return avgPool("avgPool1d", x, 1, pool);
    }

    /** The means of windows of a size over the last two axes of x, side by side. */
    @Composite("\\frac1n \\sum_{i \\in w} x_i")
    public static Tensor avgPool2d(Tensor x, int... kernel) {
        Require.nonNull(x, "avgPool2d", "x", "pass a tensor");
        return avgPool2d(x, new Pool(kernel));
    }

    /** The means of windows over the last two axes of x, as {@link #avgPool1d(Tensor, Pool)}. */
    @Composite("\\frac1n \\sum_{i \\in w} x_i")
    public static Tensor avgPool2d(Tensor x, Pool pool) {
        Require.nonNull(pool, "avgPool2d", "pool", "pass one, as Pool of this package");
        Require.nonNull(x, "avgPool2d", "x", "pass a tensor");
        return avgPool("avgPool2d", x, 2, pool);
    }

    /** The means of windows of a size over the last three axes of x, side by side. */
    @Composite("\\frac1n \\sum_{i \\in w} x_i")
    public static Tensor avgPool3d(Tensor x, int... kernel) {
        Require.nonNull(x, "avgPool3d", "x", "pass a tensor");
        return avgPool3d(x, new Pool(kernel));
    }

    /** The means of windows over the last three axes of x, as {@link #avgPool1d(Tensor, Pool)}. */
    @Composite("\\frac1n \\sum_{i \\in w} x_i")
    public static Tensor avgPool3d(Tensor x, Pool pool) {
        Require.nonNull(x, "avgPool3d", "x", "pass a tensor");
        return avgPool("avgPool3d", x, 3, pool);
    }

    /** The means of m windows that cover the last axis of x, of size n, evenly: window i from i n/m to (i + 1) n/m. */
    @Composite("\\frac1n \\sum_{i \\in w} x_i")
    public static Tensor adaptiveAvgPool1d(Tensor x, int count) {
        Require.nonNull(x, "adaptiveAvgPool1d", "x", "pass a tensor");
        return adaptiveAvgPool("adaptiveAvgPool1d", x, 1, count);
    }

    /** The means of windows that cover the last two axes of x evenly; one number of windows stands for both. */
    @Composite("\\frac1n \\sum_{i \\in w} x_i")
    public static Tensor adaptiveAvgPool2d(Tensor x, int... count) {
        Require.nonNull(count, "adaptiveAvgPool2d", "count", "pass whole numbers");
        Require.nonNull(x, "adaptiveAvgPool2d", "x", "pass a tensor");
        return adaptiveAvgPool("adaptiveAvgPool2d", x, 2, count);
    }

    /** The means of windows that cover the last three axes of x evenly; one number of windows stands for all. */
    @Composite("\\frac1n \\sum_{i \\in w} x_i")
    public static Tensor adaptiveAvgPool3d(Tensor x, int... count) {
        Require.nonNull(count, "adaptiveAvgPool3d", "count", "pass whole numbers");
        Require.nonNull(x, "adaptiveAvgPool3d", "x", "pass a tensor");
        return adaptiveAvgPool("adaptiveAvgPool3d", x, 3, count);
    }

    /** The maxima of windows that cover the last axis of x evenly, as {@link #adaptiveAvgPool1d}. */
    @Composite("\\max_{i \\in w} x_i")
    public static Tensor adaptiveMaxPool1d(Tensor x, int count) {
        Require.nonNull(x, "adaptiveMaxPool1d", "x", "pass a tensor");
        return adaptiveMaxPool("adaptiveMaxPool1d", x, 1, count).values();
    }

    /** The maxima of windows that cover the last two axes of x evenly; one number of windows stands for both. */
    @Composite("\\max_{i \\in w} x_i")
    public static Tensor adaptiveMaxPool2d(Tensor x, int... count) {
        Require.nonNull(count, "adaptiveMaxPool2d", "count", "pass whole numbers");
        Require.nonNull(x, "adaptiveMaxPool2d", "x", "pass a tensor");
        return adaptiveMaxPool("adaptiveMaxPool2d", x, 2, count).values();
    }

    /** The maxima of windows that cover the last three axes of x evenly; one number of windows stands for all. */
    @Composite("\\max_{i \\in w} x_i")
    public static Tensor adaptiveMaxPool3d(Tensor x, int... count) {
        Require.nonNull(count, "adaptiveMaxPool3d", "count", "pass whole numbers");
        Require.nonNull(x, "adaptiveMaxPool3d", "x", "pass a tensor");
        return adaptiveMaxPool("adaptiveMaxPool3d", x, 3, count).values();
    }
}
