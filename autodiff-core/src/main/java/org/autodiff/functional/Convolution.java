package org.autodiff.functional;

import static org.autodiff.OpDef.bilinear;
import static org.autodiff.OpDef.custom;
import static org.autodiff.OpDef.linear;
import static org.autodiff.op.Saved.INPUT;

import java.util.Arrays;
import org.autodiff.Call;
import org.autodiff.OpDef;
import org.autodiff.Tensor;
import org.autodiff.array.Shape;
import org.autodiff.op.Attrs;
import org.autodiff.op.Composite;

/**
 * Convolution over one to three axes, as cross-correlation; inputs are [N, C, spatial...], weights [out, in/groups,
 * kernel...]. It is linear in the input and in the weight, and so are its two transposes, one of which is the transposed
 * convolution: each of the three is differentiated by the other two.
 */
public final class Convolution {
    private Convolution() {}

    /**
     * How a kernel slides over the input: one number for each spatial axis, or one for all. Made of the defaults and what
     * differs from them: {@code new Conv().stride(2).padding(1)}.
     *
     * @param stride from one window to the next
     * @param padding zeros before and after the input
     * @param dilation from one element of the kernel to the next
     * @param groups the groups of channels, each convolved by itself
     */
    public record Conv(int[] stride, int[] padding, int[] dilation, int groups) implements Attrs {
        /** Copies of the numbers. */
        public Conv {
            stride = WindowSizes.given("Conv", "the stride", stride);
            padding = WindowSizes.given("Conv", "the padding", padding);
            dilation = WindowSizes.given("Conv", "the dilation", dilation);
        }

        /** Stride 1, no padding, dilation 1, one group. */
        public Conv() {
            this(new int[] {1}, new int[] {0}, new int[] {1}, 1);
        }

        /** The same with another stride. */
        public Conv stride(int... each) {
            return new Conv(each, padding, dilation, groups);
        }

        /** The same with other padding. */
        public Conv padding(int... each) {
            return new Conv(stride, each, dilation, groups);
        }

        /** The same with another dilation. */
        public Conv dilation(int... each) {
            return new Conv(stride, padding, each, groups);
        }

        /** The same with another number of groups. */
        public Conv groups(int n) {
            return new Conv(stride, padding, dilation, n);
        }

        @Override
        public String toString() {
            String all = WindowSizes.shown("stride", stride, 1)
                    + WindowSizes.shown("padding", padding, 0)
                    + WindowSizes.shown("dilation", dilation, 1)
                    + (groups == 1 ? "" : " groups=" + groups);
            return all.strip();
        }
    }

    /** A convolution, and the sizes of the spatial axes of the result, which do not follow from the inputs. */
    public record Sized(Conv conv, int[] size) implements Attrs {
        @Override
        public String toString() {
            return ("size=" + Arrays.toString(size) + " " + conv).strip();
        }
    }

    /** What slides over the input of an unfolding. */
    public record Patches(Conv conv, int[] kernel) implements Attrs {
        @Override
        public String toString() {
            return ("kernel=" + Arrays.toString(kernel) + " " + conv).strip();
        }
    }

