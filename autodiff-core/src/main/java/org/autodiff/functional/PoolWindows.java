package org.autodiff.functional;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.autodiff.Tensor;
import org.autodiff.array.Reach;
import org.autodiff.array.Shape;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.BackendException;
import org.autodiff.error.ShapeException;
import org.autodiff.functional.Pooling.Pool;
import org.autodiff.functional.Pooling.Windows;

/** The windows of a pooling along each of the last axes: the elements that each reads, all inside the input. */
record PoolWindows(List<Reach> reaches) {
    /** The windows of a pooling of a shape, or an error that names the operation. */
    static PoolWindows of(String op, Shape x, Pool pool) {
        if (!pool.countIncludePad()) {
            throw new ArgumentException(op + ": countIncludePad is for means; a maximum never counts padding");
        }
        return new PoolWindows(along(op, x, pool, (n, slide) -> slide.reach(op, n)));
    }

    /** Windows that cover the last axes evenly. */
    static PoolWindows of(String op, Shape x, Windows windows) {
        int[] count = windows.count();
        requireRank(op, x, count.length);
        WindowSizes.checked(op, "number of windows", count, count.length, 1);
        try {
            return evenly(op, x, count);
        } catch (OutOfMemoryError e) {
            throw new BackendException(
                    op + ": out of memory: no room for " + Arrays.toString(count) + " windows; use fewer", e);
        }
    }

    private static PoolWindows evenly(String op, Shape x, int[] count) {
        List<Reach> all = new ArrayList<>();
        for (int i = 0; i < count.length; i++) {
            long n = x.dim(i - count.length);
            requireElements(op, x, (int) n);
            int[] first = new int[count[i]];
            int[] length = new int[count[i]];
            for (int w = 0; w < first.length; w++) {
                first[w] = (int) (w * n / count[i]);
                length[w] = (int) (((w + 1) * n - 1) / count[i] + 1) - first[w];
            }
            all.add(new Reach(first, length, 1));
        }
        return new PoolWindows(all);
    }

    /** How windows slide along one axis. */
    private record Slide(int kernel, int stride, int padding, int dilation, int windows) {
        Reach reach(String op, int size) {
            int[] first = new int[windows];
            int[] count = new int[windows];
            for (int w = 0; w < windows; w++) {
                int begin = w * stride - padding;
                int skipped = begin >= 0 ? 0 : (-begin - 1) / dilation + 1;
                first[w] = begin + skipped * dilation;
                count[w] = first[w] >= size ? 0 : Math.min(kernel - skipped, (size - 1 - first[w]) / dilation + 1);
                if (count[w] < 1) {
                    throw new ShapeException(
                            op + ": window " + w + " over an axis of size " + size + " (kernel " + kernel
                                    + ", padding " + padding + ", dilation " + dilation
                                    + ") covers nothing but padding; use less of it");
                }
            }
            return new Reach(first, count, dilation);
        }
    }

    /** What is made of the windows along an axis. */
    @FunctionalInterface
    private interface Along<T> {
        T of(int size, Slide slide);
    }

    private static <T> List<T> along(String op, Shape x, Pool pool, Along<T> body) {
        int axes = pool.kernel().length;
        requireRank(op, x, axes);
        int[] kernel = WindowSizes.checked(op, "kernel", pool.kernel(), axes, 1);
        int[] stride = pool.stride().length == 0 ? kernel : WindowSizes.checked(op, "stride", pool.stride(), axes, 1);
        int[] padding = WindowSizes.checked(op, "padding", pool.padding(), axes, 0);
        int[] dilation = WindowSizes.checked(op, "dilation", pool.dilation(), axes, 1);
        List<T> all = new ArrayList<>();
        for (int i = 0; i < axes; i++) {
            int n = x.dim(i - axes);
            requireElements(op, x, n);
            if (padding[i] > kernel[i] / 2) {
                throw new ArgumentException(op + ": the padding " + Arrays.toString(padding)
                        + " is more than half of the kernel " + Arrays.toString(kernel)
                        + "; some windows would see little else");
            }
            long room = n + 2L * padding[i] - WindowSizes.extent(kernel[i], dilation[i]);
            long up = pool.ceilMode() ? stride[i] - 1 : 0;
            long windows = Math.floorDiv(room + up, stride[i]) + 1;
            if (pool.ceilMode() && (windows - 1) * stride[i] >= n + padding[i]) {
                windows--;
            }
            if (windows < 1) {
                throw WindowSizes.tooLarge(op, x, i - axes, n, kernel, dilation, padding);
            }
            all.add(body.of(n, new Slide(kernel[i], stride[i], padding[i], dilation[i], (int) windows)));
        }
        return all;
    }

