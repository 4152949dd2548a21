package org.autodiff.functional;

import static org.autodiff.OpDef.linear;

import java.util.Arrays;
import java.util.List;
import org.autodiff.OpDef;
import org.autodiff.Tensor;
import org.autodiff.array.Shape;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.BackendException;
import org.autodiff.error.IndexException;
import org.autodiff.error.Require;
import org.autodiff.error.ShapeException;
import org.autodiff.op.Attrs;
import org.autodiff.op.Composite;

/** Upsampling, pixel shuffling and their inverses: images in another resolution, over the last two axes. */
public final class Resampling {
    private Resampling() {}

    /**
     * A banded matrix between an axis of {@code size} and one of as many indices as there are rows of weights:
     * row i has its weights from column {@code start[i]} on.
     */
    record Blend(int axis, int size, int[] start, double[][] weights) implements Attrs {
        /** Copies the numbers. */
        public Blend {
            Require.nonNulls(weights, "Blend", "weights", "pass numbers");
            Require.nonNull(start, "Blend", "start", "pass whole numbers");
            start = start.clone();
            weights = copy(weights);
        }

        @Override
        public int[] start() {
            return start.clone();
        }

        @Override
        public double[][] weights() {
            return copy(weights);
        }

        @Override
        public Blend batched(int samples) {
            return new Blend(axis + 1, size, start, weights);
        }

        private static double[][] copy(double[][] rows) {
            return Arrays.stream(rows).map(double[]::clone).toArray(double[][]::new);
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Blend other && Arrays.deepEquals(values(), other.values());
        }

        @Override
        public int hashCode() {
            return Arrays.deepHashCode(values());
        }

        private Object[] values() {
            return new Object[] {axis, size, start, weights};
        }

        @Override
        public void check(String op, Shape first) {
            Require.nonNull(first, "Blend.check", "first", "pass Shape.of(sizes)");
            if (axis < 0 || axis >= first.rank()) {
                throw new IndexException(op + ": axis " + axis + " is out of range for shape " + first);
            }
            boolean good = size >= 0 && start.length == weights.length;
            for (int i = 0; good && i < start.length; i++) {
                good = start[i] >= 0 && (long) start[i] + weights[i].length <= size;
            }
            if (!good) {
                throw new IndexException(op + ": rows of weights that do not lie within an axis of size " + size
                        + "; each has its start, and ends before the axis does");
            }
        }

        @Override
        public String toString() {
            return "axis=" + axis + " rows=" + start.length + " columns=" + size;
        }
    }

    /** Weighted sums of neighbours along each of the last axes. */
    record Blends(List<Along> axes) {
        /** Along one axis: index i of the result is the sum from {@code start[i]} on, times {@code weights[i]}. */
        record Along(int[] start, double[][] weights) {}

        /** The sums. Along the last axis they are the slowest, so that comes when there is least of it. */
        Tensor blend(Tensor x) {
            Tensor z = x;
            int n = axes.size();
            boolean shrinks = axes.get(n - 1).start().length <= x.shape().dim(-1);
            for (int i = 0; i < n; i++) {
                z = blend(z, shrinks ? i : n - 1 - i);
            }
            return z;
        }

        private Tensor blend(Tensor x, int i) {
            int axis = x.rank() - axes.size() + i;
            Along a = axes.get(i);
            return Resampling.blend(x, new Blend(axis, x.shape().dim(axis), a.start(), a.weights()));
        }

        /** Where the indices of a longer or shorter axis take their values from. */
        @FunctionalInterface
        interface Source {
            /** The place, as a number between indices, that index {@code i} of {@code to} stands at among {@code from}. */
            double of(int i, int from, int to);
        }

        /** Means of the two neighbours of each place, weighted by nearness. Places before the first index are at the first. */
        static Along along(int from, int to, Source source) {
            int[] start = new int[to];
            double[][] weights = new double[to][];
            for (int i = 0; i < to; i++) {
                double at = Math.max(0, source.of(i, from, to));
                start[i] = Math.min((int) at, from - 1);
                double rest = at - start[i];
                boolean alone = rest == 0 || start[i] == from - 1;
                weights[i] = alone ? new double[] {1} : new double[] {1 - rest, rest};
            }
            return new Along(start, weights);
        }
    }

