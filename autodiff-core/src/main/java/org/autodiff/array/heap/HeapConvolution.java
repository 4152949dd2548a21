package org.autodiff.array.heap;

import java.util.Arrays;
import java.util.List;
import org.autodiff.array.Array;
import org.autodiff.array.DType;
import org.autodiff.array.Reach;
import org.autodiff.array.Shape;
import org.autodiff.array.Sliding;
import org.autodiff.array.Span;

/** Convolution and pooling by loops over Java arrays. Sums are in double for both precisions. */
interface HeapConvolution extends Hosting {
    @Override
    default Array conv(Array x, Array kernel, Sliding how, Shape out) {
        if (x.size() == 0 || kernel.size() == 0 || out.size() == 0) {
            return placed(HeapArrays.allocate(x.dtype(), out)); // there may be no end of windows or taps over nothing
        }
        Products p = new Products(x.shape(), kernel.shape(), out, how);
        double[] y = new double[out.size()];
        p.conv(HeapArrays.doubles(onHeap(x)), HeapArrays.doubles(onHeap(kernel)), y);
        return placed(HeapArrays.of(y, x.dtype(), out));
    }

    @Override
    default Array convTranspose(Array y, Array kernel, Sliding how, Shape out) {
        if (y.size() == 0 || kernel.size() == 0 || out.size() == 0) {
            return placed(HeapArrays.allocate(y.dtype(), out));
        }
        Products p = new Products(out, kernel.shape(), y.shape(), how);
        double[] x = new double[out.size()];
        p.transpose(x, HeapArrays.doubles(onHeap(kernel)), HeapArrays.doubles(onHeap(y)));
        return placed(HeapArrays.of(x, y.dtype(), out));
    }

    @Override
    default Array convKernel(Array x, Array y, Sliding how, Shape out) {
        if (x.size() == 0 || y.size() == 0 || out.size() == 0) {
            return placed(HeapArrays.allocate(x.dtype(), out));
        }
        Products p = new Products(x.shape(), out, y.shape(), how);
        double[] kernel = new double[out.size()];
        p.kernel(HeapArrays.doubles(onHeap(x)), kernel, HeapArrays.doubles(onHeap(y)));
        return placed(HeapArrays.of(kernel, x.dtype(), out));
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
            return placed(HeapArrays.allocate(x.dtype(), out));
        }
        WindowRows rows = new WindowRows(spatial(x.shape()), kernel, windows, how);
        Object from = HeapArrays.packed(onHeap(x));
        Array z = HeapArrays.allocate(x.dtype(), out);
        for (int p = 0; p < planes(x.shape()); p++) {
            rows.unfold(from, p * rows.plane, z.storage(), p * rows.taps * rows.windows);
        }
        return placed(z);
    }

    @Override
    default Array fold(Array columns, int[] kernel, int[] windows, Sliding how, Shape out) {
        if (columns.size() == 0 || out.size() == 0) {
            return placed(HeapArrays.allocate(columns.dtype(), out));
        }
        WindowRows rows = new WindowRows(spatial(out), kernel, windows, how);
        double[] from = HeapArrays.doubles(onHeap(columns));
        double[] to = new double[out.size()];
        for (int p = 0; p < planes(out); p++) {
            rows.fold(from, p * rows.taps * rows.windows, to, p * rows.plane);
        }
        return placed(HeapArrays.of(to, columns.dtype(), out));
    }

    private static int planes(Shape x) {
        return x.dim(0) * x.dim(1);
    }

    @Override
    default Array maxIndex(Array x, List<Reach> reaches, Shape out) {
        int rank = x.shape().rank();
        MaxWindows windows =
                new MaxWindows(Arrays.copyOfRange(x.shape().toArray(), rank - reaches.size(), rank), reaches);
        return mapLines(x, windows.plane, DType.INT64, out, windows.count, (plane, from, at, z, to) -> {
            windows.find(from, at, (long[]) z, to);
        });
    }

    @Override
    default Array blend(Array x, int axis, int[] start, double[][] weights) {
        Span s = Span.of(x.shape(), axis);
        Blending m = new Blending(start, weights, s.count(), s.inner());
        Shape out = x.shape().with(axis, start.length);
        return mapLines(x, m.columns(), x.dtype(), out, m.rows(), (line, from, at, z, to) -> m.blend(from, at, z, to));
    }

    @Override
    default Array unblend(Array x, int axis, int[] start, double[][] weights, int size) {
        Span s = Span.of(x.shape(), axis);
        Blending m = new Blending(start, weights, size, s.inner());
        Shape out = x.shape().with(axis, size);
        return mapLines(x, m.rows(), x.dtype(), out, m.columns(), (line, from, at, z, to) -> {
            Elements.fill(z, to, to + m.columns(), 0);
            m.unblend(from, at, z, to);
        });
    }
}
