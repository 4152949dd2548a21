package org.autodiff.functional;

import static org.autodiff.OpDef.bilinear;
import static org.autodiff.OpDef.custom;
import static org.autodiff.OpDef.linear;
import static org.autodiff.functional.ConvolutionDerivatives.byBoth;
import static org.autodiff.functional.ConvolutionDerivatives.cut;
import static org.autodiff.functional.ConvolutionDerivatives.sized;
import static org.autodiff.op.Saved.INPUT;

import java.util.Arrays;
import org.autodiff.Batching;
import org.autodiff.OpDef;
import org.autodiff.Tensor;
import org.autodiff.array.Shape;
import org.autodiff.op.Attrs;
import org.autodiff.op.Composite;
import org.autodiff.op.Flops;

/**
 * Convolution, as cross-correlation, over one to three axes, and transposed convolution. Inputs are [N, C, spatial...],
 * weights [out, in/groups, kernel...]. Convolution is linear in the input and in the weight, and so are its two transposes,
 * one of which is the transposed convolution: each of the three is differentiated by the other two.
 */
public final class Convolution {
    private Convolution() {}

    /**
     * Stride, padding, dilation and groups of a convolution: one number for each spatial axis, or one for all:
     * {@code Conv.DEFAULT.withStride(2).withPadding(1)}.
     *
     * @param stride from one window to the next
     * @param padding zeros before and after the input
     * @param dilation from one element of the kernel to the next
     * @param groups the groups of channels, each convolved by itself
     */
    public record Conv(int[] stride, int[] padding, int[] dilation, int groups) implements Attrs {
        /** Stride 1, no padding, dilation 1, one group. */
        public static final Conv DEFAULT = new Conv(new int[] {1}, new int[] {0}, new int[] {1}, 1);

        /** Copies the numbers. */
        public Conv {
            stride = WindowSizes.given("Conv", "the stride", stride);
            padding = WindowSizes.given("Conv", "the padding", padding);
            dilation = WindowSizes.given("Conv", "the dilation", dilation);
        }

        /** These options with another stride. */
        public Conv withStride(int... each) {
            return new Conv(each, padding, dilation, groups);
        }

        /** These options with other padding. */
        public Conv withPadding(int... each) {
            return new Conv(stride, each, dilation, groups);
        }

        /** These options with another dilation. */
        public Conv withDilation(int... each) {
            return new Conv(stride, padding, each, groups);
        }

        /** These options with another number of groups. */
        public Conv withGroups(int n) {
            return new Conv(stride, padding, dilation, n);
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
            return o instanceof Conv other
                    && Arrays.equals(stride, other.stride)
                    && Arrays.equals(padding, other.padding)
                    && Arrays.equals(dilation, other.dilation)
                    && groups == other.groups;
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(stride) + Arrays.hashCode(padding) + groups;
        }

        @Override
        public String toString() {
            return (WindowSizes.shown("stride", stride, 1)
                            + WindowSizes.shown("padding", padding, 0)
                            + WindowSizes.shown("dilation", dilation, 1)
                            + (groups == 1 ? "" : " groups=" + groups))
                    .strip();
        }
    }

    /** Options of a convolution, and the sizes of the spatial axes of the result, which do not follow from the inputs. */
    record Sized(Conv conv, int[] size) implements Attrs {
        /** Copies the sizes. */
        public Sized {
            size = WindowSizes.given("Conv", "the size", size);
        }

        @Override
        public int[] size() {
            return size.clone();
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Sized other && conv.equals(other.conv) && Arrays.equals(size, other.size);
        }

        @Override
        public int hashCode() {
            return 31 * conv.hashCode() + Arrays.hashCode(size);
        }

        @Override
        public String toString() {
            return ("size=" + Arrays.toString(size) + " " + conv).strip();
        }
    }

    /** Options and kernel of an unfolding. */
    record Patches(Conv conv, int[] kernel) implements Attrs {
        /** Copies the kernel's sizes. */
        public Patches {
            kernel = WindowSizes.given("Conv", "the kernel", kernel);
        }