    public static final OpDef BLEND = linear("blend")
            .forward(Blend.class, (b, x, out, m) -> b.blend(x[0], m.axis(), m.start, m.weights))
            .shape((op, in, attrs) -> {
                Blend m = (Blend) attrs;
                return resized(op, in[0], m, m.size(), m.start.length);
            })
            .transpose((call, g, i) -> Resampling.UNBLEND.apply(call.attrs(Blend.class), g))
            .samples(new Blend(1, 4, new int[] {0, 2, 1}, new double[][] {{1, -2}, {0.5, 3}, {}}), "[2,4,3]")
            .samples(new Blend(0, 1, new int[] {0, 0}, new double[][] {{2}, {0.5}}), "[1,3]")
            .rejects(new Blend(2, 4, new int[1], new double[][] {{1}}), "axis", "[3,4]")
            .rejects(new Blend(1, 4, new int[] {3}, new double[][] {{1, 1}}), "ends before", "[3,4]")
            .rejects(new Blend(1, 3, new int[] {0}, new double[][] {{1}}), "size", "[3,4]")
            .leading()
            .formula("A x", "A^\\top g")
            .define();

    public static final OpDef UNBLEND = linear("unblend")
            .forward(Blend.class, (b, x, out, m) -> b.unblend(x[0], m.axis(), m.start, m.weights, m.size()))
            .shape((op, in, attrs) -> {
                Blend m = (Blend) attrs;
                return resized(op, in[0], m, m.start.length, m.size());
            })
            .transpose((call, g, i) -> Resampling.BLEND.apply(call.attrs(Blend.class), g))
            .samples(new Blend(1, 4, new int[] {0, 2, 1}, new double[][] {{1, -2}, {0.5, 3}, {}}), "[2,3,3]")
            .samples(new Blend(0, 2, new int[] {1}, new double[][] {{2}}), "[1,3]")
            .rejects(new Blend(1, 4, new int[] {0}, new double[][] {{1}}), "size", "[3,4]")
            .leading()
            .formula("A^\\top x", "A g")
            .define();

    private static Shape resized(String op, Shape x, Blend m, int from, int to) {
        if (x.dim(m.axis()) != from) {
            throw new ShapeException(op + ": axis " + m.axis() + " of " + x + " has size " + x.dim(m.axis()) + ", not "
                    + from + " as the attributes {" + m + "} say");
        }
        long[] dims = Arrays.stream(x.toArray()).asLongStream().toArray();
        dims[m.axis()] = to;
        return WindowSizes.shape(op, dims);
    }

    private static Tensor resampled(String op, Tensor x, int height, int width, Blends.Source source) {
        Shape s = x.shape();
        if (s.rank() < 2 || s.dim(-1) == 0 || s.dim(-2) == 0) {
            throw new ShapeException(op + ": the input " + s + " must be [*, H, W] with H and W of 1 or more");
        }
        if (height < 1 || width < 1) {
            throw new ArgumentException(
                    op + ": the size is [" + height + ", " + width + "]; both numbers must be 1 or more");
        }
        List<Blends.Along> axes;
        try {
            axes = List.of(Blends.along(s.dim(-2), height, source), Blends.along(s.dim(-1), width, source));
        } catch (OutOfMemoryError e) {
            throw new BackendException(
                    op + ": out of memory: no room for images of " + height + " x " + width + "; use smaller ones", e);
        }
        return new Blends(axes).blend(x);
    }

    /** The product of a banded matrix with each line of x along an axis: index i becomes a weighted sum of neighbours. */
    public static Tensor blend(Tensor x, Blend matrix) {
        return BLEND.apply(matrix, x);
    }

    /** The product of the transposed matrix of {@link #blend} with each line of x along an axis. */
    public static Tensor unblend(Tensor x, Blend matrix) {
        return UNBLEND.apply(matrix, x);
    }

