package org.autodiff.array.nd4j;

import java.util.ArrayList;
import java.util.List;
import org.autodiff.array.ConvolutionPrimitives.Sliding;
import org.autodiff.array.Shape;
import org.autodiff.array.nd4j.ConvolutionProgram.Kind;

/**
 * Divides a convolution into pieces that cores take one by one: some samples each, or, where there are too few of them, some
 * rows of one sample. The sizes alone decide, so that results do not depend on the number of cores.
 */
final class ConvolutionPieces {
    /** Multiply-adds that are worth a piece of their own: about 20 us. */
    private static final long WORK = 1_000_000;

    /** Pieces that keep a few cores busy to the end, also where another program has a part of one. */
    private static final int ENOUGH = 8;

    /** Elements of a piece that its core's cache holds while they are brought from one layout to another. */
    private static final int CACHED = 1 << 18;

    /** Windows of a piece that make up for what it costs to bring the kernel into another layout. */
    private static final int FEWEST_WINDOWS = 512;

    /**
     * Windows over which a gradient by the kernel is added up in single precision by oneDNN, term by term: products of equal
     * numbers are off by 5e-5 then, by 1e-2 with a million windows, and end at 2^24.
     */
    private static final int MOST_WINDOWS = 1 << 14;

    private final Kind kind;
    private final ConvolutionSizes s;

    /**
     * One of them: a convolution of its own, with the shapes (for as many samples) of the arrays of which it reads and writes
     * a part, and the elements of these at which the part begins.
     */
    record Piece(ConvolutionSizes sizes, Shape wholeX, Shape wholeY, int x, int y) {}

    private ConvolutionPieces(Kind kind, ConvolutionSizes s) {
        this.kind = kind;
        this.s = s;
    }

    /** The pieces in the order of the samples and rows. */
    static List<Piece> of(Kind kind, ConvolutionSizes s) {
        return new ConvolutionPieces(kind, s).divided();
    }

    /** Whether a gradient by the kernel over so many windows has lost digits. */
    static boolean losesDigits(long windows) {
        return windows > 2 * MOST_WINDOWS;
    }

    private boolean isSummed() {
        return kind == Kind.BY_KERNEL || kind == Kind.BOTH;
    }

    private List<Piece> divided() {
        int samples = s.x().dim(0);
        long windows = samples * s.windowCount();
        long cached = ((long) s.x().size() + s.y().size()) / CACHED;
        long wanted = Math.min(Math.max(ENOUGH, cached), Math.max(2, windows / FEWEST_WINDOWS));
        wanted = Math.min(wanted, Math.max(1, s.work() / WORK));
        if (isSummed()) {
            wanted = Math.max(wanted, (windows - 1) / MOST_WINDOWS + 1);
        }
        if (wanted > samples && kind != Kind.BOTH) {
            int extent = s.how().dilation()[0] * (s.kernel().dim(2) - 1) + 1;
            int bands = (int) Math.min((wanted - 1) / samples + 1, rows() / (2 * extent));
            List<Piece> pieces = bands > 1 ? bands(bands) : null;
            if (pieces != null) {
                return pieces;
            }
        }
        return bySamples((int) Long.highestOneBit(Math.min(samples, wanted)));
    }

    private List<Piece> bySamples(int count) {
        List<Piece> pieces = new ArrayList<>(count);
        int samples = s.x().dim(0);
        for (int i = 0; i < count; i++) {
            int from = share(samples, i, count);
            int n = share(samples, i + 1, count) - from;
            Shape x = s.x().with(0, n);
            Shape y = s.y().with(0, n);
            ConvolutionSizes sizes = new ConvolutionSizes(x, s.kernel(), y, s.how());
            pieces.add(new Piece(sizes, x, y, from * (x.size() / n), from * (y.size() / n)));
        }
        return pieces;
    }

    /** Where share i of so many begins; no two shares differ by more than one. */
    private static int share(int n, int i, int count) {
        return (int) ((long) n * i / count);
    }

    /** Along the first spatial axis, of the result. */
    private int rows() {
        return kind == Kind.BY_INPUT ? s.x().dim(2) : s.y().dim(2);
    }

    /** So many for each sample, or null where one of them would have nothing to read. */
    private List<Piece> bands(int count) {
        List<Piece> pieces = new ArrayList<>();
        for (int sample = 0; sample < s.x().dim(0); sample++) {
            for (int i = 0; i < count; i++) {
                int from = share(rows(), i, count);
                int to = share(rows(), i + 1, count);
                Piece p = kind == Kind.BY_INPUT ? band(sample, from, to) : windows(sample, from, to);
                if (p == null) {
                    return null;
                }
                pieces.add(p);
            }
        }
        return pieces;
    }

    /** Rows of windows, and the rows of the input that they read. */
    private Piece windows(int sample, int from, int to) {
        int stride = s.how().stride()[0];
        int begin = from * stride - s.how().padding()[0];
        int first = Math.max(0, begin);
        int end = Math.min(s.x().dim(2), begin + s.covered(0) - (s.y().dim(2) - (to - from)) * stride);
        return piece(sample, first, end, from, to, first - begin);
    }

    /** Rows of the input, and the rows of windows that read them. */
    private Piece band(int sample, int from, int to) {
        int stride = s.how().stride()[0];
        int padding = s.how().padding()[0];
        int extent = s.covered(0) - (s.y().dim(2) - 1) * stride;
        int first = Math.max(0, Math.floorDiv(from + padding - extent, stride) + 1);
        int end = Math.min(s.y().dim(2), (to - 1 + padding) / stride + 1);
        return piece(sample, from, to, first, end, from + padding - first * stride);
    }

    private Piece piece(int sample, int x0, int x1, int y0, int y1, int padding) {
        if (x1 <= x0 || y1 <= y0 || padding < 0) {
            return null;
        }
        int[] paddings = s.how().padding().clone();
        paddings[0] = padding;
        Sliding how = new Sliding(
                s.how().stride(), paddings, s.how().dilation(), s.how().groups());
        Shape x = s.x().with(0, 1);
        Shape y = s.y().with(0, 1);
        ConvolutionSizes sizes = new ConvolutionSizes(x.with(2, x1 - x0), s.kernel(), y.with(2, y1 - y0), how);
        return new Piece(sizes, x, y, sample * x.size() + x0 * rowSize(x), sample * y.size() + y0 * rowSize(y));
    }

    private static int rowSize(Shape sample) {
        return sample.size() / (sample.dim(1) * sample.dim(2));
    }
}