        @Override
        public int[] kernel() {
            return kernel.clone();
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Patches other && conv.equals(other.conv) && Arrays.equals(kernel, other.kernel);
        }

        @Override
        public int hashCode() {
            return 31 * conv.hashCode() + Arrays.hashCode(kernel);
        }

        @Override
        public String toString() {
            return ("kernel=" + Arrays.toString(kernel) + " " + conv).strip();
        }
    }

    /** Options, kernel and spatial sizes of the result of a folding. */
    record Folded(Conv conv, int[] kernel, int[] size) implements Attrs {
        /** Copies the numbers. */
        public Folded {
            kernel = WindowSizes.given("Conv", "the kernel", kernel);
            size = WindowSizes.given("Conv", "the size", size);
        }

        @Override
        public int[] kernel() {
            return kernel.clone();
        }

        @Override
        public int[] size() {
            return size.clone();
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Folded other
                    && conv.equals(other.conv)
                    && Arrays.equals(kernel, other.kernel)
                    && Arrays.equals(size, other.size);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(kernel) + Arrays.hashCode(size);
        }

        @Override
        public String toString() {
            return ("size=" + Arrays.toString(size) + " kernel=" + Arrays.toString(kernel) + " " + conv).strip();
        }
    }

    public static final OpDef CONV = custom("conv")
            .forward(Conv.class, (b, x, out, c) -> b.conv(x[0], x[1], WindowSizes.sliding(c, out.rank() - 2), out))
            .shape((op, in, attrs) -> ConvolutionShapes.conv(op, in[0], in[1], (Conv) attrs))
            .vjp((call, g) -> byBoth(call, g))
            .jvp((call, t) -> {
                Conv c = call.attrs(Conv.class);
                Tensor a = t[0] == null ? null : Convolution.CONV.apply(c, t[0], call.input(1));
                Tensor b = t[1] == null ? null : Convolution.CONV.apply(c, call.input(0), t[1]);
                return a == null ? b : b == null ? a : a.add(b);
            })
            .saves(INPUT)
            .samples(Conv.DEFAULT, "[2,3,6] [2,3,3]", "[0,2,3] [2,2,2]")
            .samples(Conv.DEFAULT.withStride(2, 1).withPadding(1, 0), "[2,2,6,4] [3,2,3,2]")
            .samples(Conv.DEFAULT.withPadding(2).withDilation(2).withGroups(2), "[1,4,3,4] [2,2,2,2]")
            .samples(Conv.DEFAULT.withStride(2).withPadding(1), "[1,1,3,3,4] [2,1,2,2,3]")
            .rejects(Conv.DEFAULT, "rank", "[3,4] [2,3]")
            .rejects(Conv.DEFAULT, "channels", "[2,3,6] [2,2,3]")
            .rejects(Conv.DEFAULT.withGroups(2), "groups", "[2,3,6] [2,1,3]")
            .rejects(Conv.DEFAULT.withGroups(0), "groups", "[2,3,6] [2,3,3]")
            .rejects(Conv.DEFAULT, "larger than", "[2,3,6] [2,3,7]")
            .rejects(Conv.DEFAULT.withStride(0), "stride", "[2,3,6] [2,3,3]")
            .rejects(Conv.DEFAULT.withPadding(-1), "padding", "[2,3,6] [2,3,3]")
            .rejects(Conv.DEFAULT.withDilation(0), "dilation", "[2,3,6] [2,3,3]")
            .rejects(Conv.DEFAULT.withStride(1, 1), "one for all", "[2,3,6] [2,3,3]")
            .batched(Channels.CONVOLUTION)
            .flops((in, out, attrs) -> products(out, in[1]))
            .formula("x \\star y", "g \\star^\\top y", "x \\star g")
            .define();