    /** Nearest-neighbour upsampling of x [*, H, W]: each element is the one at its place in x, rounded down. */
    @Composite("x_{\\lfloor i h / h' \\rfloor}")
    public static Tensor upsampleNearest2d(Tensor x, int height, int width) {
        Require.nonNull(x, "upsampleNearest2d", "x", "pass a tensor");
        return resampled("upsampleNearest2d", x, height, width, (i, from, to) -> (double) ((long) i * from / to));
    }

    /**
     * Bilinear upsampling of x [*, H, W]: each element is the mean of its four neighbours in x, weighted by nearness.
     *
     * @param height of the result
     * @param width of the result
     * @param alignCorners true: the centres of the corner elements stay in place; false: the corners themselves do
     */
    @Composite("\\sum_k \\lambda_k x_k")
    public static Tensor upsampleBilinear2d(Tensor x, int height, int width, boolean alignCorners) {
        Require.nonNull(x, "upsampleBilinear2d", "x", "pass a tensor");
        return resampled(
                "upsampleBilinear2d",
                x,
                height,
                width,
                alignCorners
                        ? (i, from, to) -> to == 1 ? 0 : (double) i * (from - 1) / (to - 1)
                        : (i, from, to) -> (i + 0.5) * from / to - 0.5);
    }

    /** Pixel shuffle (Shi et al. 2016): the channels of x laid out as pixels, [*, C f f, H, W] to [*, C, H f, W f]. */
    @Composite("x")
    public static Tensor pixelShuffle(Tensor x, int factor) {
        Require.nonNull(x, "pixelShuffle", "x", "pass a tensor");
        Shape s = requireImage("pixelShuffle", x, factor);
        if (s.dim(-3) % ((long) factor * factor) != 0) {
            throw new ShapeException("pixelShuffle: the " + s.dim(-3) + " channels of " + s + " are no multiple of "
                    + factor + " * " + factor);
        }
        int channels = (int) (s.dim(-3) / ((long) factor * factor));
        Shape out = image("pixelShuffle", s, channels, (long) s.dim(-2) * factor, (long) s.dim(-1) * factor);
        return x.reshape(batch(s), channels, factor, factor, s.dim(-2), s.dim(-1))
                .permute(0, 1, 4, 2, 5, 3)
                .reshape(out.toArray());
    }

    /** The inverse of {@link #pixelShuffle}: the pixels of x laid out as channels, [*, C, H f, W f] to [*, C f f, H, W]. */
    @Composite("x")
    public static Tensor pixelUnshuffle(Tensor x, int factor) {
        Require.nonNull(x, "pixelUnshuffle", "x", "pass a tensor");
        Shape s = requireImage("pixelUnshuffle", x, factor);
        if (s.dim(-2) % factor != 0 || s.dim(-1) % factor != 0) {
            throw new ShapeException(
                    "pixelUnshuffle: the last two axes of " + s + " are no multiples of the factor " + factor);
        }
        long channels = s.dim(-3) * Math.min(Integer.MAX_VALUE, (long) factor * factor);
        Shape out = image("pixelUnshuffle", s, channels, s.dim(-2) / factor, s.dim(-1) / factor);
        return x.reshape(batch(s), s.dim(-3), out.dim(-2), factor, out.dim(-1), factor)
                .permute(0, 1, 3, 5, 2, 4)
                .reshape(out.toArray());
    }

    private static Shape image(String op, Shape like, long... last) {
        long[] dims = Arrays.stream(like.toArray()).asLongStream().toArray();
        System.arraycopy(last, 0, dims, dims.length - 3, 3);
        return WindowSizes.shape(op, dims);
    }

    /** The number of images [C, H, W]. */
    private static int batch(Shape s) {
        return s.size() == 0 ? 0 : s.size() / (s.dim(-3) * s.dim(-2) * s.dim(-1));
    }

    private static Shape requireImage(String op, Tensor x, int factor) {
        Shape s = x.shape();
        if (s.rank() < 3) {
            throw new ShapeException(op + ": the input " + s + " must be [*, C, H, W]");
        }
        if (factor < 1) {
            throw new ArgumentException(op + ": the factor is " + factor + "; it must be 1 or more");
        }
        return s;
    }
}