    static void requireRank(String op, Shape x, int axes) {
        if (axes < 1 || axes > 3 || x.rank() < axes) {
            throw new ShapeException(op + ": the input " + x + " cannot be pooled over " + axes
                    + " axes; that needs one to three axes, and at least that rank");
        }
    }

    private static void requireElements(String op, Shape x, int size) {
        if (size == 0) {
            throw new ShapeException(op + ": the input " + x + " has no elements to pool along an axis of size 0;"
                    + " only batch axes may be empty");
        }
    }

    /** The shape with the last axes replaced by the windows. */
    Shape pooled(String op, Shape x) {
        long[] dims = Arrays.stream(x.toArray()).asLongStream().toArray();
        for (int i = 0; i < reaches.size(); i++) {
            dims[dims.length - reaches.size() + i] = reaches.get(i).first().length;
        }
        return WindowSizes.shape(op, dims);
    }

    /** The mean of each window. */
    Tensor means(Tensor x) {
        List<Sums> all = new ArrayList<>();
        for (Reach r : reaches) {
            all.add(new Sums(r, r.count()));
        }
        return means(x, all);
    }

    /** The means of a pooling: what a window counts is a product of what it counts along each axis. */
    static Tensor means(String op, Tensor x, Pool pool) {
        return means(x, along(op, x.shape(), pool, (n, slide) -> {
            if (slide.dilation() != 1) {
                throw new ArgumentException(op + ": a mean has no dilation; use 1");
            }
            Reach r = slide.reach(op, n);
            int[] among = r.count().clone();
            for (int w = 0; pool.countIncludePad() && w < among.length; w++) {
                int begin = w * slide.stride() - slide.padding();
                among[w] = (int) Math.min(slide.kernel(), (long) n + slide.padding() - begin);
            }
            return new Sums(r, among);
        }));
    }

    /** What is added up along an axis, and how many elements it counts for. */
    private record Sums(Reach reach, int[] among) {
        Resampling.Blends.Along along() {
            double[][] ones = new double[among.length][];
            for (int w = 0; w < ones.length; w++) {
                ones[w] = new double[reach.count(w)];
                Arrays.fill(ones[w], 1);
            }
            return new Resampling.Blends.Along(reach.first(), ones);
        }
    }

    /** Sums of neighbours along each axis, then one division: whole numbers have exact means that way. */
    private static Tensor means(Tensor x, List<Sums> sums) {
        Tensor z = new Resampling.Blends(sums.stream().map(Sums::along).toList()).blend(x);
        double[] counts = {1};
        int[] dims = new int[sums.size()];
        for (int i = 0; i < dims.length; i++) {
            int[] among = sums.get(i).among();
            dims[i] = among.length;
            double[] more = new double[counts.length * among.length];
            for (int k = 0; k < more.length; k++) {
                more[k] = counts[k / among.length] * among[k % among.length];
            }
            counts = more;
        }
        double first = counts[0];
        return Arrays.stream(counts).allMatch(c -> c == first)
                ? z.div(first)
                : z.div(Tensor.of(counts, dims).to(x.dtype()));
    }
}