    public static final OpDef CONV_BIAS = custom("convBias")
            .forward(
                    Conv.class, (b, x, out, c) -> b.conv(x[0], x[1], x[2], WindowSizes.sliding(c, out.rank() - 2), out))
            .shape((op, in, attrs) -> ConvolutionShapes.biased(op, in, (Conv) attrs))
            .vjp((call, g) -> {
                Tensor[] both = byBoth(call, g);
                return new Tensor[] {both[0], both[1], call.needs(2) ? g.sum(Channels.otherAxes(g.shape())) : null};
            })
            .jvp((call, t) -> {
                Conv c = call.attrs(Conv.class);
                Shape out = ConvolutionShapes.conv("convBias", call.shape(0), call.shape(1), c);
                Tensor sum = t[2] == null ? null : Channels.each(t[2], out).expand(out.toArray());
                for (int i = 0; i < 2; i++) {
                    if (t[i] != null) {
                        Tensor x = i == 0 ? t[0] : call.input(0);
                        Tensor z = Convolution.CONV.apply(c, x, i == 1 ? t[1] : call.input(1));
                        sum = sum == null ? z : z.add(sum);
                    }
                }
                return sum;
            })
            .saves(INPUT)
            .samples(Conv.DEFAULT, "[2,3,6] [2,3,3] [2]", "[0,2,3] [2,2,2] [2]")
            .samples(Conv.DEFAULT.withStride(2, 1).withPadding(1, 0), "[2,2,6,4] [3,2,3,2] [3]")
            .samples(Conv.DEFAULT.withPadding(2).withDilation(2).withGroups(2), "[1,4,3,4] [2,2,2,2] [2]")
            .rejects(Conv.DEFAULT, "channels", "[2,3,6] [2,2,3] [2]")
            .rejects(Conv.DEFAULT, "bias", "[2,3,6] [2,3,3] [3]", "[2,3,6] [2,3,3] [2,1]")
            .batched(Channels.CONVOLUTION)
            .flops((in, out, attrs) -> products(out, in[1]) + out.size())
            .formula("x \\star y + z", "g \\star^\\top y", "x \\star g", "\\sum g")
            .define();

    public static final OpDef CONV_TRANSPOSE = bilinear("convTranspose")
            .forward(
                    Sized.class,
                    (b, x, out, s) -> b.convTranspose(x[0], x[1], WindowSizes.sliding(s.conv(), out.rank() - 2), out))
            .shape((op, in, attrs) -> ConvolutionShapes.transposed(op, in[0], in[1], (Sized) attrs))
            .left((call, g, w) ->
                    cut(Convolution.CONV.apply(call.attrs(Sized.class).conv(), g, w), call.shape(0)))
            .right((call, g, y) -> Convolution.CONV_KERNEL.apply(sized(call, call.shape(1)), g, y))
            .samples(new Sized(Conv.DEFAULT, new int[] {8}), "[2,2,6] [2,3,3]")
            .samples(
                    new Sized(Conv.DEFAULT.withStride(2, 1).withPadding(1, 0), new int[] {6, 4}), "[2,3,3,3] [3,2,3,2]")
            .samples(new Sized(Conv.DEFAULT.withDilation(2).withGroups(2), new int[] {6}), "[1,4,2] [4,1,3]")
            .samples(new Sized(Conv.DEFAULT.withStride(2), new int[] {3, 4, 3}), "[1,2,1,2,1] [2,1,2,2,2]")
            .rejects(new Sized(Conv.DEFAULT, new int[] {8}), "channels", "[2,3,6] [2,3,3]")
            .rejects(new Sized(Conv.DEFAULT, new int[] {7}), "windows", "[2,2,6] [2,3,3]")
            .rejects(new Sized(Conv.DEFAULT, new int[] {8, 8}), "size", "[2,2,6] [2,3,3]")
            .batched(Channels.CONVOLUTION)
            .flops((in, out, attrs) -> products(in[0], in[1]))
            .formula("x \\star^\\top y", "g \\star y", "g \\star x")
            .define();

