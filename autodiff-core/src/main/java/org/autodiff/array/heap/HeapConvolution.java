package org.autodiff.array.heap;

import java.util.Arrays;
import java.util.List;
import org.autodiff.array.Array;
import org.autodiff.array.Backend;
import org.autodiff.array.DType;
import org.autodiff.array.Reach;
import org.autodiff.array.Shape;
import org.autodiff.array.Sliding;
import org.autodiff.array.Span;

/** Convolution and pooling by loops over Java arrays. Sums are in double for both precisions. */
interface HeapConvolution extends Backend {
    @Override
    default Array conv(Array x, Array kernel, Sliding how, Shape out) {
        if (x.size() == 0 || kernel.size() == 0 || out.size() == 0) {
            return zeros(x.dtype(), out); // there may be no end of windows or taps over nothing
        }
        Products p = new Products(x.shape(), kernel.shape(), out, how);
        double[] y = new double[out.size()];
        p.conv(Doubles.of(x), Doubles.of(kernel), y);
        return Doubles.array(y, x.dtype(), out);
    }

    @Override
    default Array convTranspose(Array y, Array kernel, Sliding how, Shape out) {
        if (y.size() == 0 || kernel.size() == 0 || out.size() == 0) {
            return zeros(y.dtype(), out);
        }
        Products p = new Products(out, kernel.shape(), y.shape(), how);
        double[] x = new double[out.size()];
        p.transpose(x, Doubles.of(kernel), Doubles.of(y));
        return Doubles.array(x, y.dtype(), out);
    }

    @Override
    default Array convKernel(Array x, Array y, Sliding how, Shape out) {
        if (x.size() == 0 || y.size() == 0 || out.size() == 0) {
            return zeros(x.dtype(), out);
        }
        Products p = new Products(x.shape(), out, y.shape(), how);
        double[] kernel = new double[out.size()];
        p.kernel(Doubles.of(x), kernel, Doubles.of(y));
        return Doubles.array(kernel, x.dtype(), out);
    }

    private static Array zeros(DType dtype, Shape shape) {
        return Array.dense(dtype, shape, Elements.allocate(dtype, shape.size()));
    }

    /** The sizes of one convolution, and the walk over its samples, channels and rows. */
    final class Products {
        private final WindowRows windows;
        private final int samples;
        private final int groups;
        /** Channels of a group, in and out. */
        private final int in;

        private final int out;

        Products(Shape x, Shape kernel, Shape y, Sliding how) {
            this.windows = new WindowRows(spatial(x), spatial(kernel), spatial(y), how);
            this.samples = x.dim(0);
            this.groups = how.groups();
            this.in = x.dim(1) / groups;
            this.out = kernel.dim(0) / groups;
        }

        /** What to do for one channel of the input and one of the result of one sample. */
        @FunctionalInterface
        private interface Pair {
            void planes(int x, int kernel, int y);
        }

        private void forEach(Pair body) {
            for (int n = 0; n < samples; n++) {
                for (int o = 0; o < groups * out; o++) {
                    for (int i = 0; i < in; i++) {
                        int channel = o / out * in + i;
                        body.planes(
                                (n * groups * in + channel) * windows.plane,
                                (o * in + i) * windows.taps,
                                (n * groups * out + o) * windows.windows);
                    }
                }
            }
        }

        void conv(double[] x, double[] kernel, double[] y) {
            int[] rows = windows.rows;
            int step = windows.step;
            forEach((xo, ko, yo) -> {
                for (int r = 0; r < rows.length; r += WindowRows.WIDTH) {
                    double w = kernel[ko + rows[r]];
                    int a = xo + rows[r + 1];
                    int b = yo + rows[r + 2];
                    int n = rows[r + 3];
                    for (int i = 0; i < n; i++) {
                        y[b + i] += w * x[a + i * step];
                    }
                }
            });
        }

        void transpose(double[] x, double[] kernel, double[] y) {
            int[] rows = windows.rows;
            int step = windows.step;
            forEach((xo, ko, yo) -> {
                for (int r = 0; r < rows.length; r += WindowRows.WIDTH) {
                    double w = kernel[ko + rows[r]];
                    int a = xo + rows[r + 1];
                    int b = yo + rows[r + 2];
                    int n = rows[r + 3];
                    for (int i = 0; i < n; i++) {
                        x[a + i * step] += w * y[b + i];
                    }
                }
            });
        }

