package org.autodiff.array.nd4j;

import java.nio.FloatBuffer;
import org.autodiff.array.Array;
import org.autodiff.array.Shape;
import org.bytedeco.javacpp.FloatPointer;

/**
 * The gradient of a convolution by its kernel alone, in single precision, tap by tap: each is a product of y [O, windows] with
 * the input [C, positions] as that tap sees it, transposed. oneDNN has that gradient only beside another one, which takes as
 * long.
 *
 * <p>The rows of windows are as long as those of the input, so that what a tap sees is the input moved by some elements, with
 * zeros where it has come over the border. It is laid out once for each tap of a row, between rows of zeros; the taps of a
 * column then begin some rows further on.
 */
final class TapGradient {
    /** Channels on both sides from which these products are fast. */
    private static final int CHANNELS = 16;

    /** The sizes of a product that OpenBLAS computes without copying its operands first: its side, its multiply-adds. */
    private static final int SIDE = 64;

    private static final int PRODUCT = 1_000_000;

    /** Elements that a thread lays out at most, a quarter of a GiB: far dilations pad with very many zeros. */
    private static final long LAID_OUT = 1 << 26;

    private final ConvolutionSizes s;
    private final int in;
    private final int out;
    /** WindowSizes along the last axis, and along the one before it, or as if there was one. */
    private final int width;

    private final int height;
    private final int rows;
    private final int across;
    private final int down;
    private final int padX;
    private final int padY;
    private final int stepX;
    private final int stepY;
    /** The elements of one channel as one tap of a row sees it, with the rows of zeros. */
    private final int plane;

    TapGradient(ConvolutionSizes s) {
        this.s = s;
        this.in = s.x().dim(1);
        this.out = s.y().dim(1);
        int last = s.x().rank() - 3;
        boolean two = last == 1;
        this.width = s.x().dim(-1);
        this.height = two ? s.x().dim(2) : 1;
        this.rows = two ? s.y().dim(2) : 1;
        this.across = s.kernel().dim(-1);
        this.down = two ? s.kernel().dim(2) : 1;
        this.padX = s.how().padding(last);
        this.padY = two ? s.how().padding(0) : 0;
        this.stepX = s.how().dilation(last);
        this.stepY = two ? s.how().dilation(0) : 1;
        this.plane = Math.toIntExact(plane(s));
    }

    private static long plane(ConvolutionSizes s) {
        long height = s.x().rank() == 4 ? s.x().dim(2) + 2L * s.how().padding(0) : 1;
        return height * s.x().dim(-1);
    }

    /** Whether it can be done in this way, and should. */
    static boolean suits(ConvolutionSizes s) {
        boolean suits = s.x().rank() <= 4
                && s.how().groups() == 1
                && s.y().dim(-1) == s.x().dim(-1)
                && Math.min(s.x().dim(1), s.y().dim(1)) >= CHANNELS
                && s.kernel().dim(-1) * (double) s.x().dim(1) * plane(s) <= LAID_OUT;
        for (int stride : s.how().stride()) {
            suits &= stride == 1;
        }
        return suits;
    }

    /** The taps in the order of the result: for each the matrix [O, C]. */
    Shape laidOut() {
        return Shape.of(down * across, out, in);
    }

    /** Writes the gradient from some samples as number {@code piece} of z. */
    void run(Array x, Array y, Array z, int piece, int from, int count, Kernels k) {
        Block planes = k.scratch(x.dtype(), 0, across * in * plane);
        FloatBuffer to = (FloatBuffer) planes.view();
        float[] image = new float[in * height * width];
        clearRows(to);
        try (FloatPointer a = (FloatPointer) Block.of(y).cursor();
                FloatPointer b = (FloatPointer) planes.cursor();
                FloatPointer c = (FloatPointer) Block.of(z).cursor()) {
            for (int i = from; i < from + count; i++) {
                Block.of(x).read(i * image.length, image, 0, image.length);
                for (int tap = 0; tap < across; tap++) {
                    layOut(image, tap, to);
                }
                products(a, b, c, i * out * rows * width, piece * s.kernel().size(), i > from);
            }
        }
    }

    /** Zeros above and below each plane. */
    private void clearRows(FloatBuffer to) {
        int n = padY * width;
        float[] zeros = new float[n];
        for (int at = 0; at < across * in * plane; at += plane) {
            to.put(at, zeros, 0, n);
            to.put(at + plane - n, zeros, 0, n);
        }
    }

    /** The input as one tap of a row sees it: moved, and zero where it comes from another row. */
    private void layOut(float[] image, int tap, FloatBuffer to) {
        int moved = tap * stepX - padX;
        int size = height * width;
        int begin = Math.max(0, -moved);
        int n = Math.max(0, size - Math.abs(moved));
        int left = Math.min(width, begin);
        int right = Math.max(0, Math.min(width, width - moved));
        for (int c = 0; c < in; c++) {
            int at = (tap * in + c) * plane + padY * width;
            if (n > 0) {
                to.put(at + begin, image, c * size + begin + moved, n);
            }
            for (int row = at; row < at + size; row += width) {
                for (int i = 0; i < left; i++) {
                    to.put(row + i, 0f);
                }
                for (int i = right; i < width; i++) {
                    to.put(row + i, 0f);
                }
            }
        }
    }

    private void products(FloatPointer a, FloatPointer b, FloatPointer c, int y, int z, boolean more) {
        int windows = rows * width;
        int side = Math.min(out, SIDE);
        int inner = Math.max(1, PRODUCT / (side * Math.min(in, SIDE)));
        for (int tap = 0; tap < down * across; tap++) {
            int plane0 = tap % across * in * plane + tap / across * stepY * width;
            for (int o = 0; o < out; o += side) {
                for (int i = 0; i < in; i += SIDE) {
                    for (int w = 0; w < windows; w += inner) {
                        a.position(y + o * windows + w);
                        b.position(plane0 + i * plane + w);
                        c.position(z + (tap * out + o) * in + i);
                        int m = Math.min(side, out - o);
                        int n = Math.min(SIDE, in - i);
                        int k = Math.min(inner, windows - w);
                        int beta = more || w > 0 ? 1 : 0;
                        Blas.gemm(Blas.NO_TRANS, Blas.TRANS, m, n, k, a, windows, b, plane, beta, c, in);
                    }
                }
            }
        }
    }
}