    public static final OpDef CONV_KERNEL = bilinear("convKernel")
            .forward(
                    Sized.class,
                    (b, x, out, s) -> b.convKernel(x[0], x[1], WindowSizes.sliding(s.conv(), out.rank() - 2), out))
            .shape((op, in, attrs) -> ConvolutionShapes.kernel(op, in[0], in[1], (Sized) attrs))
            .left((call, g, y) -> Convolution.CONV_TRANSPOSE.apply(sized(call, call.shape(0)), y, g))
            .right((call, g, x) ->
                    cut(Convolution.CONV.apply(call.attrs(Sized.class).conv(), x, g), call.shape(1)))
            .samples(new Sized(Conv.DEFAULT, new int[] {3}), "[2,3,6] [2,2,4]")
            .samples(
                    new Sized(Conv.DEFAULT.withStride(2, 1).withPadding(1, 0), new int[] {3, 2}), "[2,2,6,4] [2,3,3,3]")
            .samples(new Sized(Conv.DEFAULT.withDilation(2).withGroups(2), new int[] {2}), "[1,4,6] [1,2,3]")
            .samples(new Sized(Conv.DEFAULT.withPadding(1), new int[] {2, 2, 2}), "[1,1,2,2,2] [1,2,3,3,3]")
            .rejects(new Sized(Conv.DEFAULT, new int[] {3}), "samples", "[2,3,6] [1,2,4]")
            .rejects(new Sized(Conv.DEFAULT, new int[] {4}), "windows", "[2,3,6] [2,2,4]")
            .rejects(new Sized(Conv.DEFAULT.withGroups(2), new int[] {3}), "groups", "[2,3,6] [2,2,4]")
            .batched(Channels.CONVOLUTION)
            .flops((in, out, attrs) -> products(in[1], out))
            .formula("x \\star y", "y \\star^\\top g", "x \\star g")
            .define();

    /** A multiplication and an addition for each of some elements and each tap of a kernel that meets it. */
    private static double products(Shape elements, Shape kernel) {
        return kernel.dim(0) == 0 ? 0 : 2.0 * elements.size() * (kernel.size() / kernel.dim(0));
    }

    public static final OpDef UNFOLD = linear("unfold")
            .forward(Patches.class, (b, x, out, p) -> {
                int[] kernel = WindowSizes.each(p.kernel(), x[0].shape().rank() - 2);
                var how = WindowSizes.sliding(p.conv(), kernel.length);
                return b.unfold(
                        x[0], kernel, WindowSizes.windows(WindowSizes.spatial(x[0].shape()), kernel, how), how, out);
            })
            .shape((op, in, attrs) -> ConvolutionShapes.unfolded(op, in[0], (Patches) attrs))
            .transpose((call, g, i) -> {
                Patches p = call.attrs(Patches.class);
                return Convolution.FOLD.apply(new Folded(p.conv(), p.kernel(), WindowSizes.spatial(call.shape(0))), g);
            })
            .samples(new Patches(Conv.DEFAULT, new int[] {2, 3}), "[1,2,4,4]")
            .samples(
                    new Patches(Conv.DEFAULT.withStride(2, 1).withPadding(1, 0).withDilation(2), new int[] {2}),
                    "[2,1,3,4]")
            .samples(new Patches(Conv.DEFAULT.withStride(2), new int[] {3}), "[2,2,6]")
            .rejects(new Patches(Conv.DEFAULT, new int[] {5, 1}), "larger than", "[1,2,4,4]")
            .rejects(new Patches(Conv.DEFAULT, new int[] {0}), "kernel", "[1,2,4,4]")
            .rejects(new Patches(Conv.DEFAULT.withGroups(2), new int[] {2}), "groups", "[1,2,4,4]")
            .rejects(new Patches(Conv.DEFAULT, new int[] {2}), "rank", "[4,4]")
            .batched(Batching.folded(1))
            .flops(Flops.NONE)
            .formula("x", "1")
            .define();