        void kernel(double[] x, double[] kernel, double[] y) {
            int[] rows = windows.rows;
            int step = windows.step;
            forEach((xo, ko, yo) -> {
                for (int r = 0; r < rows.length; r += WindowRows.WIDTH) {
                    int a = xo + rows[r + 1];
                    int b = yo + rows[r + 2];
                    int n = rows[r + 3];
                    double sum = 0;
                    for (int i = 0; i < n; i++) {
                        sum += x[a + i * step] * y[b + i];
                    }
                    kernel[ko + rows[r]] += sum;
                }
            });
        }
    }

    /** The sizes of the axes after the first two. */
    static int[] spatial(Shape shape) {
        return Arrays.copyOfRange(shape.toArray(), 2, shape.rank());
    }

    @Override
    default Array unfold(Array x, int[] kernel, int[] windows, Sliding how, Shape out) {
        if (x.size() == 0 || out.size() == 0) {
            return zeros(x.dtype(), out);
        }
        WindowRows rows = new WindowRows(spatial(x.shape()), kernel, windows, how);
        double[] from = Doubles.of(x);
        double[] to = new double[out.size()];
        for (int p = 0; p < planes(x.shape()); p++) {
            rows.unfold(from, p * rows.plane, to, p * rows.taps * rows.windows);
        }
        return Doubles.array(to, x.dtype(), out);
    }

    @Override
    default Array fold(Array columns, int[] kernel, int[] windows, Sliding how, Shape out) {
        if (columns.size() == 0 || out.size() == 0) {
            return zeros(columns.dtype(), out);
        }
        WindowRows rows = new WindowRows(spatial(out), kernel, windows, how);
        double[] from = Doubles.of(columns);
        double[] to = new double[out.size()];
        for (int p = 0; p < planes(out); p++) {
            rows.fold(from, p * rows.taps * rows.windows, to, p * rows.plane);
        }
        return Doubles.array(to, columns.dtype(), out);
    }

    private static int planes(Shape x) {
        return x.dim(0) * x.dim(1);
    }

    @Override
    default Array maxIndex(Array x, List<Reach> reaches, Shape out) {
        Object elements = x.dtype() == DType.FLOAT32 ? Doubles.dense(x) : Doubles.of(x);
        long[] z = new long[out.size()];
        int[] size = Arrays.copyOfRange(
                x.shape().toArray(),
                x.shape().rank() - reaches.size(),
                x.shape().rank());
        MaxWindows windows = new MaxWindows(size, reaches);
        for (int from = 0, to = 0; to < z.length; from += windows.plane, to += windows.count) {
            if (elements instanceof float[] f) {
                windows.find(f, from, z, to);
            } else {
                windows.find((double[]) elements, from, z, to);
            }
        }
        return Array.dense(DType.INT64, out, z);
    }

    @Override
    default Array blend(Array x, int axis, int[] start, double[][] weights) {
        Span s = Span.of(x.shape(), axis);
        Blending m = new Blending(start, weights, s.count(), s.inner());
        Shape out = x.shape().with(axis, start.length);
        Object from = Doubles.dense(x);
        Object z = Elements.allocate(x.dtype(), out.size());
        for (int o = 0; out.size() > 0 && o < s.outer(); o++) {
            m.blend(from, o * m.columns(), z, o * m.rows());
        }
        return Array.dense(x.dtype(), out, z);
    }

    @Override
    default Array unblend(Array x, int axis, int[] start, double[][] weights, int size) {
        Span s = Span.of(x.shape(), axis);
        Blending m = new Blending(start, weights, size, s.inner());
        Shape out = x.shape().with(axis, size);
        Object from = Doubles.dense(x);
        Object z = Elements.allocate(x.dtype(), out.size());
        for (int o = 0; x.size() > 0 && o < s.outer(); o++) {
            m.unblend(from, o * m.rows(), z, o * m.columns());
        }
        return Array.dense(x.dtype(), out, z);
    }
}
