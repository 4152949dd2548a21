package org.autodiff.array.nd4j;

import java.util.Arrays;
import org.autodiff.array.Shape;
import org.autodiff.array.Sliding;

/**
 * The sizes of one convolution: of its input [N, C, spatial...], its kernel [O, C/groups, k...] and its result [N, O,
 * windows...].
 */
record ConvolutionSizes(Shape x, Shape kernel, Shape y, Sliding how) {
    /** Channels up to which a product is faster than a transpose by oneDNN, which fills them up to sixteen. */
    private static final int FEW_CHANNELS = 4;

    /** Multiply-adds. */
    long work() {
        return (long) y.size() * (kernel.dim(0) == 0 ? 0 : kernel.size() / kernel.dim(0));
    }

    boolean isEmpty() {
        return x.size() == 0 || kernel.size() == 0 || y.size() == 0;
    }

    /** The windows of one sample. */
    long windowCount() {
        long n = 1;
        for (int w : windows()) {
            n *= w;
        }
        return n;
    }

    int[] spatial() {
        return spatial(x);
    }

    int[] taps() {
        return spatial(kernel);
    }

    int[] windows() {
        return spatial(y);
    }

    private static int[] spatial(Shape s) {
        return Arrays.copyOfRange(s.toArray(), 2, s.rank());
    }

    /** Whether it is one of ND4J's: over one or two axes, without dilation, with all windows that there are. */
    boolean isPlain() {
        boolean plain = x.rank() <= 4 && (how.groups() == 1 || isDepthwise());
        for (int i = 0; plain && i < x.rank() - 2; i++) {
            plain = how.dilation(i) == 1 && windowsAlong(i) == y.dim(i + 2);
        }
        return plain;
    }

    /** Whether each channel is convolved by itself, with one kernel. */
    boolean isDepthwise() {
        return how.groups() > 1 && how.groups() == x.dim(1) && how.groups() == kernel.dim(0);
    }

    /** Whether a product is faster than oneDNN's transpose by the input. */
    boolean hasFewChannels() {
        return x.dim(1) <= FEW_CHANNELS && !isDepthwise();
    }

    private int windowsAlong(int i) {
        return (x.dim(i + 2) + 2 * how.padding(i) - kernel.dim(i + 2)) / how.stride(i) + 1;
    }

    /** Whether the windows end with the padding, no part of the input being left over. */
    boolean isExact() {
        boolean exact = true;
        for (int i = 0; exact && i < x.rank() - 2; i++) {
            exact = covered(i) == x.dim(i + 2) + 2 * how.padding(i);
        }
        return exact;
    }

    /** The length along a spatial axis, with padding, that the windows reach over. */
    int covered(int axis) {
        return (y.dim(axis + 2) - 1) * how.stride(axis) + extent(axis);
    }

    /** The length of a window along a spatial axis. */
    int extent(int axis) {
        return how.dilation(axis) * (kernel.dim(axis + 2) - 1) + 1;
    }

    /** A shape as over two axes, the first of them of size 1 where there is only one. */
    static Shape withTwoAxes(Shape s) {
        return s.rank() == 4 ? s : Shape.of(s.dim(0), s.dim(1), 1, s.dim(2));
    }

    /**
     * The kernel as ND4J's operations read it: [O, C, kh, kw]; or, for channels by themselves, [kh, kw, C, 1], for which
     * alone it has a kernel that is not hundreds of times slower.
     */
    Shape laidOut() {
        Shape wide = withTwoAxes(kernel);
        return isDepthwise() ? Shape.of(wide.dim(2), wide.dim(3), wide.dim(0), 1) : wide;
    }

    /** What ND4J's operations are told: kernel, strides, padding, dilation, no automatic padding, NCHW, kernel layout. */
    long[] integers() {
        int last = x.rank() - 3;
        boolean two = last == 1;
        return new long[] {
            two ? kernel.dim(2) : 1,
            kernel.dim(-1),
            two ? how.stride(0) : 1,
            how.stride(last),
            two ? how.padding(0) : 0,
            how.padding(last),
            1,
            1,
            0,
            0,
            isDepthwise() ? 0 : 1
        };
    }
}