    public static final OpDef FOLD = linear("fold")
            .forward(Folded.class, (b, x, out, f) -> {
                int[] kernel = WindowSizes.each(f.kernel(), f.size().length);
                var how = WindowSizes.sliding(f.conv(), kernel.length);
                return b.fold(x[0], kernel, WindowSizes.windows(f.size(), kernel, how), how, out);
            })
            .shape((op, in, attrs) -> ConvolutionShapes.folded(op, in[0], (Folded) attrs))
            .transpose((call, g, i) -> {
                Folded f = call.attrs(Folded.class);
                return Convolution.UNFOLD.apply(new Patches(f.conv(), f.kernel()), g);
            })
            .samples(new Folded(Conv.DEFAULT, new int[] {2, 3}, new int[] {4, 4}), "[1,12,6]")
            .samples(new Folded(Conv.DEFAULT.withStride(2), new int[] {2}, new int[] {5}), "[2,2,2]")
            .rejects(new Folded(Conv.DEFAULT, new int[] {2}, new int[] {4, 4}), "windows", "[1,8,8]")
            .rejects(new Folded(Conv.DEFAULT, new int[] {2}, new int[] {4, 4}), "taps", "[1,6,9]")
            .rejects(new Folded(Conv.DEFAULT, new int[] {2}, new int[] {4, 4}), "rank", "[4,9]")
            .batched(Batching.folded(1))
            .formula("x", "1")
            .define();

    private static Tensor conv(String op, Tensor x, int axes, Tensor weight, Tensor bias, Conv conv) {
        ConvolutionShapes.requireRank(op, axes, x, weight);
        return bias == null ? CONV.apply(conv, x, weight) : CONV_BIAS.apply(conv, x, weight, bias);
    }

    private static Tensor convTranspose(
            String op, Tensor x, int axes, Tensor weight, Tensor bias, Conv conv, int[] outputPadding) {
        ConvolutionShapes.requireRank(op, axes, x, weight);
        int[] size = ConvolutionShapes.transposedSize(op, x.shape(), weight.shape(), conv, outputPadding);
        return Channels.biased(op, CONV_TRANSPOSE.apply(new Sized(conv, size), x, weight), bias);
    }

    /** The convolution of x [N, in, spatial...] with a weight [out, in/groups, kernel...] over one to three axes. */
    public static Tensor conv(Tensor x, Tensor weight, Conv conv) {
        return CONV.apply(conv, x, weight);
    }

    /** {@link #conv} plus a bias [out], one number for each channel of the result. */
    public static Tensor convBias(Tensor x, Tensor weight, Tensor bias, Conv conv) {
        return CONV_BIAS.apply(conv, x, weight, bias);
    }

    /**
     * The transpose of {@link #conv} by x: y [N, out, windows...] and a weight [out, in/groups, kernel...] to [N, in,
     * size...]. There may be room for more windows over that size than y has.
     */
    public static Tensor convTranspose(Tensor y, Tensor weight, Conv conv, int... size) {
        return CONV_TRANSPOSE.apply(new Sized(conv, size), y, weight);
    }

    /**
     * The transpose of {@link #conv} by the weight: x [N, in, spatial...] and y [N, out, windows...] to [out, in/groups,
     * kernel...].
     */
    public static Tensor convKernel(Tensor x, Tensor y, Conv conv, int... kernel) {
        return CONV_KERNEL.apply(new Sized(conv, kernel), x, y);
    }

    /** The convolution of x [N, in, L] with a weight [out, in/groups, k], with stride 1, no padding and no bias. */
    @Composite("x \\star y")
    public static Tensor conv1d(Tensor x, Tensor weight) {
        return conv1d(x, weight, null, Conv.DEFAULT);
    }