    /** What slides over the result of a folding, and its size. */
    public record Folded(Conv conv, int[] kernel, int[] size) implements Attrs {
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
            .samples(new Conv(), "[2,3,6] [2,3,3]", "[0,2,3] [2,2,2]")
            .samples(new Conv().stride(2, 1).padding(1, 0), "[2,2,6,4] [3,2,3,2]")
            .samples(new Conv().padding(2).dilation(2).groups(2), "[1,4,3,4] [2,2,2,2]")
            .samples(new Conv().stride(2).padding(1), "[1,1,3,3,4] [2,1,2,2,3]")
            .rejects(new Conv(), "rank", "[3,4] [2,3]")
            .rejects(new Conv(), "channels", "[2,3,6] [2,2,3]")
            .rejects(new Conv().groups(2), "groups", "[2,3,6] [2,1,3]")
            .rejects(new Conv().groups(0), "groups", "[2,3,6] [2,3,3]")
            .rejects(new Conv(), "larger than", "[2,3,6] [2,3,7]")
            .rejects(new Conv().stride(0), "stride", "[2,3,6] [2,3,3]")
            .rejects(new Conv().padding(-1), "padding", "[2,3,6] [2,3,3]")
            .rejects(new Conv().dilation(0), "dilation", "[2,3,6] [2,3,3]")
            .rejects(new Conv().stride(1, 1), "one for all", "[2,3,6] [2,3,3]")
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
            .samples(new Conv(), "[2,3,6] [2,3,3] [2]", "[0,2,3] [2,2,2] [2]")
            .samples(new Conv().stride(2, 1).padding(1, 0), "[2,2,6,4] [3,2,3,2] [3]")
            .samples(new Conv().padding(2).dilation(2).groups(2), "[1,4,3,4] [2,2,2,2] [2]")
            .rejects(new Conv(), "channels", "[2,3,6] [2,2,3] [2]")
            .rejects(new Conv(), "bias", "[2,3,6] [2,3,3] [3]", "[2,3,6] [2,3,3] [2,1]")
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
            .samples(new Sized(new Conv(), new int[] {8}), "[2,2,6] [2,3,3]")
            .samples(new Sized(new Conv().stride(2, 1).padding(1, 0), new int[] {6, 4}), "[2,3,3,3] [3,2,3,2]")
            .samples(new Sized(new Conv().dilation(2).groups(2), new int[] {6}), "[1,4,2] [4,1,3]")
            .samples(new Sized(new Conv().stride(2), new int[] {3, 4, 3}), "[1,2,1,2,1] [2,1,2,2,2]")
            .rejects(new Sized(new Conv(), new int[] {8}), "channels", "[2,3,6] [2,3,3]")
            .rejects(new Sized(new Conv(), new int[] {7}), "windows", "[2,2,6] [2,3,3]")
            .rejects(new Sized(new Conv(), new int[] {8, 8}), "size", "[2,2,6] [2,3,3]")
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
            .samples(new Sized(new Conv(), new int[] {3}), "[2,3,6] [2,2,4]")
            .samples(new Sized(new Conv().stride(2, 1).padding(1, 0), new int[] {3, 2}), "[2,2,6,4] [2,3,3,3]")
            .samples(new Sized(new Conv().dilation(2).groups(2), new int[] {2}), "[1,4,6] [1,2,3]")
            .samples(new Sized(new Conv().padding(1), new int[] {2, 2, 2}), "[1,1,2,2,2] [1,2,3,3,3]")
            .rejects(new Sized(new Conv(), new int[] {3}), "samples", "[2,3,6] [1,2,4]")
            .rejects(new Sized(new Conv(), new int[] {4}), "windows", "[2,3,6] [2,2,4]")
            .rejects(new Sized(new Conv().groups(2), new int[] {3}), "groups", "[2,3,6] [2,2,4]")
            .formula("x \\star y", "y \\star^\\top g", "x \\star g")
            .define();

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
            .samples(new Patches(new Conv(), new int[] {2, 3}), "[1,2,4,4]")
            .samples(new Patches(new Conv().stride(2, 1).padding(1, 0).dilation(2), new int[] {2}), "[2,1,3,4]")
            .samples(new Patches(new Conv().stride(2), new int[] {3}), "[2,2,6]")
            .rejects(new Patches(new Conv(), new int[] {5, 1}), "larger than", "[1,2,4,4]")
            .rejects(new Patches(new Conv(), new int[] {0}), "kernel", "[1,2,4,4]")
            .rejects(new Patches(new Conv().groups(2), new int[] {2}), "groups", "[1,2,4,4]")
            .rejects(new Patches(new Conv(), new int[] {2}), "rank", "[4,4]")
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
            .samples(new Folded(new Conv(), new int[] {2, 3}, new int[] {4, 4}), "[1,12,6]")
            .samples(new Folded(new Conv().stride(2), new int[] {2}, new int[] {5}), "[2,2,2]")
            .rejects(new Folded(new Conv(), new int[] {2}, new int[] {4, 4}), "windows", "[1,8,8]")
            .rejects(new Folded(new Conv(), new int[] {2}, new int[] {4, 4}), "taps", "[1,6,9]")
            .rejects(new Folded(new Conv(), new int[] {2}, new int[] {4, 4}), "rank", "[4,9]")
            .formula("x", "1")
            .define();