    /**
     * The convolution of x over its last axis, plus a bias. The result is [N, out, windows], with {@code (L + 2 padding -
     * dilation (k - 1) - 1) / stride + 1} windows, rounded down.
     *
     * @param x [N, in, L]
     * @param weight [out, in/groups, k]
     * @param bias [out], or null for none
     */
    @Composite("x \\star y + z")
    public static Tensor conv1d(Tensor x, Tensor weight, Tensor bias, Conv conv) {
        return conv("conv1d", x, 1, weight, bias, conv);
    }

    /** The convolution of x [N, in, H, W] with a weight [out, in/groups, kh, kw], with stride 1, no padding and no bias. */
    @Composite("x \\star y")
    public static Tensor conv2d(Tensor x, Tensor weight) {
        return conv2d(x, weight, null, Conv.DEFAULT);
    }

    /** As {@link #conv1d(Tensor, Tensor, Tensor, Conv)}, for x [N, in, H, W] and a weight [out, in/groups, kh, kw]. */
    @Composite("x \\star y + z")
    public static Tensor conv2d(Tensor x, Tensor weight, Tensor bias, Conv conv) {
        return conv("conv2d", x, 2, weight, bias, conv);
    }

    /** The convolution of x [N, in, D, H, W] with a weight [out, in/groups, kd, kh, kw], with stride 1, no padding and no bias. */
    @Composite("x \\star y")
    public static Tensor conv3d(Tensor x, Tensor weight) {
        return conv3d(x, weight, null, Conv.DEFAULT);
    }

    /** As {@link #conv1d(Tensor, Tensor, Tensor, Conv)}, for x [N, in, D, H, W] and a weight [out, in/groups, kd, kh, kw]. */
    @Composite("x \\star y + z")
    public static Tensor conv3d(Tensor x, Tensor weight, Tensor bias, Conv conv) {
        return conv("conv3d", x, 3, weight, bias, conv);
    }

    /**
     * The transposed convolution of x over its last axis, plus a bias. The result is [N, out, {@code (L - 1) stride - 2 padding
     * + dilation (k - 1) + outputPadding + 1}].
     *
     * @param x [N, in, L]
     * @param weight [in, out/groups, k]
     * @param bias [out], or null for none
     * @param outputPadding what the result is longer at its end, for a strided convolution has the same number of windows over
     *     several lengths; none means 0
     */
    @Composite("x \\star^\\top y + z")
    public static Tensor convTranspose1d(Tensor x, Tensor weight, Tensor bias, Conv conv, int... outputPadding) {
        return convTranspose("convTranspose1d", x, 1, weight, bias, conv, outputPadding);
    }

    /** As {@link #convTranspose1d}, for x [N, in, H, W] and a weight [in, out/groups, kh, kw]. */
    @Composite("x \\star^\\top y + z")
    public static Tensor convTranspose2d(Tensor x, Tensor weight, Tensor bias, Conv conv, int... outputPadding) {
        return convTranspose("convTranspose2d", x, 2, weight, bias, conv, outputPadding);
    }

    /** As {@link #convTranspose1d}, for x [N, in, D, H, W] and a weight [in, out/groups, kd, kh, kw]. */
    @Composite("x \\star^\\top y + z")
    public static Tensor convTranspose3d(Tensor x, Tensor weight, Tensor bias, Conv conv, int... outputPadding) {
        return convTranspose("convTranspose3d", x, 3, weight, bias, conv, outputPadding);
    }

    /**
     * The windows of a kernel over x [N, C, spatial...], one a column ("im2col"): [N, C * taps, windows]. The product of a
     * weight [out, C * taps] with it is a convolution.
     */
    public static Tensor unfold(Tensor x, Conv conv, int... kernel) {
        return UNFOLD.apply(new Patches(conv, kernel), x);
    }

    /**
     * The sum of the columns x [N, C * taps, windows] of {@link #unfold} at the places that the windows read ("col2im"): [N, C,
     * size...]. It is the transpose of {@code unfold}, not its inverse: what several windows read comes back as often.
     */
    public static Tensor fold(Tensor x, Conv conv, int[] size, int... kernel) {
        return FOLD.apply(new Folded(conv, kernel, size), x);
    }
}