    private static Sized sized(Call call, Shape like) {
        return new Sized(call.attrs(Sized.class).conv(), WindowSizes.spatial(like));
    }

    /** A result without the windows that its recorded counterpart does not have: the last ones of each axis. */
    private static Tensor cut(Tensor z, Shape to) {
        Tensor t = z;
        for (int axis = 2; axis < to.rank(); axis++) {
            t = t.shape().dim(axis) == to.dim(axis) ? t : t.slice(axis, 0, to.dim(axis));
        }
        return t;
    }

    /** The pullback by input and weight. Where it is not differentiated again, one kernel computes both. */
    private static Tensor[] byBoth(Call call, Tensor g) {
        Conv c = call.attrs(Conv.class);
        Tensor x = call.input(0);
        Tensor w = call.input(1);
        if (call.needs(0) && call.needs(1)) {
            Tensor[] both = Call.byKernel(
                    (b, in) -> b.convBoth(in[0], in[1], in[2], WindowSizes.sliding(c, x.rank() - 2)), x, w, g);
            if (both != null) {
                return both;
            }
        }
        return new Tensor[] {
            call.needs(0) ? CONV_TRANSPOSE.apply(new Sized(c, WindowSizes.spatial(x.shape())), g, w) : null,
            call.needs(1) ? CONV_KERNEL.apply(new Sized(c, WindowSizes.spatial(w.shape())), x, g) : null
        };
    }

    private static Tensor conv(Tensor x, String op, int axes, Tensor weight, Tensor bias, Conv conv) {
        ConvolutionShapes.requireRank(op, axes, x, weight);
        return bias == null ? CONV.apply(conv, x, weight) : CONV_BIAS.apply(conv, x, weight, bias);
    }

    private static Tensor convTranspose(
            Tensor x, String op, int axes, Tensor weight, Tensor bias, Conv conv, int[] outputPadding) {
        ConvolutionShapes.requireRank(op, axes, x, weight);
        int[] size = ConvolutionShapes.transposedSize(op, x.shape(), weight.shape(), conv, outputPadding);
        return biased(op, CONV_TRANSPOSE.apply(new Sized(conv, size), x, weight), bias);
    }

    /** z [N, C, spatial...] with a number added to each channel. */
    private static Tensor biased(String op, Tensor z, Tensor bias) {
        if (bias == null) {
            return z;
        }
        ConvolutionShapes.requireBias(op, bias.shape(), z.shape());
        return z.add(Channels.each(bias, z.shape()));
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
        return CONV_TRANSPOSE.apply(new Sized(conv, size.clone()), y, weight);
    }

    /**
     * The transpose of {@link #conv} by the weight: x [N, in, spatial...] and y [N, out, windows...] to [out, in/groups,
     * kernel...].
     */
    public static Tensor convKernel(Tensor x, Tensor y, Conv conv, int... kernel) {
        return CONV_KERNEL.apply(new Sized(conv, kernel.clone()), x, y);
    }

    /** {@link #conv1d(Tensor, Tensor, Conv)} with stride 1 and without padding and bias. */
    @Composite("x \\star y")
    public static Tensor conv1d(Tensor x, Tensor weight) {
        return conv1d(x, weight, null, new Conv());
    }

    /**
     * The cross-correlation of this [N, in, L] with a weight [out, in/groups, k], plus a bias [out] or null: [N, out,
     * windows], with {@code (L + 2 padding - dilation (k - 1) - 1) / stride + 1} windows, rounded down.
     */
    @Composite("x \\star y + z")
    public static Tensor conv1d(Tensor x, Tensor weight, Tensor bias, Conv conv) {
        return conv(x, "conv1d", 1, weight, bias, conv);
    }

    /** {@link #conv2d(Tensor, Tensor, Conv)} with stride 1 and without padding and bias. */
    @Composite("x \\star y")
    public static Tensor conv2d(Tensor x, Tensor weight) {
        return conv2d(x, weight, null, new Conv());
    }

    /** As {@link #conv1d(Tensor, Tensor, Conv)}, for this [N, in, H, W] and a weight [out, in/groups, kh, kw]. */
    @Composite("x \\star y + z")
    public static Tensor conv2d(Tensor x, Tensor weight, Tensor bias, Conv conv) {
        return conv(x, "conv2d", 2, weight, bias, conv);
    }

    /** {@link #conv3d(Tensor, Tensor, Conv)} with stride 1 and without padding and bias. */
    @Composite("x \\star y")
    public static Tensor conv3d(Tensor x, Tensor weight) {
        return conv3d(x, weight, null, new Conv());
    }

    /** As {@link #conv1d(Tensor, Tensor, Conv)}, for this [N, in, D, H, W] and a weight [out, in/groups, kd, kh, kw]. */
    @Composite("x \\star y + z")
    public static Tensor conv3d(Tensor x, Tensor weight, Tensor bias, Conv conv) {
        return conv(x, "conv3d", 3, weight, bias, conv);
    }

    /**
     * The transposed convolution of this [N, in, L] with a weight [in, out/groups, k], plus a bias [out] or null: [N, out,
     * {@code (L - 1) stride - 2 padding + dilation (k - 1) + outputPadding + 1}]. The output padding lengthens the result
     * at its end, for a strided convolution has the same number of windows over several lengths; none means 0.
     */
    @Composite("x \\star^\\top y + z")
    public static Tensor convTranspose1d(Tensor x, Tensor weight, Tensor bias, Conv conv, int... outputPadding) {
        return convTranspose(x, "convTranspose1d", 1, weight, bias, conv, outputPadding);
    }

    /** As {@link #convTranspose1d}, for this [N, in, H, W] and a weight [in, out/groups, kh, kw]. */
    @Composite("x \\star^\\top y + z")
    public static Tensor convTranspose2d(Tensor x, Tensor weight, Tensor bias, Conv conv, int... outputPadding) {
        return convTranspose(x, "convTranspose2d", 2, weight, bias, conv, outputPadding);
    }

    /** As {@link #convTranspose1d}, for this [N, in, D, H, W] and a weight [in, out/groups, kd, kh, kw]. */
    @Composite("x \\star^\\top y + z")
    public static Tensor convTranspose3d(Tensor x, Tensor weight, Tensor bias, Conv conv, int... outputPadding) {
        return convTranspose(x, "convTranspose3d", 3, weight, bias, conv, outputPadding);
    }

    /**
     * What the windows of a kernel over this [N, C, spatial...] read, one window a column: [N, C * taps, windows]. The
     * product of a weight [out, C * taps] with it is a convolution ("im2col").
     */
    public static Tensor unfold(Tensor x, Conv conv, int... kernel) {
        return UNFOLD.apply(new Patches(conv, kernel.clone()), x);
    }

    /**
     * The columns [N, C * taps, windows] of {@link #unfold} added up where the windows read them: [N, C, size...]. It is the
     * transpose of {@code unfold}, not its inverse: what several windows read comes back as often.
     */
    public static Tensor fold(Tensor x, Conv conv, int[] size, int... kernel) {
        return FOLD.apply(new Folded(conv, kernel.clone(), size.clone()), x);
    }
}
